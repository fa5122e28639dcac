// The distributions of distributions.hpp, and bernoulli, which the evaluator draws by itself.
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "base/arithmetic.hpp"
#include "expression/expression_support.hpp"
#include "random/distributions.hpp"
#include "support/catch.hpp"
#include "support/distribution_checks.hpp"
#include "support/exact_distributions.hpp"

namespace {

using namespace seedbed;
using namespace seedbed::model;
using namespace seedbed::test;  // not seedbed::model::test

constexpr std::uint64_t kAllBits = ~std::uint64_t{0};
constexpr double kOff = 1.04;  // a parameter so much too large is found out

Cumulative exponential_cumulative(double mean) {
  return [mean](double x) { return x <= 0 ? 0 : -std::expm1(-x / mean); };
}

Cumulative geometric_cumulative(double p) {
  return [p](double x) { return x < 1 ? 0 : -std::expm1(std::floor(x) * std::log1p(-p)); };
}

Cumulative normal_cumulative(double mean, double deviation) {
  return [=](double x) { return normal_below((x - mean) / deviation); };
}

Cumulative lognormal_cumulative(double mu, double sigma) {
  return [=](double x) { return x <= 0 ? 0 : normal_below((std::log(x) - mu) / sigma); };
}

ExactMoments lognormal_moments(double mu, double sigma) {
  const double w = std::exp(sigma * sigma);
  return {std::exp(mu + sigma * sigma / 2), (w - 1) * w * std::exp(2 * mu),
          w * w * w * w + 2 * w * w * w + 3 * w * w - 6};
}

Cumulative uniform_cumulative(double a, double b) {
  return [=](double x) { return x <= a ? 0 : x >= b ? 1 : (x - a) / (b - a); };
}

// Of a, a + 1, …, b - 1.
Cumulative whole_cumulative(double a, double b) {
  return [=](double x) { return x < a ? 0 : x >= b - 1 ? 1 : (std::floor(x) - a + 1) / (b - a); };
}

}  // namespace

TEST_CASE("exponential") {
  for (const double mean : {1e-12, 1.0, 1.8e9}) {
    INFO("exponential(" << mean << ")");
    const Sample sample(exponential_cumulative(mean),
                        [mean](std::uint64_t bits) { return draw_exponential(bits, mean); });
    CHECK(sample.follows(exponential_cumulative(mean)));
    CHECK(sample.has({mean, mean * mean, 6}));
    CHECK_FALSE(sample.follows(exponential_cumulative(mean * kOff)));
    CHECK(sample.smallest() >= 0);
  }
  CHECK(draw_exponential(12345, 0) == 0);
  CHECK(draw_exponential(kAllBits, 1) == 0);
  CHECK_FALSE(std::signbit(draw_exponential(kAllBits, 1)));
  CHECK_THROWS_AS(draw_exponential(1, -1), OperationFailure);
  CHECK_THROWS_AS(draw_exponential(0, 1e308), OperationFailure);
}

TEST_CASE("geometric") {
  for (const double p : {1e-9, 0.001, 0.1, 0.5, 0.97}) {
    INFO("geometric(" << p << ")");
    const Sample sample(geometric_cumulative(p),
                        [p](std::uint64_t bits) { return static_cast<double>(draw_geometric(bits, p)); });
    CHECK(sample.follows(geometric_cumulative(p)));
    CHECK(sample.has({1 / p, (1 - p) / (p * p), 6 + p * p / (1 - p)}));
    CHECK_FALSE(sample.follows(geometric_cumulative(p < 0.9 ? p * kOff : p * 0.99)));
    CHECK(sample.smallest() >= 1);
  }
  CHECK(draw_geometric(0, 1) == 1);
  CHECK(draw_geometric(kAllBits, 0.5) == 1);
  for (const double p : {0.0, -0.1, 1.1}) CHECK_THROWS_AS(draw_geometric(1, p), OperationFailure);
  CHECK_THROWS_AS(draw_geometric(0, 1e-300), OperationFailure);  // more than 64 bits
}

TEST_CASE("normal") {
  for (const auto& [mean, deviation] : {std::pair{0.0, 1.0}, std::pair{-5e6, 2.5}, std::pair{1e-3, 1e9}}) {
    INFO("normal(" << mean << ", " << deviation << ")");
    const Sample sample(normal_cumulative(mean, deviation),
                        [mean = mean, deviation = deviation](std::uint64_t bits) {
                          return draw_normal(bits, mean, deviation);
                        });
    CHECK(sample.follows(normal_cumulative(mean, deviation)));
    CHECK(sample.has({mean, deviation * deviation, 0}));
    CHECK_FALSE(sample.follows(normal_cumulative(mean + 0.04 * deviation, deviation)));
    CHECK_FALSE(sample.follows(normal_cumulative(mean, deviation * kOff)));
  }
  CHECK(draw_normal(0, 7, 0) == 7);
  CHECK(draw_normal(0, 0, 1) == -draw_normal(kAllBits, 0, 1));
  CHECK_THROWS_AS(draw_normal(1, 0, -1), OperationFailure);
}

