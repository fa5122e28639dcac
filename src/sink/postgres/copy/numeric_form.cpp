#include "sink/postgres/copy/numeric_form.hpp"

#include <array>
#include <limits>

#include "sink/postgres/copy/byte_order.hpp"

namespace seedbed::postgres {
namespace {

constexpr unsigned kBase = 10'000;
constexpr int kBaseDigits = 4;  // decimal digits in one of base 10,000
constexpr std::array<std::uint64_t, kBaseDigits + 1> kTens = {1, 10, 100, 1000, 10'000};
constexpr std::uint16_t kNegative = 0x4000;

constexpr std::uint64_t kLeastMagnitude = std::uint64_t{1} << 63;  // the magnitude of the least int64

// Digits of base 10,000, the last one first.
struct Digits {
  std::array<std::uint16_t, 6> values{};
  int count = 0;
  void add(std::uint64_t digit) {
    values[static_cast<std::size_t>(count++)] = static_cast<std::uint16_t>(digit);
  }
};

// The digits of magnitude / 10^scale; the decimal point is between two of them.
Digits digits_of(std::uint64_t magnitude, unsigned scale) {
  Digits digits;
  const std::size_t padding = (kBaseDigits - scale % kBaseDigits) % kBaseDigits;
  if (padding > 0 && magnitude > 0) {  // pad the last digit with zeros
    const std::uint64_t kept = kTens[kBaseDigits - padding];
    digits.add(magnitude % kept * kTens[padding]);
    magnitude /= kept;
  }
  for (; magnitude > 0; magnitude /= kBase) digits.add(magnitude % kBase);
  return digits;
}

std::uint64_t magnitude_of(std::int64_t value) {
  return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

// Builds a magnitude from the left; fits() stays false once it is above that of the least int64.
class Magnitude {
 public:
  // value * factor + digit
  void shift_in(std::uint64_t factor, std::uint64_t digit) {
    if (__builtin_mul_overflow(value_, factor, &value_) || __builtin_add_overflow(value_, digit, &value_) ||
        value_ > kLeastMagnitude)
      fits_ = false;
  }
  [[nodiscard]] bool fits() const { return fits_; }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0;
  bool fits_ = true;
};

std::optional<std::int64_t> with_sign(std::uint64_t magnitude, bool negative) {
  if (!negative && magnitude == kLeastMagnitude) return std::nullopt;
  return static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
}

// The magnitude of a field; the value of the first digit is digit * 10^exponent.
std::optional<std::uint64_t> read_digits(std::string_view digits, int exponent) {
  Magnitude magnitude;
  for (std::size_t at = 0; at < digits.size(); at += 2, exponent -= kBaseDigits) {
    const std::uint64_t digit = get16(digits.data() + at);
    if (digit >= kBase) return std::nullopt;
    if (exponent >= 0) {
      magnitude.shift_in(kBase, digit);
    } else {  // some or all of its decimal digits are after the scale
      const auto beyond = static_cast<std::size_t>(exponent > -kBaseDigits ? -exponent : kBaseDigits);
      if (digit % kTens[beyond] != 0) return std::nullopt;
      if (beyond < kBaseDigits) magnitude.shift_in(kTens[kBaseDigits - beyond], digit / kTens[beyond]);
    }
    if (!magnitude.fits()) return std::nullopt;
  }
  for (exponent += kBaseDigits; exponent > 0 && magnitude.value() > 0;
       --exponent) {  // zeros that were not sent
    magnitude.shift_in(10, 0);
    if (!magnitude.fits()) return std::nullopt;
  }
  return magnitude.value();
}

}  // namespace

char* put_numeric(char* to, std::int64_t value, unsigned scale) {
  const Digits digits = digits_of(magnitude_of(value), scale);
  int last = 0;
  while (last < digits.count && digits.values[static_cast<std::size_t>(last)] == 0) ++last;
  const int sent = digits.count - last;
  const int after_point = static_cast<int>((scale + kBaseDigits - 1) / kBaseDigits);
  const int weight = sent == 0 ? 0 : digits.count - after_point - 1;
  to = put32(to, static_cast<std::uint32_t>(8 + 2 * sent));
  to = put16(to, static_cast<std::uint16_t>(sent));
  to = put16(to, static_cast<std::uint16_t>(weight));
  to = put16(to, value < 0 ? kNegative : 0);
  to = put16(to, static_cast<std::uint16_t>(scale));
  for (int d = digits.count - 1; d >= last; --d) to = put16(to, digits.values[static_cast<std::size_t>(d)]);
  return to;
}

std::optional<std::int64_t> read_numeric(std::string_view field, unsigned scale) {
  constexpr std::size_t kHead = 8;
  if (field.size() < kHead || field.size() != kHead + 2U * get16(field.data())) return std::nullopt;
  const auto weight = static_cast<std::int16_t>(get16(field.data() + 2));
  const std::uint16_t sign = get16(field.data() + 4);
  if (sign != 0 && sign != kNegative) return std::nullopt;  // NaN or infinite
  const auto magnitude = read_digits(field.substr(kHead), kBaseDigits * weight + static_cast<int>(scale));
  if (!magnitude) return std::nullopt;
  return with_sign(*magnitude, sign == kNegative);
}

}  // namespace seedbed::postgres
