#include "random/real_math.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "random/random.hpp"
#include "support/catch.hpp"

namespace {

using namespace seedbed;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kSmallest = std::numeric_limits<double>::denorm_min();
constexpr double kLargest = std::numeric_limits<double>::max();
constexpr int kPoints = 500'000;  // a range

// The reference has 11 bits more than a double at least (x87), so that its own error does not count.
constexpr bool kHasReference = std::numeric_limits<long double>::digits >= 64;
bool has_reference() {
  if (!kHasReference) WARN("skipped: long double is no wider than double here");
  return kHasReference;
}

class Points {
 public:
  explicit Points(std::uint64_t seed) : bits_(mix64(seed)) {}
  std::uint64_t bits() { return bits_ = next_bits(bits_); }
  double between(double low, double high) { return low + (high - low) * unit_real(bits()); }
  // Either sign, sizes from 2^low to 2^high, every size as often.
  double any_size(int low, int high) {
    const auto exponent = low + static_cast<int>(bounded(bits(), static_cast<std::uint64_t>(high - low)));
    const double size = std::ldexp(between(1, 2), exponent);
    return bits() % 2 == 0 ? size : -size;
  }

 private:
  std::uint64_t bits_;
};

// The distance in units of the last place of the true value; infinite if only one of them is a number.
double ulps(double got, long double want) {
  const auto rounded = static_cast<double>(want);
  if (!std::isfinite(rounded) || !std::isfinite(got)) return got == rounded ? 0 : kInfinity;
  int exponent = 0;
  std::frexp(rounded, &exponent);
  const int last_place = std::max(exponent, std::numeric_limits<double>::min_exponent) - 53;
  return static_cast<double>(std::fabs(static_cast<long double>(got) - want) / std::ldexp(1.0L, last_place));
}

struct Worst {
  double error = 0;
  double at = 0;
  void add(double found, double x) {
    if (found <= error) return;
    error = found;
    at = x;
  }
};

// The largest error of `function` against `reference` on the numbers that `draw` gives.
template <class Function, class Reference, class Draw>
double worst_error(const char* range, Function function, Reference reference, Draw draw) {
  Worst worst;
  Points points(1);
  for (int i = 0; i < kPoints; ++i) {
    const double x = draw(points);
    worst.add(ulps(function(x), reference(static_cast<long double>(x))), x);
  }
  UNSCOPED_INFO(range << ": " << worst.error << " ulp at " << worst.at);
  return worst.error;
}

template <class Draw>
double worst_log(const char* range, Draw draw) {
  return worst_error(
      range, portable_log, [](long double x) { return std::log(x); }, draw);
}
template <class Draw>
double worst_log1p(const char* range, Draw draw) {
  return worst_error(
      range, portable_log1p, [](long double x) { return std::log1p(x); }, draw);
}
template <class Draw>
double worst_exp(const char* range, Draw draw) {
  return worst_error(
      range, portable_exp, [](long double x) { return std::exp(x); }, draw);
}

// `draw` gives x; y is such that y log(x) is evenly spread from low to high.
template <class Draw>
double worst_pow(const char* range, double low, double high, Draw draw) {
  Worst worst;
  Points points(2);
  for (int i = 0; i < kPoints; ++i) {
    const double x = draw(points);
    const double log = std::log(x);
    const double y = log == 0 ? 1.0 : points.between(low, high) / log;
    const long double want = std::pow(static_cast<long double>(x), static_cast<long double>(y));
    worst.add(ulps(portable_pow(x, y), want), x);
  }
  UNSCOPED_INFO(range << ": " << worst.error << " ulp at " << worst.at);
  return worst.error;
}

std::uint64_t bits_of(double x) { return std::bit_cast<std::uint64_t>(x); }
bool same(double a, double b) { return bits_of(a) == bits_of(b); }

// The digest of the bits of 100,000 results.
template <class Function>
std::uint64_t digest_of(Function function) {
  Points points(3);
  constexpr int kResults = 100'000;
  std::vector<double> results;
  results.reserve(kResults);
  for (int i = 0; i < kResults; ++i) results.push_back(function(points));
  return hash64({reinterpret_cast<const char*>(results.data()), results.size() * sizeof(double)});
}

}  // namespace

