#include "random/continuous_distributions.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "base/arithmetic.hpp"
#include "support/catch.hpp"
#include "support/distribution_checks.hpp"
#include "support/exact_distributions.hpp"

namespace {

using namespace seedbed;
using namespace seedbed::model;
using namespace seedbed::test;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t kAllBits = ~std::uint64_t{0};
constexpr double kOff = 1.04;  // a parameter so much too large is found out

// From E[X], E[X²], E[X³] and E[X⁴].
ExactMoments from_raw(const std::array<double, 4>& m) {
  const double variance = m[1] - m[0] * m[0];
  const double fourth = m[3] - 4 * m[0] * m[2] + 6 * m[0] * m[0] * m[1] - 3 * std::pow(m[0], 4);
  return {m[0], variance, fourth / (variance * variance) - 3};
}

// The n-th moment is n times the integral of x^(n-1) P(X > x).
ExactMoments from_tail(const std::function<double(double)>& above, double end) {
  std::array<double, 4> raw{};
  for (int n = 1; n <= 4; ++n) {
    raw[static_cast<std::size_t>(n - 1)] =
        integral([&above, n](double x) { return n * std::pow(x, n - 1) * above(x); }, 0, end);
  }
  return from_raw(raw);
}

Cumulative gamma_cumulative(double shape, double scale) {
  if (shape > 1e5) {
    return [=](double x) { return nearly_normal_below(shape, shape, 2 / std::sqrt(shape), x / scale); };
  }
  return [=](double x) { return gamma_below(shape, x / scale); };
}

Cumulative beta_cumulative(double a, double b) {
  return [=](double x) { return beta_below(a, b, x); };
}

ExactMoments beta_moments(double a, double b) {
  const double sum = a + b;
  const double kurtosis =
      6 * ((a - b) * (a - b) * (sum + 1) - a * b * (sum + 2)) / (a * b * (sum + 2) * (sum + 3));
  return {a / sum, a * b / (sum * sum * (sum + 1)), kurtosis};
}

Cumulative weibull_cumulative(double shape, double scale) {
  return [=](double x) { return x <= 0 ? 0 : -std::expm1(-std::pow(x / scale, shape)); };
}

ExactMoments weibull_moments(double shape, double scale) {
  std::array<double, 4> raw{};
  for (std::size_t n = 0; n < 4; ++n) {
    const auto order = static_cast<double>(n + 1);
    raw[n] = std::pow(scale, order) * std::tgamma(1 + order / shape);
  }
  return from_raw(raw);
}

Cumulative pareto_cumulative(double shape, double minimum) {
  return [=](double x) { return x <= minimum ? 0 : -std::expm1(-shape * std::log(x / minimum)); };
}

ExactMoments pareto_moments(double shape, double minimum) {
  std::array<double, 4> raw{};
  for (std::size_t n = 0; n < 4; ++n) {
    const auto order = static_cast<double>(n + 1);
    raw[n] = shape > order ? shape * std::pow(minimum, order) / (shape - order) : kNan;
  }
  return from_raw(raw);
}

Cumulative gompertz_cumulative(double shape, double scale) {
  return [=](double x) { return x <= 0 ? 0 : -std::expm1(-shape * std::expm1(x / scale)); };
}

ExactMoments gompertz_moments(double shape, double scale) {
  const double end = scale * std::log1p(50 / shape);  // e^-50 live longer
  return from_tail([=](double x) { return std::exp(-shape * std::expm1(x / scale)); }, end);
}

// Times from 0 to `span`, `grown` being rate · span.
Cumulative growing_cumulative(double span, double grown) {
  return [=](double x) {
    if (x < 0) return 0.0;
    const double part = std::min(1.0, (std::floor(x) + 1) / span);
    if (grown == 0) return part;
    if (grown > 30) return std::exp(grown * (part - 1)) - std::exp(-grown);
    return std::expm1(grown * part) / std::expm1(grown);
  };
}

ExactMoments growing_moments(double span, double grown) {
  return from_tail([=](double x) { return 1 - growing_cumulative(span * 1e9, grown)(x * 1e9); }, span);
}

}  // namespace

