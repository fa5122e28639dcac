#include "random/draw_support.hpp"

#include <fmt/format.h>

#include "base/arithmetic.hpp"
#include "random/distributions.hpp"
#include "random/real_math.hpp"

namespace seedbed::model {

double BitSource::take_exponential() { return -portable_log(take_unit_above_zero()) + 0.0; }  // no -0

double BitSource::take_normal() { return normal_quantile(take_unit_inside()); }

// Kahan's way (Higham, "Accuracy and Stability of Numerical Algorithms", section 1.14.1): the rounding error
// of e^x is in its logarithm too, and cancels.
double exp_minus_one_over(double x) {
  const double power = portable_exp(x);
  if (power == 1) return 1;  // |x| < 2^-53
  if (x < -40 || x > 40) return (power - 1) / x;
  return (power - 1) / portable_log(power);
}

double exp_minus_one(double x) {
  if (x < -40 || x > 40) return portable_exp(x) - 1;
  return x * exp_minus_one_over(x);
}

void require_above_zero(const char* function, const char* argument, double value) {
  if (!(value > 0))
    fail_operation(fmt::format("{}: {} is {}, and must be above zero", function, argument, value));
}

void require_at_least_zero(const char* function, const char* argument, double value) {
  if (!(value >= 0))
    fail_operation(fmt::format("{}: {} is {}, and must not be negative", function, argument, value));
}

}  // namespace seedbed::model
