#include "random/discrete_distributions.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "base/arithmetic.hpp"
#include "support/catch.hpp"
#include "support/distribution_checks.hpp"
#include "support/exact_distributions.hpp"

namespace {

using namespace seedbed;
using namespace seedbed::model;
using namespace seedbed::test;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kAllBits = ~std::uint64_t{0};
constexpr double kManyMeans = 1e5;  // from here on a count is normal but for its skewness, to 1e-5

Cumulative poisson_cumulative(double mean) {
  return [mean](double x) {
    if (x < 0) return 0.0;
    if (mean >= kManyMeans) return nearly_normal_below(mean, mean, 1 / std::sqrt(mean), std::floor(x) + 0.5);
    if (x > mean + 40 * std::sqrt(mean) + 200) return 1.0;
    return 1 - gamma_below(std::floor(x) + 1, mean);
  };
}

// Larger than `mean` by what a million draws tell from chance.
double noticeably_above(double mean) {
  return mean + std::max(0.015 * std::sqrt(mean), mean < 1 ? 0.1 * mean : 0);
}

Cumulative binomial_cumulative(double n, double p) {
  return [n, p](double x) {
    if (x < 0) return 0.0;
    if (x >= n) return 1.0;
    const double variance = n * p * (1 - p);
    const double skewness = (1 - 2 * p) / std::sqrt(variance);
    if (variance >= kManyMeans) return nearly_normal_below(n * p, variance, skewness, std::floor(x) + 0.5);
    return 1 - beta_below(std::floor(x) + 1, n - std::floor(x), p);
  };
}

ExactMoments binomial_moments(double n, double p) {
  const double variance = n * p * (1 - p);
  return {n * p, variance, (1 - 6 * p * (1 - p)) / variance};
}

Cumulative zipf_cumulative(double n, double s) {
  return [n, s, total = harmonic(n, s)](double x) {
    if (x < 1) return 0.0;
    return x >= n ? 1.0 : harmonic(std::floor(x), s) / total;
  };
}

ExactMoments zipf_moments(double n, double s) {
  if (s == 0) return {(n + 1) / 2, (n * n - 1) / 12, -1.2 * (n * n + 1) / (n * n - 1)};
  const double total = harmonic(n, s);
  const auto raw = [n, s, total](double order) { return harmonic(n, s - order) / total; };
  const double mean = raw(1);
  const double variance = raw(2) - mean * mean;
  const double fourth = raw(4) - 4 * mean * raw(3) + 6 * mean * mean * raw(2) - 3 * std::pow(mean, 4);
  return {mean, variance, fourth / (variance * variance) - 3};
}

Sample zipf_sample(std::int64_t n, double s) {
  const Zipf zipf(n, s);
  return {zipf_cumulative(static_cast<double>(n), s),
          [&zipf](std::uint64_t bits) { return static_cast<double>(zipf.draw(bits)); }};
}

}  // namespace

TEST_CASE("poisson") {
  for (const double mean : {1e-2, 0.3, 1.0, 5.0, 9.999, 10.0, 12.5, 100.0, 3e4, 1e6, 1e15, 4e18}) {
    INFO("poisson(" << mean << ")");
    const Sample sample(poisson_cumulative(mean),
                        [mean](std::uint64_t bits) { return static_cast<double>(draw_poisson(bits, mean)); });
    CHECK(sample.follows(poisson_cumulative(mean)));
    CHECK(sample.has({mean, mean, 1 / mean}));
    CHECK_FALSE(sample.follows(poisson_cumulative(noticeably_above(mean))));
    CHECK(sample.smallest() >= 0);
  }
}

TEST_CASE("poisson at the ends of its arguments") {
  for (const std::uint64_t bits : {std::uint64_t{0}, std::uint64_t{12345}, kAllBits}) {
    CHECK(draw_poisson(bits, 0) == 0);
    CHECK(draw_poisson(bits, 1e-300) == 0);
    const std::int64_t few = draw_poisson(bits, 9.5);
    CHECK((few >= 0 && few < 60));
    const std::int64_t many = draw_poisson(bits, 10);
    CHECK((many >= 0 && many < 60));
  }
  CHECK_THROWS_WITH(draw_poisson(1, -1), "poisson: the mean is -1, and must not be negative");
  CHECK_THROWS_WITH(draw_poisson(1, 1e19), "overflow: 1e+19 does not fit into 64 bits");
  CHECK_THROWS_AS(draw_poisson(1, kNan), OperationFailure);
  CHECK_THROWS_AS(draw_poisson(1, kInfinity), OperationFailure);
}