TEST_CASE("gamma") {
  for (const auto& [shape, scale] :
       {std::pair{0.01, 1.0}, std::pair{0.3, 2.0}, std::pair{0.999, 1.0}, std::pair{1.0, 3.0},
        std::pair{1.5, 0.25}, std::pair{10.0, 1e6}, std::pair{3e4, 1.0}, std::pair{1e12, 1e-3}}) {
    INFO("gamma(" << shape << ", " << scale << ")");
    const Sample sample(gamma_cumulative(shape, scale), [shape = shape, scale = scale](std::uint64_t bits) {
      return draw_gamma(bits, shape, scale);
    });
    CHECK(sample.follows(gamma_cumulative(shape, scale)));
    CHECK(sample.has({shape * scale, shape * scale * scale, 6 / shape}));
    CHECK_FALSE(sample.follows(gamma_cumulative(shape * kOff, scale)));
    const double rescaled = scale * (shape < 0.1 ? 2 : kOff);  // hardly matters for such a shape
    CHECK_FALSE(sample.follows(gamma_cumulative(shape, rescaled)));
    CHECK(sample.smallest() >= 0);
  }
}

TEST_CASE("gamma at the ends of its arguments") {
  CHECK(draw_gamma(1, 2, 0) == 0);
  for (const std::uint64_t bits : {std::uint64_t{0}, std::uint64_t{12345}, kAllBits}) {
    const double tiny = draw_gamma(bits, 1e-310, 1);
    CHECK((tiny >= 0 && tiny < 50));
    const double huge = draw_gamma(bits, 1e300, 1);
    CHECK(huge == Approx(1e300));
  }
  CHECK_THROWS_WITH(draw_gamma(1, 0, 1), "gamma: the shape is 0, and must be above zero");
  CHECK_THROWS_WITH(draw_gamma(1, 2, -1), "gamma: the scale is -1, and must not be negative");
  CHECK_THROWS_AS(draw_gamma(1, kNan, 1), OperationFailure);
  CHECK_THROWS_AS(draw_gamma(1, 1e300, 1e300), OperationFailure);
  CHECK_THROWS_AS(draw_gamma(1, kInfinity, 1), OperationFailure);
}

TEST_CASE("beta") {
  for (const auto& [a, b] :
       {std::pair{0.02, 0.03}, std::pair{0.5, 0.5}, std::pair{0.5, 4.0}, std::pair{1.0, 1.0},
        std::pair{2.0, 3.0}, std::pair{30.0, 1.5}, std::pair{2e3, 5e4}}) {
    INFO("beta(" << a << ", " << b << ")");
    const Sample sample(beta_cumulative(a, b),
                        [a = a, b = b](std::uint64_t bits) { return draw_beta(bits, a, b); });
    CHECK(sample.follows(beta_cumulative(a, b)));
    CHECK(sample.has(beta_moments(a, b)));
    CHECK_FALSE(sample.follows(beta_cumulative(a * kOff, b)));
    CHECK_FALSE(sample.follows(beta_cumulative(a, b * kOff)));
    CHECK(sample.smallest() >= 0);
    CHECK(sample.largest() <= 1);
  }
}

TEST_CASE("beta at the ends of its arguments") {
  for (const std::uint64_t bits : {std::uint64_t{0}, std::uint64_t{12345}, kAllBits}) {
    const double extreme = draw_beta(bits, 1e-305, 1e-320);
    CHECK((extreme == 0 || extreme == 1));
    CHECK(draw_beta(bits, 1e300, 1e300) == Approx(0.5));
    CHECK(draw_beta(bits, 1e-300, 1e300) == 0);
    CHECK(draw_beta(bits, 1e300, 1e-300) == 1);
  }
  // Of extreme shapes what is left is 1 with probability a / (a + b).
  const Sample sample([](double x) { return x < 0   ? 0
                                            : x < 1 ? 0.75
                                                    : 1; },
                      [](std::uint64_t bits) { return draw_beta(bits, 1e-5, 3e-5) < 0.5 ? 0.0 : 1.0; });
  CHECK(sample.has({0.25, 0.1875, -2 + 1 / 0.75}));
  CHECK_THROWS_WITH(draw_beta(1, 0, 1), "beta: a is 0, and must be above zero");
  CHECK_THROWS_WITH(draw_beta(1, 1, -2), "beta: b is -2, and must be above zero");
}

