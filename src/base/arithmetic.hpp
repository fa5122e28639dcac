// Arithmetic that throws OperationFailure instead of wrapping or returning an infinity or NaN.
#pragma once
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

namespace seedbed::model {

// The failure of one operation. The evaluator adds the expression.
class OperationFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Not inline, so that the operations stay small.
[[noreturn]] void fail_overflow(std::int64_t a, const char* operation, std::int64_t b);
[[noreturn]] void fail_not_finite(const char* operation);
[[noreturn]] void fail_division_by_zero();
[[noreturn]] void fail_not_integer(double value);
[[noreturn]] void fail_operation(const std::string& message);

[[nodiscard]] inline std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_add_overflow(a, b, &result)) [[unlikely]]
    fail_overflow(a, "+", b);
  return result;
}

[[nodiscard]] inline std::int64_t checked_subtract(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_sub_overflow(a, b, &result)) [[unlikely]]
    fail_overflow(a, "-", b);
  return result;
}

[[nodiscard]] inline std::int64_t checked_multiply(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) [[unlikely]]
    fail_overflow(a, "*", b);
  return result;
}

[[nodiscard]] inline std::int64_t checked_negate(std::int64_t a) { return checked_subtract(0, a); }

[[nodiscard]] inline std::int64_t checked_absolute(std::int64_t a) { return a < 0 ? checked_negate(a) : a; }

[[nodiscard]] inline std::int64_t truncate_divide(std::int64_t a, std::int64_t b) {
  if (b == 0) [[unlikely]]
    fail_division_by_zero();
  if (b == -1) return checked_negate(a);
  return a / b;
}

[[nodiscard]] inline std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = truncate_divide(a, b);
  return b != -1 && a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

// Has the sign of b.
[[nodiscard]] inline std::int64_t floor_modulo(std::int64_t a, std::int64_t b) {
  if (b == 0) [[unlikely]]
    fail_division_by_zero();
  if (b == -1) return 0;
  const std::int64_t rest = a % b;
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

// Half away from zero. REQUIRES: b > 0.
[[nodiscard]] inline std::int64_t round_divide(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  const std::int64_t rest = a % b;
  const std::int64_t twice = b - (rest < 0 ? -rest : rest);  // |rest| * 2 >= b, without its overflow
  if ((rest < 0 ? -rest : rest) < twice) return quotient;
  return a < 0 ? quotient - 1 : quotient + 1;
}

[[nodiscard]] inline double finite(double value, const char* operation) {
  if (!(std::fabs(value) <= std::numeric_limits<double>::max())) [[unlikely]]
    fail_not_finite(operation);
  return value;
}

[[nodiscard]] inline double divide(double a, double b) {
  if (b == 0) [[unlikely]]
    fail_division_by_zero();
  return finite(a / b, "/");
}

// fmod is exact, so these are the same everywhere. The remainder has the sign of b.
[[nodiscard]] double floor_modulo(double a, double b);
[[nodiscard]] double floor_divide(double a, double b);

// A whole-numbered real as an integer.
[[nodiscard]] inline std::int64_t integer_of(double whole) {
  if (!(whole >= -0x1p63 && whole < 0x1p63)) [[unlikely]]
    fail_not_integer(whole);
  return static_cast<std::int64_t>(whole);
}

// Half away from zero. Not floor(x + 0.5), which is wrong just below 0.5 and above 2^52.
[[nodiscard]] inline double round_half_away(double x) { return std::round(x); }

// To `places` digits after the point, -15 to 15: x * 10^places is rounded half away from zero. The decimal
// notation counts, not the binary value: 2.675 becomes 2.68.
[[nodiscard]] double round_places(double x, std::int64_t places);

}  // namespace seedbed::model