TEST_CASE("lognormal") {
  for (const auto& [mu, sigma] : {std::pair{0.0, 0.1}, std::pair{2.0, 0.5}, std::pair{-3.0, 3.0}}) {
    INFO("lognormal(" << mu << ", " << sigma << ")");
    const Sample sample(lognormal_cumulative(mu, sigma), [mu = mu, sigma = sigma](std::uint64_t bits) {
      return draw_lognormal(bits, mu, sigma);
    });
    CHECK(sample.follows(lognormal_cumulative(mu, sigma)));
    if (sigma < 1) CHECK(sample.has(lognormal_moments(mu, sigma)));
    CHECK_FALSE(sample.follows(lognormal_cumulative(mu + 0.04 * sigma, sigma)));
    CHECK_FALSE(sample.follows(lognormal_cumulative(mu, sigma * kOff)));
    CHECK(sample.smallest() >= 0);
  }
  CHECK(draw_lognormal(0, 0, 0) == 1);
  CHECK_THROWS_AS(draw_lognormal(1, 0, -1), OperationFailure);
  CHECK_THROWS_AS(draw_lognormal(1, 1000, 1), OperationFailure);
}

TEST_CASE("lognormal by its median") {
  for (const auto& [median, sigma] : {std::pair{1.8e9, 0.4}, std::pair{1.0, 2.0}}) {
    INFO("lognormal_median(" << median << ", " << sigma << ")");
    const double mu = std::log(median);
    const Sample sample(lognormal_cumulative(mu, sigma),
                        [median = median, sigma = sigma](std::uint64_t bits) {
                          return draw_lognormal_median(bits, median, sigma);
                        });
    CHECK(sample.follows(lognormal_cumulative(mu, sigma)));
    if (sigma < 1) CHECK(sample.has(lognormal_moments(mu, sigma)));
    CHECK_FALSE(sample.follows(lognormal_cumulative(mu, sigma * kOff)));
  }
  CHECK(draw_lognormal_median(0, 0, 1) == 0);
  CHECK(draw_lognormal_median(0, 5, 0) == 5);
  CHECK_THROWS_AS(draw_lognormal_median(1, -1, 1), OperationFailure);
  CHECK_THROWS_AS(draw_lognormal_median(1, 1, -1), OperationFailure);
}

TEST_CASE("uniform reals") {
  for (const auto& [a, b] : {std::pair{0.0, 1.0}, std::pair{-3.0, 1e9}}) {
    INFO("uniform(" << a << ", " << b << ")");
    const Sample sample(uniform_cumulative(a, b),
                        [a = a, b = b](std::uint64_t bits) { return draw_uniform_real(bits, a, b); });
    CHECK(sample.follows(uniform_cumulative(a, b)));
    CHECK(sample.has({(a + b) / 2, (b - a) * (b - a) / 12, -1.2}));
    CHECK_FALSE(sample.follows(uniform_cumulative(a, b * kOff)));
    CHECK(sample.smallest() >= a);
    CHECK(sample.largest() < b);
  }
  CHECK(draw_uniform_real(kAllBits, 2, 2) == 2);
  CHECK(draw_uniform_real(kAllBits, 1, std::nextafter(1.0, 2.0)) == 1);
  CHECK_THROWS_AS(draw_uniform_real(1, 2, 1), OperationFailure);
}

TEST_CASE("uniform whole numbers") {
  for (const auto& [a, b] : {std::pair{std::int64_t{-3}, std::int64_t{4}},
                             std::pair{std::int64_t{0}, std::int64_t{1'000'000'000'000}}}) {
    INFO("uniform_int_below(" << a << ", " << b << ")");
    const auto from = static_cast<double>(a);
    const auto to = static_cast<double>(b);
    const Sample sample(whole_cumulative(from, to), [a = a, b = b](std::uint64_t bits) {
      return static_cast<double>(draw_uniform_int_below(bits, a, b));
    });
    const double span = to - from;
    CHECK(sample.follows(whole_cumulative(from, to)));
    CHECK(sample.has(
        {(from + to - 1) / 2, (span * span - 1) / 12, -1.2 * (span * span + 1) / (span * span - 1)}));
    CHECK_FALSE(sample.follows(whole_cumulative(from, std::ceil(to * kOff))));
    CHECK(sample.smallest() >= from);
    CHECK(sample.largest() < to);
  }
  CHECK(draw_uniform_int_below(kAllBits, 5, 5) == 5);
  CHECK_THROWS_AS(draw_uniform_int_below(1, 6, 5), OperationFailure);
  constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  CHECK(draw_uniform_int_below(1, kFirst, kLast) == kFirst);
  CHECK(draw_uniform_int_below(kAllBits, kFirst, kLast) == kLast - 1);
}

TEST_CASE("bernoulli") {
  for (const double p : {0.001, 0.3, 0.98}) {
    INFO("bernoulli(" << p << ")");
    const auto cumulative = [](double q) -> Cumulative {
      return [q](double x) { return x < 0 ? 0 : x < 1 ? 1 - q : 1; };
    };
    seedbed::model::test::Bench bench;
    const auto compiled = bench.compile("bernoulli(" + std::to_string(p) + ")");
    REQUIRE(compiled);
    Evaluator evaluator(bench.program);
    const Sample sample(cumulative(p), [&](std::uint64_t bits) {
      evaluator.set_draw_context(bits);
      evaluator.run(compiled->code);
      return evaluator.frame()[compiled->slot].integer == 1 ? 1.0 : 0.0;
    });
    CHECK(sample.follows(cumulative(p)));
    CHECK(sample.has({p, p * (1 - p), (1 - 6 * p * (1 - p)) / (p * (1 - p))}));
    CHECK_FALSE(sample.follows(cumulative(p < 0.01 ? p * 1.3 : p < 0.9 ? p * kOff : p * 0.98)));
  }
}
