// What the distributions have in common: random bits one after another, variates that others are made of, and
// the refusal of arguments that make no sense. Pure functions and values, for any thread.
#pragma once
#include <cstdint>

#include "random/random.hpp"

namespace seedbed::model {

// The 64 bits of a draw, then as many more as it needs, all from the same address.
class BitSource {
 public:
  explicit BitSource(std::uint64_t bits) : bits_(bits) {}

  [[nodiscard]] std::uint64_t take() {
    const std::uint64_t taken = bits_;
    bits_ = next_bits(bits_);
    return taken;
  }
  // Uniform in (0, 1], a multiple of 2^-53.
  [[nodiscard]] double take_unit_above_zero() { return unit_real_above_zero(take()); }
  // Uniform in (0, 1): the middle of one of 2^52 equal parts, never 0 or 1.
  [[nodiscard]] double take_unit_inside() { return (static_cast<double>(take() >> 12) + 0.5) * 0x1p-52; }
  // Exponential of mean 1, at least 0, at most 36.8.
  [[nodiscard]] double take_exponential();
  // Normal of mean 0 and deviation 1, within 8.3 of the mean.
  [[nodiscard]] double take_normal();

 private:
  std::uint64_t bits_;
};

// e^x - 1, within a few ulp also where x is close to 0. `x` is not NaN.
[[nodiscard]] double exp_minus_one(double x);
// (e^x - 1) / x, which is 1 at 0.
[[nodiscard]] double exp_minus_one_over(double x);

// These throw OperationFailure; `value` may be NaN, which makes no sense either.
void require_above_zero(const char* function, const char* argument, double value);
void require_at_least_zero(const char* function, const char* argument, double value);

}  // namespace seedbed::model