TEST_CASE("weibull") {
  for (const auto& [shape, scale] : {std::pair{0.3, 1.0}, std::pair{0.6, 1.44e10}, std::pair{1.0, 2.0},
                                     std::pair{3.5, 1.0}, std::pair{50.0, 1e-3}}) {
    INFO("weibull(" << shape << ", " << scale << ")");
    const Sample sample(weibull_cumulative(shape, scale), [shape = shape, scale = scale](std::uint64_t bits) {
      return draw_weibull(bits, shape, scale);
    });
    CHECK(sample.follows(weibull_cumulative(shape, scale)));
    CHECK(sample.has(weibull_moments(shape, scale)));
    CHECK_FALSE(sample.follows(weibull_cumulative(shape * kOff, scale)));
    CHECK_FALSE(sample.follows(weibull_cumulative(shape, scale * kOff)));
    CHECK(sample.smallest() >= 0);
  }
  CHECK(draw_weibull(kAllBits, 1, 2) == 0);
  CHECK_FALSE(std::signbit(draw_weibull(kAllBits, 1, 2)));
  CHECK(draw_weibull(5, 0.1, 0) == 0);
  CHECK_THROWS_WITH(draw_weibull(1, -0.5, 1), "weibull: the shape is -0.5, and must be above zero");
  CHECK_THROWS_WITH(draw_weibull(1, 1, -1), "weibull: the scale is -1, and must not be negative");
  CHECK_THROWS_AS(draw_weibull(0, 1e-3, 1), OperationFailure);  // 36.7^1000
}

TEST_CASE("pareto") {
  for (const auto& [shape, minimum] : {std::pair{0.2, 1.0}, std::pair{1.2, 1.0}, std::pair{2.5, 1e6},
                                       std::pair{9.0, 2.0}, std::pair{200.0, 1e-9}}) {
    INFO("pareto(" << shape << ", " << minimum << ")");
    const Sample sample(
        pareto_cumulative(shape, minimum),
        [shape = shape, minimum = minimum](std::uint64_t bits) { return draw_pareto(bits, shape, minimum); });
    CHECK(sample.follows(pareto_cumulative(shape, minimum)));
    if (shape > 4) CHECK(sample.has(pareto_moments(shape, minimum)));
    CHECK_FALSE(sample.follows(pareto_cumulative(shape * kOff, minimum)));
    CHECK_FALSE(sample.follows(pareto_cumulative(shape, minimum * kOff)));
    CHECK(sample.smallest() >= minimum);
  }
  CHECK(draw_pareto(kAllBits, 3, 7) == 7);
  CHECK(draw_pareto(0, 1e-3, 0) == 0);
  CHECK_THROWS_WITH(draw_pareto(1, 0, 1), "pareto: the shape is 0, and must be above zero");
  CHECK_THROWS_WITH(draw_pareto(1, 1, -1), "pareto: the minimum is -1, and must not be negative");
  CHECK_THROWS_AS(draw_pareto(0, 1e-3, 1), OperationFailure);  // 2^53000
}