TEST_CASE("the logarithm is within 1 ulp") {
  if (!has_reference()) return;
  CHECK(worst_log("(0, 1)", [](Points& p) { return unit_real_above_zero(p.bits()); }) <= 1);
  CHECK(worst_log("a percent around 1", [](Points& p) { return p.between(0.99, 1.01); }) <= 1);
  CHECK(worst_log("the part of the table around 1", [](Points& p) { return p.between(0.997, 1.005); }) <= 1);
  CHECK(worst_log("close to 1", [](Points& p) { return 1 + p.any_size(-52, -9); }) <= 1);
  CHECK(worst_log("every size", [](Points& p) { return std::fabs(p.any_size(-1022, 1024)); }) <= 1);
  const auto subnormal = [](Points& p) {
    return std::bit_cast<double>((p.bits() >> 12 >> (p.bits() % 50)) + 1);
  };
  CHECK(worst_log("subnormal", subnormal) <= 1);
}

TEST_CASE("the logarithm of 1 + x is within 1 ulp") {
  if (!has_reference()) return;
  CHECK(worst_log1p("(-1, 1)", [](Points& p) { return p.between(-1, 1); }) <= 1);
  CHECK(worst_log1p("around the switch of methods", [](Points& p) { return p.between(-0.01, 0.01); }) <= 1);
  CHECK(worst_log1p("small", [](Points& p) { return p.any_size(-1070, 0); }) <= 1);
  CHECK(worst_log1p("large", [](Points& p) { return std::fabs(p.any_size(0, 1024)); }) <= 1);
  CHECK(worst_log1p("close to -1", [](Points& p) { return std::fabs(p.any_size(-52, 0)) - 1; }) <= 1);
}

TEST_CASE("the exponential is within 1 ulp") {
  if (!has_reference()) return;
  CHECK(worst_exp("(-1, 1)", [](Points& p) { return p.between(-1, 1); }) <= 1);
  CHECK(worst_exp("all of it", [](Points& p) { return p.between(-708, 709); }) <= 1);
  CHECK(worst_exp("near overflow", [](Points& p) { return p.between(709, 710.5); }) <= 1);
  CHECK(worst_exp("subnormal results", [](Points& p) { return p.between(-746.5, -708); }) <= 1);
  CHECK(worst_exp("small", [](Points& p) { return p.any_size(-1070, 0); }) <= 1);
}

TEST_CASE("the power is within 1 ulp") {
  if (!has_reference()) return;
  const auto usual = [](Points& p) { return p.between(0, 10); };
  const auto near_one = [](Points& p) { return 1 + p.any_size(-50, -1); };
  const auto every_size = [](Points& p) { return std::fabs(p.any_size(-1022, 1024)); };
  CHECK(worst_pow("usual", -5, 5, usual) <= 1);
  CHECK(worst_pow("usual base, any result", -707, 709, usual) <= 1);
  CHECK(worst_pow("base near 1", -707, 709, near_one) <= 1);
  CHECK(worst_pow("any base", -707, 709, every_size) <= 1);
  CHECK(worst_pow("near overflow", 709, 710.5, near_one) <= 1);
  CHECK(worst_pow("subnormal results", -746.5, -708, near_one) <= 1);
}

TEST_CASE("special values of the logarithms") {
  CHECK(same(portable_log(1), 0.0));
  CHECK(same(portable_log(0.0), -kInfinity));
  CHECK(same(portable_log(-0.0), -kInfinity));
  CHECK(same(portable_log(kInfinity), kInfinity));
  CHECK(same(portable_log(-1), kNan));
  CHECK(same(portable_log(-kInfinity), kNan));
  CHECK(same(portable_log(-kNan), kNan));
  CHECK(same(portable_log(kSmallest), -0x1.74385446d71c3p+9));  // -1074 log(2)
  CHECK(same(portable_log(kLargest), 0x1.62e42fefa39efp+9));
  CHECK(same(portable_log1p(0.0), 0.0));
  CHECK(same(portable_log1p(-0.0), -0.0));
  CHECK(same(portable_log1p(kSmallest), kSmallest));
  CHECK(same(portable_log1p(-1), -kInfinity));
  CHECK(same(portable_log1p(-1.5), kNan));
  CHECK(same(portable_log1p(kNan), kNan));
  CHECK(same(portable_log1p(kInfinity), kInfinity));
  CHECK(same(portable_log1p(kLargest), 0x1.62e42fefa39efp+9));
}

