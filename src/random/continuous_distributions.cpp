#include "random/continuous_distributions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/arithmetic.hpp"
#include "random/draw_support.hpp"
#include "random/real_math.hpp"

namespace seedbed::model {
namespace {

// x²/2 + d·(1 - v + log v) for v = (1 + t)³ and d = x²/(9t²): the logarithm of the share of gamma candidates
// to keep. Without the two terms that cancel, whose rounding would grow with d.
double log_kept_share(double d, double t) {
  if (std::fabs(t) < 0x1p-8) {
    const double t2 = t * t;
    return 3 * d * t2 * t2 *
           (-1.0 / 4 + t * (1.0 / 5) - t2 * (1.0 / 6 - t * (1.0 / 7)) - t2 * t2 * (1.0 / 8));
  }
  return d * (3 * portable_log1p(t) - t * (3 - t * (1.5 - t)));
}

// Marsaglia and Tsang's method. shape >= 1; the result is above zero.
double standard_gamma(BitSource& source, double shape) {
  const double d = shape - 1.0 / 3;
  const double c = 1 / (3 * std::sqrt(d));
  while (true) {
    const double x = source.take_normal();
    const double u = source.take_unit_above_zero();
    const double t = c * x;
    if (t <= -1) continue;
    const double v = (1 + t) * (1 + t) * (1 + t);
    const double x2 = x * x;
    if (u < 1 - 0.0331 * x2 * x2 || portable_log(u) < log_kept_share(d, t)) return d * v;
  }
}

// The logarithm of a gamma, for shapes whose gammas themselves may be too small for a real. A gamma of shape
// a is one of shape a + 1 times U^(1/a) (Marsaglia and Tsang, section 6).
double log_standard_gamma(BitSource& source, double shape) {
  if (shape >= 1) return portable_log(standard_gamma(source, shape));
  const double gamma = standard_gamma(source, shape + 1);
  constexpr double kSmallest = 1e-290;  // 36.8 / shape must be finite; below it all shapes are alike
  return portable_log(gamma) - source.take_exponential() / std::max(shape, kSmallest);
}

// The part of a span that has passed, in [0, 1], when a share `u` of what decays by e^-z over it has.
double decayed_part(double u, double z) {
  if (z < 0x1p-60) return u;               // the same to all digits, and z may be too small to calculate with
  const double gone = -exp_minus_one(-z);  // 1 - e^-z
  return std::min(1.0, -portable_log1p(-u * gone) / z);
}

}  // namespace

double draw_gamma(std::uint64_t bits, double shape, double scale) {
  require_above_zero("gamma", "the shape", shape);
  require_at_least_zero("gamma", "the scale", scale);
  if (scale == 0) return 0;
  BitSource source(bits);
  if (shape >= 1) return finite(standard_gamma(source, shape) * scale, "gamma");
  const double gamma = standard_gamma(source, shape + 1) * scale;
  return finite(gamma * portable_pow(source.take_unit_above_zero(), 1 / shape), "gamma");
}

double draw_beta(std::uint64_t bits, double a, double b) {
  require_above_zero("beta", "a", a);
  require_above_zero("beta", "b", b);
  BitSource source(bits);
  if (a >= 1 && b >= 1) {
    const double x = standard_gamma(source, a);
    return finite(1 / (1 + standard_gamma(source, b) / x), "beta");
  }
  const double log_x = log_standard_gamma(source, a);
  return 1 / (1 + portable_exp(log_standard_gamma(source, b) - log_x));
}

double draw_weibull(std::uint64_t bits, double shape, double scale) {
  require_above_zero("weibull", "the shape", shape);
  require_at_least_zero("weibull", "the scale", scale);
  if (scale == 0) return 0;
  return finite(scale * portable_pow(BitSource(bits).take_exponential(), 1 / shape), "weibull");
}

double draw_pareto(std::uint64_t bits, double shape, double minimum) {
  require_above_zero("pareto", "the shape", shape);
  require_at_least_zero("pareto", "the minimum", minimum);
  if (minimum == 0) return 0;
  return finite(minimum * portable_pow(unit_real_above_zero(bits), -1 / shape), "pareto");
}

double draw_gompertz(std::uint64_t bits, double shape, double scale) {
  require_above_zero("gompertz", "the shape", shape);
  require_at_least_zero("gompertz", "the scale", scale);
  if (scale == 0) return 0;
  const double hazard = BitSource(bits).take_exponential();
  const double grown = hazard / shape;
  // The quotient is too large for a real only where the 1 in log(1 + x) does not count.
  const double age = grown <= std::numeric_limits<double>::max() ? portable_log1p(grown)
                                                                 : portable_log(hazard) - portable_log(shape);
  return finite(scale * age, "gompertz");
}

std::int64_t draw_growing(std::uint64_t bits, std::int64_t a, std::int64_t b, double rate) {
  if (a > b) fail_operation("growing: the first time is after the second");
  if (a == b) return a;
  const std::uint64_t span = static_cast<std::uint64_t>(b) - static_cast<std::uint64_t>(a);
  const auto length = static_cast<double>(span);
  const double u = unit_real(bits);
  const double z = std::fabs(rate) * length;
  // Growth is decay seen from the end, with what is left of u, 1 - u, which is exact.
  const bool grows = rate > 0;
  const double part = decayed_part(grows ? 1 - u : u, z);
  const double distance = grows ? std::ceil(length * part) - 1 : std::floor(length * part);
  const std::uint64_t steps =
      std::min(span - 1, distance < 0x1p64 ? static_cast<std::uint64_t>(std::max(distance, 0.0)) : span);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + (grows ? span - 1 - steps : steps));
}

}  // namespace seedbed::model
