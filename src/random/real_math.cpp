#include "random/real_math.hpp"

#include <cstddef>
#include <limits>

#include "random/double_double.hpp"

namespace seedbed {
namespace real_math {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kParts = std::size_t{1} << kTableBits;

// The multiple of 2^-bits nearest to x, for |x| < 2^(51 - bits).
constexpr double round_to_bits(double x, int bits) {
  const double shift = 0x1.8p52 / static_cast<double>(std::uint64_t{1} << bits);
  return (x + shift) - shift;
}

constexpr std::array<LogEntry, kParts> make_log_table() {
  std::array<LogEntry, kParts> table{};
  for (std::size_t i = 0; i < kParts; ++i) {
    // The borders as reduce() cuts them.
    const std::uint64_t border = 0x3fe6900000000000 + (std::uint64_t{i} << (52 - kTableBits));
    const double from = std::bit_cast<double>(border);
    const double to = std::bit_cast<double>(border + (std::uint64_t{1} << (52 - kTableBits)));
    const double inverse = from < 1 && to > 1 ? 1.0 : round_to_bits(2.0 / (from + to), 16);
    const DoubleDouble value = -exact_log(inverse);
    const double high = round_to_bits(value.high, 42);
    table[i] = {inverse, high, (value.high - high) + value.low};
  }
  return table;
}

// 2^(i/128) = value * (1 + tail).
struct ExpEntry {
  double value;
  double tail;
};

constexpr DoubleDouble kLog2 = exact_log(2.0);
static_assert(round_to_bits(kLog2.high, 42) == kLog2High);
static_assert((kLog2.high - kLog2High) + kLog2.low == kLog2Low);

constexpr std::array<ExpEntry, kParts> make_exp_table() {
  std::array<ExpEntry, kParts> table{};
  for (std::size_t i = 0; i < kParts; ++i) {
    const DoubleDouble value = exact_exp(kLog2 * DoubleDouble{static_cast<double>(i) / kParts, 0});
    table[i] = {value.high, value.low / value.high};
  }
  return table;
}
constexpr std::array<ExpEntry, kParts> kExpTable = make_exp_table();

constexpr double power_of_two(std::int64_t exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

// exp(high + low) for |low| < 2^-40.
double exp_of(double high, double low) {
  if (high > 710) return kInfinity;
  if (high < -746) return 0;
  // high + low = n * log(2) / 128 + r with |r| < 2^-8.5. A multiple of 2^-42 times n is exact.
  constexpr double kStepHigh = round_to_bits(kLog2.high / kParts, 42);
  constexpr double kStepLow = (kLog2.high / kParts - kStepHigh) + kLog2.low / kParts;
  constexpr double kShift = 0x1.8p52;  // adding it rounds to a whole number
  const double n = (high * (kParts / kLog2.high) + kShift) - kShift;
  const double r = (high - n * kStepHigh) + (low - n * kStepLow);
  const auto whole = static_cast<std::int64_t>(n);
  const ExpEntry& entry = kExpTable[static_cast<std::size_t>(whole) % kParts];
  const double r2 = r * r;
  const double series = r + r2 * (0.5 + r * (1.0 / 6)) + r2 * r2 * (1.0 / 24 + r * (1.0 / 120));
  const double fraction = entry.value + entry.value * (entry.tail + series);
  const std::int64_t exponent = whole >> kTableBits;
  // Two steps, because the power of two alone may be out of range; only the second one rounds.
  return fraction * power_of_two(exponent / 2) * power_of_two(exponent - exponent / 2);
}

// log(x) to 2^-68 of its value, for x above zero.
DoubleDouble precise_log(double x) {
  const bool subnormal = x < std::numeric_limits<double>::min();
  const Reduced reduced =
      reduce(std::bit_cast<std::uint64_t>(subnormal ? x * 0x1p52 : x), subnormal ? -52 : 0);
  const DoubleDouble r = two_sum(reduced.high, reduced.low);
  const DoubleDouble half_square = r * r * DoubleDouble{0.5, 0};
  const double h = r.high;
  const double h2 = h * h;
  const double series = (1.0 / 3 - h * (1.0 / 4)) +
                        h2 * ((1.0 / 5 - h * (1.0 / 6)) + h2 * ((1.0 / 7 - h * (1.0 / 8)) + h2 * (1.0 / 9)));
  const double coarse = reduced.exponent * kLog2High + reduced.entry.high;  // exact
  const DoubleDouble sum = two_sum(coarse, r.high);
  const DoubleDouble main = two_sum(sum.high, -half_square.high);
  const double rest = reduced.exponent * kLog2Low + reduced.entry.low + r.low - half_square.low;
  return two_sum(main.high, main.low + sum.low + (rest + h * h2 * series));
}

enum class Kind { fraction, even, odd };

Kind kind_of(double y) {
  const double size = y < 0 ? -y : y;
  if (size >= 0x1p53) return Kind::even;
  const auto whole = static_cast<std::int64_t>(size);
  if (static_cast<double>(whole) != size) return Kind::fraction;
  return whole % 2 == 0 ? Kind::even : Kind::odd;
}

// x to the power y for x > 0, neither of them NaN.
double pow_of_positive(double x, double y) {
  if (x == 1) return 1;
  const bool grows = (x > 1) == (y > 0);
  // |log(x)| is at least 2^-53, so that beyond 2^64 only the direction matters.
  if (x == kInfinity || y >= 0x1p64 || y <= -0x1p64) return grows ? kInfinity : 0;
  const DoubleDouble log = precise_log(x);
  const DoubleDouble product = two_product(log.high, y);
  if (product.high > 710 || product.high < -746) return grows ? kInfinity : 0;
  return exp_of(product.high, product.low + log.low * y);
}

}  // namespace

constinit const std::array<LogEntry, kParts> kLogTable = make_log_table();

double log_special(double x) {
  if (x == 0) return -kInfinity;
  if (!(x > 0)) return kNan;
  if (x == kInfinity) return x;
  return log_of(reduce(std::bit_cast<std::uint64_t>(x * 0x1p52), -52), 0.0);
}

}  // namespace real_math

double portable_log1p(double x) {
  using namespace real_math;
  if (!(x > -1)) return x == -1 ? -kInfinity : kNan;
  if (x == kInfinity) return x;
  if (x >= -0x1p-9 && x < 0x1p-8) return x + log_series(x);
  const DoubleDouble sum = two_sum(1.0, x);
  return log_of(reduce(std::bit_cast<std::uint64_t>(sum.high), 0), sum.low / sum.high);
}

double portable_exp(double x) {
  if (x != x) return real_math::kNan;
  return real_math::exp_of(x, 0);
}

double portable_pow(double x, double y) {
  using namespace real_math;
  if (y == 0 || x == 1) return 1;
  if (x != x || y != y) return kNan;
  const bool negative = std::bit_cast<std::int64_t>(x) < 0;
  const double size = negative ? -x : x;
  const Kind kind = kind_of(y);
  if (size == 0) {
    const double result = y > 0 ? 0.0 : kInfinity;
    return negative && kind == Kind::odd ? -result : result;
  }
  if (negative && kind == Kind::fraction && size != kInfinity) return kNan;
  const double result = pow_of_positive(size, y);
  return negative && kind == Kind::odd ? -result : result;
}

}  // namespace seedbed
