// Logarithm, exponential and power that give the same bits on every processor.
//
// The C library's differ between processors and versions, so rows may not depend on them. These use IEEE
// +, -, * and /, integer operations and bit casts only; the build forbids the compiler to fuse operations
// (-ffp-contract=off) and nothing here may be compiled with -ffast-math. The rounding mode must be the
// default, to nearest. Every result is within 1 ulp of the true value (0.52 measured, 0.76 where it is
// subnormal). Special values are those of C's annex F, except that a NaN result is always the same positive
// quiet NaN. Pure functions.
//
// Method: tables of 128 entries and a short Taylor series, after P. T. P. Tang, "Table-driven implementation
// of the logarithm function in IEEE floating-point arithmetic" (1990) and the same for the exponential
// (1989).
#pragma once
#include <array>
#include <bit>
#include <cstdint>

namespace seedbed {

namespace real_math {

inline constexpr int kTableBits = 7;

// One of the 128 parts of [0.705, 1.41). `inverse` is near 1/z for its z and has 17 bits, so that products
// with it can be exact; high + low = -log(inverse), `high` a multiple of 2^-42.
struct LogEntry {
  double inverse;
  double high;
  double low;
};
extern const std::array<LogEntry, 1 << kTableBits> kLogTable;

// log(2), the high part a multiple of 2^-42: its product with an exponent is exact, also after adding a
// LogEntry's high part.
inline constexpr double kLog2High = 0x1.62e42fefa38p-1;
inline constexpr double kLog2Low = 0x1.ef35793c7673p-45;

// x = 2^exponent * z and z * entry.inverse = 1 + high + low exactly; |high + low| < 1.02 * 2^-8. The part of
// the table around 1 has inverse = 1.
struct Reduced {
  double exponent;
  const LogEntry& entry;
  double high;
  double low;
};

// `bits` are those of a normal number above zero.
[[nodiscard]] inline Reduced reduce(std::uint64_t bits, std::int64_t exponent_bias) {
  constexpr std::uint64_t kFirst = 0x3fe6900000000000;  // half a part off the grid: 1 lies inside a part
  const std::uint64_t from_first = bits - kFirst;
  const std::int64_t exponent = (static_cast<std::int64_t>(from_first) >> 52) + exponent_bias;
  const std::size_t part = (from_first >> (52 - kTableBits)) % (std::size_t{1} << kTableBits);
  const std::uint64_t z_bits = bits - (from_first & 0xfff0000000000000U);
  // Both parts of z have so few bits that their products with the inverse are exact.
  const double z_high = std::bit_cast<double>(z_bits & 0xffffffff00000000U);
  const double z_low = std::bit_cast<double>(z_bits) - z_high;
  const LogEntry& entry = kLogTable[part];
  return {static_cast<double>(exponent), entry, z_high * entry.inverse - 1.0, z_low * entry.inverse};
}

// log(1 + r) - r for |r| < 1.02 * 2^-8, to 2^-59 of r.
[[nodiscard]] inline double log_series(double r) {
  const double r2 = r * r;
  const double odd_and_even = (1.0 / 3 - r * (1.0 / 4)) + r2 * ((1.0 / 5 - r * (1.0 / 6)) + r2 * (1.0 / 7));
  return r * r2 * odd_and_even - 0.5 * r2;
}

// The logarithm of what was reduced, times (1 + tail) for a tiny tail.
[[nodiscard]] inline double log_of(const Reduced& x, double tail) {
  const double r = x.high + x.low;
  const double r_error = (x.high - r) + x.low;
  const double coarse = x.exponent * kLog2High + x.entry.high;  // exact
  const double high = coarse + r;
  const double high_error = (coarse - high) + r;
  const double low = x.exponent * kLog2Low + x.entry.low + (r_error + tail);
  return high + (high_error + low + log_series(r));
}

// Zero, negative, infinite and subnormal arguments, and NaN.
[[nodiscard]] double log_special(double x);

[[nodiscard]] constexpr bool is_normal_above_zero(std::uint64_t bits) {
  constexpr std::uint64_t kSmallest = 0x0010000000000000;
  constexpr std::uint64_t kInfinity = 0x7ff0000000000000;
  return bits - kSmallest < kInfinity - kSmallest;
}

}  // namespace real_math

[[nodiscard]] inline double portable_log(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  if (!real_math::is_normal_above_zero(bits)) [[unlikely]] {
    return real_math::log_special(x);
  }
  return real_math::log_of(real_math::reduce(bits, 0), 0.0);
}

// log(1 + x), precise for small x.
[[nodiscard]] double portable_log1p(double x);

[[nodiscard]] double portable_exp(double x);

// x to the power y; x may be negative if y is a whole number.
[[nodiscard]] double portable_pow(double x, double y);

}  // namespace seedbed