TEST_CASE("gompertz") {
  for (const auto& [shape, scale] :
       {std::pair{1e-4, 10.0}, std::pair{0.1, 1.0}, std::pair{1.0, 2.0}, std::pair{30.0, 8.64e10}}) {
    INFO("gompertz(" << shape << ", " << scale << ")");
    const Sample sample(
        gompertz_cumulative(shape, scale),
        [shape = shape, scale = scale](std::uint64_t bits) { return draw_gompertz(bits, shape, scale); });
    CHECK(sample.follows(gompertz_cumulative(shape, scale)));
    CHECK(sample.has(gompertz_moments(shape, scale)));
    CHECK_FALSE(sample.follows(gompertz_cumulative(shape * kOff, scale)));
    CHECK_FALSE(sample.follows(gompertz_cumulative(shape, scale * kOff)));
    CHECK(sample.smallest() >= 0);
  }
  CHECK(draw_gompertz(kAllBits, 1, 2) == 0);
  CHECK(draw_gompertz(5, 1, 0) == 0);
  // A shape whose quotient is beyond a real: log(36.7) - log(1e-310).
  CHECK(draw_gompertz(0, 1e-310, 1) == Approx(std::log(53 * std::log(2.0)) + 310 * std::log(10.0)));
  CHECK_THROWS_WITH(draw_gompertz(1, 0, 1), "gompertz: the shape is 0, and must be above zero");
  CHECK_THROWS_WITH(draw_gompertz(1, 1, -1), "gompertz: the scale is -1, and must not be negative");
}

TEST_CASE("growing over years") {
  constexpr std::int64_t kStart = 1'704'067'200'000'000;  // 2024-01-01
  constexpr double kSpan = 365 * 86'400e6;
  for (const double grown : {-2000.0, -3.0, -1e-3, 0.0, 1e-300, 1e-17, 1e-9, 0.01, 0.8, 40.0, 1e4}) {
    INFO("rate " << grown << " a year");
    const Sample sample(growing_cumulative(kSpan, grown), [=](std::uint64_t bits) {
      return static_cast<double>(draw_growing(bits, kStart, kStart + 365 * 86'400'000'000, grown / kSpan) -
                                 kStart);
    });
    CHECK(sample.follows(growing_cumulative(kSpan, grown)));
    if (std::fabs(grown) < 100) CHECK(sample.has(growing_moments(kSpan, grown)));
    CHECK_FALSE(sample.follows(growing_cumulative(kSpan, grown * kOff + 0.05)));
    CHECK(sample.smallest() >= 0);
    CHECK(sample.largest() < kSpan);
  }
}

TEST_CASE("growing over microseconds") {
  for (const double grown : {-2.0, 0.0, 2.0}) {
    INFO("rate " << grown << " in 10 us");
    const Sample sample(growing_cumulative(10, grown), [=](std::uint64_t bits) {
      return static_cast<double>(draw_growing(bits, -5, 5, grown / 10) + 5);
    });
    CHECK(sample.follows(growing_cumulative(10, grown)));
    CHECK_FALSE(sample.follows(growing_cumulative(10, grown + 0.05)));
    CHECK(sample.smallest() == 0);
    CHECK(sample.largest() == 9);
  }
}

TEST_CASE("growing at the ends of its arguments") {
  constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  CHECK(draw_growing(7, 100, 100, 1) == 100);
  CHECK_THROWS_WITH(draw_growing(7, 101, 100, 1), "growing: the first time is after the second");
  for (const double rate : {-1e308, -1.0, -1e-310, 0.0, 1e-310, 1.0, 1e308}) {
    INFO(rate);
    for (const std::uint64_t bits : {std::uint64_t{0}, kAllBits / 2, kAllBits}) {
      CHECK(draw_growing(bits, 100, 101, rate) == 100);
      const std::int64_t time = draw_growing(bits, 100, 200, rate);
      CHECK((time >= 100 && time < 200));
      CHECK(draw_growing(bits, kFirst, kLast, rate) < kLast);
    }
    // More bits, a later time.
    CHECK(draw_growing(0, 0, 1'000'000, rate) <= draw_growing(kAllBits / 3, 0, 1'000'000, rate));
    CHECK(draw_growing(kAllBits / 3, 0, 1'000'000, rate) <= draw_growing(kAllBits / 2, 0, 1'000'000, rate));
    CHECK(draw_growing(kAllBits / 2, 0, 1'000'000, rate) <= draw_growing(kAllBits, 0, 1'000'000, rate));
  }
  CHECK(draw_growing(kAllBits / 2, 0, 1'000, 1e308) == 999);
  CHECK(draw_growing(kAllBits / 2, 0, 1'000, -1e308) == 0);
}
