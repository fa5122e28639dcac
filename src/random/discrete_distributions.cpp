#include "random/discrete_distributions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/arithmetic.hpp"
#include "random/distributions.hpp"
#include "random/draw_support.hpp"
#include "random/point_mass.hpp"
#include "random/real_math.hpp"

namespace seedbed::model {
namespace {

constexpr double kSearchBelow = 10;  // the mean from which on the rejection methods hold
constexpr std::int64_t kMostRanks = std::int64_t{1} << 53;
// Beyond this exponent all ranks but the first have less than 2^-63 together.
constexpr double kOnlyFirst = 64;
// From this rank on less than 1e-14 of the candidates are to be rejected, s(s + 1) / (24 k²) at rank k. They
// are not: the integral's rounding errors grow with n, up to the size of one rank's mass, and would decide.
constexpr double kSmoothRank = 0x1p27;

// The smallest k whose cumulative probability is above `u`: `mass` is that of 0, and ratio(k) what leads from
// the mass of k to that of k + 1.
template <class Ratio>
double search_upwards(double u, double mass, double mean, Ratio ratio) {
  for (double k = 0;; ++k) {
    // The second: the masses add up to 1 but for rounding, and u may lie in what is missing.
    if (u < mass || (k > mean && mass < 0x1p-60)) return k;
    u -= mass;
    mass *= ratio(k);
  }
}

double poisson_by_rejection(BitSource source, double mean) {
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double surely = 0.9277 - 3.6224 / (b - 2);
  while (true) {
    const double u = source.take_unit_inside() - 0.5;
    const double v = source.take_unit_above_zero();
    const double us = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= surely) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const double hat = a / (us * us) + b;
    if (portable_log(v * inverse_alpha / hat) <= poisson_log_mass(k, mean)) return k;
  }
}

// p <= 0.5
double binomial_by_rejection(BitSource source, double n, double p) {
  const double deviation = std::sqrt(n * p * (1 - p));
  const double b = 1.15 + 2.53 * deviation;
  const double a = -0.0873 + 0.0248 * b + 0.01 * p;
  const double alpha = (2.83 + 5.1 / b) * deviation;
  const double surely = 0.92 - 4.2 / b;
  while (true) {
    const double u = source.take_unit_inside() - 0.5;
    const double v = source.take_unit_above_zero();
    const double us = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / us + b) * u + n * p + 0.5);
    if (us >= 0.07 && v <= surely) return k;
    if (k < 0 || k > n) continue;
    const double hat = a / (us * us) + b;
    const double mode = std::floor((n + 1) * p);
    const double log_mass = binomial_log_mass(k, n, p) - binomial_log_mass(mode, n, p);
    if (portable_log(v * alpha / hat) <= log_mass) return k;
  }
}

// p <= 0.5
double small_binomial(std::uint64_t bits, double n, double p) {
  if (n * p >= kSearchBelow) return binomial_by_rejection(BitSource(bits), n, p);
  const double odds = p / (1 - p);
  const double none = portable_exp(n * portable_log1p(-p));
  const double found =
      search_upwards(unit_real(bits), none, n * p, [n, odds](double k) { return (n - k) / (k + 1) * odds; });
  return std::min(found, n);
}

// log(1 + x) / x, which is 1 at 0.
double log1p_over(double x) { return x == 0 ? 1 : portable_log1p(x) / x; }

}  // namespace

std::int64_t draw_poisson(std::uint64_t bits, double mean) {
  require_at_least_zero("poisson", "the mean", mean);
  if (mean >= 0x1p63) fail_not_integer(mean);
  if (mean >= kSearchBelow) return integer_of(poisson_by_rejection(BitSource(bits), mean));
  const double none = portable_exp(-mean);
  return integer_of(search_upwards(unit_real(bits), none, mean, [mean](double k) { return mean / (k + 1); }));
}

std::int64_t draw_binomial(std::uint64_t bits, std::int64_t n, double p) {
  if (n < 0) fail_operation(fmt::format("binomial: n is {}, and must not be negative", n));
  if (!(p >= 0 && p <= 1)) fail_probability("binomial", p);
  const auto trials = static_cast<double>(n);
  if (p <= 0.5) return p == 0 ? 0 : integer_of(small_binomial(bits, trials, p));
  return p == 1 ? n : n - integer_of(small_binomial(bits, trials, 1 - p));
}

Zipf::Zipf(std::int64_t n, double s) : n_(n), s_(s) {
  if (n < 1 || n > kMostRanks)
    fail_operation(fmt::format("zipf: n is {}, and must be from 1 to {}", n, kMostRanks));
  require_at_least_zero("zipf", "s", s);
  if (s == 0 || s > kOnlyFirst) return;
  from_ = integral(static_cast<double>(n) + 0.5);
  to_ = integral(1.5) - 1;
  near_ = 2 - inverse_integral(integral(2.5) - mass(2));
}

std::int64_t Zipf::draw(std::uint64_t bits) const {
  if (s_ == 0) return static_cast<std::int64_t>(bounded(bits, static_cast<std::uint64_t>(n_))) + 1;
  if (s_ > kOnlyFirst) return 1;
  BitSource source(bits);
  while (true) {
    const double y = from_ + source.take_unit_above_zero() * (to_ - from_);
    const double x = inverse_integral(y);
    const double k = std::clamp(round_half_away(x), 1.0, static_cast<double>(n_));
    if (k - x <= near_ || k >= kSmoothRank || y >= integral(k + 0.5) - mass(k))
      return static_cast<std::int64_t>(k);
  }
}

double Zipf::mass(double x) const { return portable_pow(x, -s_); }

// (x^(1-s) - 1) / (1-s), and log(x) where s = 1; as written, that is no special case.
double Zipf::integral(double x) const {
  const double log_x = portable_log(x);
  return exp_minus_one_over((1 - s_) * log_x) * log_x;
}

double Zipf::inverse_integral(double y) const {
  const double t = std::max(y * (1 - s_), -1.0);  // below -1 by rounding only
  return portable_exp(log1p_over(t) * y);
}

std::int64_t draw_zipf(std::uint64_t bits, std::int64_t n, double s) { return Zipf(n, s).draw(bits); }

}  // namespace seedbed::model
