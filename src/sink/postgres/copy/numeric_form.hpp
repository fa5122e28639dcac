// Decimals in the binary form of numeric (numeric_send() and numeric_recv() in the server's numeric.c): the
// number of digits, the weight of the first, sign and scale, then digits of base 10,000. 16 bits each.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace seedbed::postgres {

// The size of the field, the four numbers, and the digits of an int64 wherever the point stands: 19 decimal
// digits touch at most six of base 10,000.
inline constexpr std::size_t kNumericRoom = 4 + 8 + 2 * 6;

// Writes the field's size and value / 10^scale at `to`, which has kNumericRoom, as the server itself does:
// without zeros at either end. Returns the end.
char* put_numeric(char* to, std::int64_t value, unsigned scale);

// The field (without its size) times 10^scale. Nothing if it is not in this form, is NaN or infinite, has
// other digits than zeros after `scale`, or lies outside of int64. The scale in the field means nothing.
[[nodiscard]] std::optional<std::int64_t> read_numeric(std::string_view field, unsigned scale);

}  // namespace seedbed::postgres
