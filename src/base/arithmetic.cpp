#include "base/arithmetic.hpp"

#include <fmt/format.h>

#include <array>

namespace seedbed::model {

void fail_overflow(std::int64_t a, const char* operation, std::int64_t b) {
  throw OperationFailure(fmt::format("overflow: {} {} {} does not fit into 64 bits", a, operation, b));
}

void fail_not_finite(const char* operation) {
  throw OperationFailure(fmt::format("overflow: the result of {} is too large for a real", operation));
}

void fail_division_by_zero() { throw OperationFailure("division by zero"); }

void fail_not_integer(double value) {
  throw OperationFailure(fmt::format("overflow: {} does not fit into 64 bits", value));
}

void fail_operation(const std::string& message) { throw OperationFailure(message); }

double floor_modulo(double a, double b) {
  if (b == 0) fail_division_by_zero();
  const double rest = std::fmod(a, b);
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

double floor_divide(double a, double b) {
  const double rest = floor_modulo(a, b);
  // a - rest is nearly a multiple of b: the quotient is within rounding of a whole number.
  return finite(std::nearbyint((a - rest) / b), "//");
}

double round_places(double x, std::int64_t places) {
  // Powers of ten to 10^22 are exact in a double; a double holds 15 decimal digits.
  static constexpr std::array<double, 16> kPowers = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                     1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  if (places < -15 || places > 15)
    fail_operation(fmt::format("round to {} places: it must be from -15 to 15", places));
  const double power = kPowers[static_cast<std::size_t>(places < 0 ? -places : places)];
  if (places < 0) return round_half_away(x / power) * power;
  const double scaled = x * power;
  if (!(std::fabs(scaled) < 0x1p52)) return x;  // there are no digits after the point
  return round_half_away(scaled) / power;
}

}  // namespace seedbed::model
