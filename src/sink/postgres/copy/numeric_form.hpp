// Decimals in the binary form of numeric (numeric_send() and numeric_recv() in the server's numeric.c): the
// number of digits, the weight of the first, sign and scale, then digits of base 10,000, 16 bits each.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace seedbed::postgres {

// Room for the field's size, the four numbers, and the digits of an int64 at any scale: 19 decimal digits lie
// in at most six digits of base 10,000.
inline constexpr std::size_t kNumericRoom = 4 + 8 + 2 * 6;

// Writes the field's size and value / 10^scale at `to` as the server does, without zeros at either end.
// REQUIRES: `to` has room for kNumericRoom bytes. Returns the end.
char* put_numeric(char* to, std::int64_t value, unsigned scale);

// The value of the field (without its size) times 10^scale. Nothing if the field is malformed, NaN or
// infinite, has a nonzero digit after `scale`, or is out of the range of int64. The scale in the field is
// ignored.
[[nodiscard]] std::optional<std::int64_t> read_numeric(std::string_view field, unsigned scale);

}  // namespace seedbed::postgres