TEST_CASE("binomial") {
  for (const auto& [n, p] :
       {std::pair{std::int64_t{1}, 0.3}, std::pair{std::int64_t{1}, 0.99}, std::pair{std::int64_t{10}, 0.5},
        std::pair{std::int64_t{20}, 0.45}, std::pair{std::int64_t{20}, 0.5},
        std::pair{std::int64_t{40}, 0.75}, std::pair{std::int64_t{1'000}, 0.9},
        std::pair{std::int64_t{1'000'000}, 1e-6}, std::pair{std::int64_t{1'000'000}, 0.01},
        std::pair{std::int64_t{1'000'000'000'000}, 2e-11}, std::pair{std::int64_t{1'000'000'000'000}, 0.3},
        std::pair{kLargest, 0.5}}) {
    INFO("binomial(" << n << ", " << p << ")");
    const auto trials = static_cast<double>(n);
    const Sample sample(binomial_cumulative(trials, p), [n = n, p = p](std::uint64_t bits) {
      return static_cast<double>(draw_binomial(bits, n, p));
    });
    CHECK(sample.follows(binomial_cumulative(trials, p)));
    CHECK(sample.has(binomial_moments(trials, p)));
    const double off = 0.02 * std::sqrt(p * (1 - p) / trials);  // of the deviation
    CHECK_FALSE(sample.follows(binomial_cumulative(trials, p < 0.5 ? p + off : p - off)));
    CHECK(sample.smallest() >= 0);
    CHECK(sample.largest() <= trials);
  }
}

TEST_CASE("binomial at the ends of its arguments") {
  for (const std::uint64_t bits : {std::uint64_t{0}, std::uint64_t{12345}, kAllBits}) {
    for (const double p : {0.0, 1e-300, 0.3, 0.5, 1.0}) CHECK(draw_binomial(bits, 0, p) == 0);
    for (const std::int64_t n : {std::int64_t{0}, std::int64_t{1}, std::int64_t{1'000}, kLargest}) {
      CHECK(draw_binomial(bits, n, 0) == 0);
      CHECK(draw_binomial(bits, n, 1) == n);
      CHECK(draw_binomial(bits, n, 1e-300) == 0);
      const std::int64_t most = draw_binomial(bits, n, 1 - 0x1p-53);
      CHECK((most <= n && most >= n - 2'000));
    }
    const std::int64_t one = draw_binomial(bits, 1, 0.5);
    CHECK((one == 0 || one == 1));
  }
  CHECK_THROWS_WITH(draw_binomial(1, -1, 0.5), "binomial: n is -1, and must not be negative");
  CHECK_THROWS_WITH(draw_binomial(1, 5, 1.5), "binomial: 1.5 is no probability, which is from 0 to 1");
  CHECK_THROWS_AS(draw_binomial(1, 5, -0.1), OperationFailure);
  CHECK_THROWS_AS(draw_binomial(1, 5, kNan), OperationFailure);
}

TEST_CASE("zipf") {
  for (const double s : {0.0, 1e-3, 0.5, 0.999'999, 1.0, 1.000'000'001, 1.2, 2.5, 8.0}) {
    for (const std::int64_t n : {std::int64_t{2}, std::int64_t{10}, std::int64_t{1'000}}) {
      INFO("zipf(" << n << ", " << s << ")");
      const Sample sample = zipf_sample(n, s);
      const auto ranks = static_cast<double>(n);
      CHECK(sample.follows(zipf_cumulative(ranks, s)));
      CHECK(sample.has(zipf_moments(ranks, s)));
      CHECK_FALSE(sample.follows(zipf_cumulative(ranks, s + 0.04 * (1 + s))));
      CHECK(sample.smallest() == 1);
      CHECK(sample.largest() <= ranks);
    }
  }
}

TEST_CASE("zipf of very many ranks") {
  constexpr std::int64_t kMost = std::int64_t{1} << 53;
  for (const double s : {0.0, 0.3, 0.5, 1.0, 1.1, 2.5}) {
    for (const std::int64_t n : {std::int64_t{1} << 30, kMost}) {
      INFO("zipf(" << n << ", " << s << ")");
      const Sample sample = zipf_sample(n, s);
      const auto ranks = static_cast<double>(n);
      CHECK(sample.follows(zipf_cumulative(ranks, s)));
      CHECK_FALSE(sample.follows(zipf_cumulative(ranks, s + 0.03)));
      CHECK(sample.smallest() >= 1);
      CHECK(sample.largest() <= ranks);
    }
  }
}

TEST_CASE("zipf at the ends of its arguments") {
  constexpr std::int64_t kMost = std::int64_t{1} << 53;
  for (const std::uint64_t bits : {std::uint64_t{0}, std::uint64_t{12345}, kAllBits}) {
    for (const double s : {0.0, 1e-300, 0.5, 1.0, 2.0, 63.9, 64.1, 1e300}) {
      INFO("s " << s);
      CHECK(draw_zipf(bits, 1, s) == 1);
      const std::int64_t rank = draw_zipf(bits, kMost, s);
      CHECK((rank >= 1 && rank <= kMost));
      if (s > 60) CHECK(rank == 1);
      CHECK(Zipf(kMost, s).draw(bits) == rank);
    }
  }
  CHECK_THROWS_WITH(draw_zipf(1, 0, 1), "zipf: n is 0, and must be from 1 to 9007199254740992");
  CHECK_THROWS_AS(draw_zipf(1, kMost + 1, 1), OperationFailure);
  CHECK_THROWS_WITH(draw_zipf(1, 10, -0.5), "zipf: s is -0.5, and must not be negative");
  CHECK_THROWS_AS(draw_zipf(1, 10, kNan), OperationFailure);
}
