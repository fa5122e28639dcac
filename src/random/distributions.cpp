#include "random/distributions.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "base/arithmetic.hpp"
#include "random/random.hpp"
#include "random/real_math.hpp"

namespace seedbed::model {
namespace {

// Uniform in (0, 1): the middle of one of 2^52 equal parts, an exact double, never 0 or 1.
double unit_real_inside(std::uint64_t bits) { return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52; }

using Coefficients = std::array<double, 8>;

// c[0] + c[1] x + … + c[7] x^7.
double polynomial(const Coefficients& c, double x) {
  double sum = c[7];
  for (std::size_t i = 7; i-- > 0;) sum = sum * x + c[i];
  return sum;
}

// AS 241, tables for |p - 0.5| <= 0.425, for r <= 5 and for the far tails.
constexpr Coefficients kCentreOver = {
    3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
    4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr Coefficients kCentreUnder = {1.0,
                                       4.2313330701600911252e+1,
                                       6.8718700749205790830e+2,
                                       5.3941960214247511077e+3,
                                       2.1213794301586595867e+4,
                                       3.9307895800092710610e+4,
                                       2.8729085735721942674e+4,
                                       5.2264952788528545610e+3};
constexpr Coefficients kMiddleOver = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                      5.76949722146069140550e0,  3.64784832476320460504e0,
                                      1.27045825245236838258e0,  2.41780725177450611770e-1,
                                      2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr Coefficients kMiddleUnder = {1.0,
                                       2.05319162663775882187e0,
                                       1.67638483018380384940e0,
                                       6.89767334985100004550e-1,
                                       1.48103976427480074590e-1,
                                       1.51986665636164571966e-2,
                                       5.47593808499534494600e-4,
                                       1.05075007164441684324e-9};
constexpr Coefficients kTailOver = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                    1.78482653991729133580e0,  2.96560571828504891230e-1,
                                    2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                    2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr Coefficients kTailUnder = {1.0,
                                     5.99832206555887937690e-1,
                                     1.36929880922735805310e-1,
                                     1.48753612908506148525e-2,
                                     7.86869131145613259100e-4,
                                     1.84631831751005468180e-5,
                                     1.42151175831644588870e-7,
                                     2.04426310338993978564e-15};

void require_not_negative(const char* function, const char* argument, double value) {
  if (value < 0)
    fail_operation(fmt::format("{}: {} is {}, and must not be negative", function, argument, value));
}

}  // namespace

void fail_empty_range(std::int64_t a, std::int64_t b) {
  fail_operation(fmt::format("uniform_int({}, {}): the first bound is above the second", a, b));
}

void fail_probability(const char* function, double p) {
  fail_operation(fmt::format("{}: {} is no probability, which is from 0 to 1", function, p));
}

double draw_uniform_real(std::uint64_t bits, double a, double b) {
  if (a > b) fail_operation(fmt::format("uniform({}, {}): the first bound is above the second", a, b));
  const double result = a + unit_real(bits) * finite(b - a, "uniform");
  return result < b ? result : a == b ? a : std::nextafter(b, a);  // rounding may reach b
}

std::int64_t draw_uniform_int_below(std::uint64_t bits, std::int64_t a, std::int64_t b) {
  if (a > b) fail_operation("uniform: the first bound is above the second");
  if (a == b) return a;
  const std::uint64_t range = static_cast<std::uint64_t>(b) - static_cast<std::uint64_t>(a);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + bounded(bits, range));
}

double draw_exponential(std::uint64_t bits, double mean) {
  require_not_negative("exponential", "the mean", mean);
  const double result = -portable_log(unit_real_above_zero(bits)) * mean;
  return finite(result, "exponential") + 0.0;  // + 0.0: no negative zero
}

std::int64_t draw_geometric(std::uint64_t bits, double p) {
  if (!(p > 0 && p <= 1)) fail_operation(fmt::format("geometric({}): it must be above 0 and at most 1", p));
  if (p == 1) return 1;
  const double failures = std::floor(portable_log(unit_real_above_zero(bits)) / portable_log1p(-p));
  return checked_add(1, integer_of(failures));
}

double draw_normal(std::uint64_t bits, double mean, double deviation) {
  require_not_negative("normal", "the standard deviation", deviation);
  return finite(mean + deviation * normal_quantile(unit_real_inside(bits)), "normal");
}

double draw_lognormal(std::uint64_t bits, double mu, double sigma) {
  require_not_negative("lognormal", "sigma", sigma);
  return finite(portable_exp(mu + sigma * normal_quantile(unit_real_inside(bits))), "lognormal");
}

double draw_lognormal_median(std::uint64_t bits, double median, double sigma) {
  require_not_negative("lognormal_median", "the median", median);
  require_not_negative("lognormal_median", "sigma", sigma);
  return finite(median * portable_exp(sigma * normal_quantile(unit_real_inside(bits))), "lognormal_median");
}

double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(kCentreOver, r) / polynomial(kCentreUnder, r);
  }
  const double tail = q < 0 ? p : 1 - p;
  double r = std::sqrt(-portable_log(tail));
  double result = 0;
  if (r <= 5) {
    r -= 1.6;
    result = polynomial(kMiddleOver, r) / polynomial(kMiddleUnder, r);
  } else {
    r -= 5;
    result = polynomial(kTailOver, r) / polynomial(kTailUnder, r);
  }
  return q < 0 ? -result : result;
}

}  // namespace seedbed::model