TEST_CASE("special values of the exponential") {
  CHECK(same(portable_exp(0.0), 1.0));
  CHECK(same(portable_exp(-0.0), 1.0));
  CHECK(same(portable_exp(1), 0x1.5bf0a8b145769p+1));
  CHECK(same(portable_exp(kSmallest), 1.0));
  CHECK(same(portable_exp(kInfinity), kInfinity));
  CHECK(same(portable_exp(-kInfinity), 0.0));
  CHECK(same(portable_exp(kLargest), kInfinity));
  CHECK(same(portable_exp(-kLargest), 0.0));
  CHECK(same(portable_exp(-kNan), kNan));
  CHECK(portable_exp(0x1.62e42fefa39efp+9) < kInfinity);
  CHECK(same(portable_exp(0x1.62e42fefa39f0p+9), kInfinity));
  CHECK(same(portable_exp(-0x1.74910d52d3051p+9), kSmallest));
  CHECK(same(portable_exp(-0x1.74910d52d3052p+9), 0.0));
}

TEST_CASE("exact powers") {
  for (const double x : {0.0, -0.0, 3.7, -3.7, kInfinity, -kInfinity, kNan})
    CHECK(same(portable_pow(x, 0), 1.0));
  for (const double y : {0.0, -2.5, kInfinity, -kInfinity, kNan}) CHECK(same(portable_pow(1, y), 1.0));
  for (int n = -1074; n < 1024; ++n) CHECK(same(portable_pow(2, n), std::ldexp(1.0, n)));
  double power = 1;
  for (int n = 0; n <= 22; ++n, power *= 10) CHECK(same(portable_pow(10, n), power));
  CHECK(same(portable_pow(-3, 3), -27.0));
  CHECK(same(portable_pow(-3, 4), 81.0));
  CHECK(same(portable_pow(-2, -3), -0.125));
  CHECK(same(portable_pow(2.25, 0.5), 1.5));
  Points points(4);
  for (int i = 0; i < 10'000; ++i) {
    const double x = std::bit_cast<double>(bounded(points.bits(), bits_of(kInfinity)));
    REQUIRE(same(portable_pow(x, 1), x));
  }
}

TEST_CASE("special values of the power") {
  CHECK(same(portable_pow(-8, 1.0 / 3), kNan));
  CHECK(same(portable_pow(kNan, 1), kNan));
  CHECK(same(portable_pow(2, -kNan), kNan));
  CHECK(same(portable_pow(0.0, 2.5), 0.0));
  CHECK(same(portable_pow(-0.0, 3), -0.0));
  CHECK(same(portable_pow(-0.0, 2), 0.0));
  CHECK(same(portable_pow(0.0, -1), kInfinity));
  CHECK(same(portable_pow(-0.0, -3), -kInfinity));
  CHECK(same(portable_pow(-0.0, -2.5), kInfinity));
  CHECK(same(portable_pow(-1, kInfinity), 1.0));
  CHECK(same(portable_pow(0.5, kInfinity), 0.0));
  CHECK(same(portable_pow(0.5, -kInfinity), kInfinity));
  CHECK(same(portable_pow(-2, kInfinity), kInfinity));
  CHECK(same(portable_pow(kInfinity, 0.1), kInfinity));
  CHECK(same(portable_pow(kInfinity, -0.1), 0.0));
  CHECK(same(portable_pow(-kInfinity, 3), -kInfinity));
  CHECK(same(portable_pow(-kInfinity, -3), -0.0));
  CHECK(same(portable_pow(-kInfinity, 0.5), kInfinity));
  CHECK(same(portable_pow(2, 1024), kInfinity));
  CHECK(same(portable_pow(-2, 1025), -kInfinity));
  CHECK(same(portable_pow(2, -1076), 0.0));
  CHECK(same(portable_pow(kLargest, kLargest), kInfinity));
  CHECK(same(portable_pow(kLargest, -kLargest), 0.0));
  CHECK(same(portable_pow(kLargest, kSmallest), 1.0));
  CHECK(same(portable_pow(-1, 0x1p53), 1.0));
  CHECK(same(portable_pow(-1, 0x1p53 - 1), -1.0));
}

// Made with g++ 12 on x86-64; another processor or compiler must find the same.
TEST_CASE("golden digests of the mathematical functions") {
  CHECK(digest_of([](Points& p) { return portable_log(unit_real_above_zero(p.bits())); }) ==
        0x127ca5d226ac3220);
  CHECK(digest_of([](Points& p) { return portable_log(std::fabs(p.any_size(-1074, 1024))); }) ==
        0x7d882991aa7115e0);
  CHECK(digest_of([](Points& p) { return portable_log1p(p.any_size(-60, 0)); }) == 0x3881e54b5582d03b);
  CHECK(digest_of([](Points& p) { return portable_exp(p.between(-746, 710)); }) == 0x5067171a72d35648);
  CHECK(digest_of([](Points& p) {
          const double x = p.between(0, 4);
          return portable_pow(x, p.between(-10, 10));
        }) == 0x29dcb42d5ea89a32);
}
