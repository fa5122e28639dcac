// Operations on texts (UTF-8). A result is stored in the given arena, or is one of the operands.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/arena.hpp"
#include "expression/program/program.hpp"

namespace seedbed::model {

// How a value is padded by format(): `{:05}`, `{:>8}`, `{:.2}`.
struct FormatSpec {
  static constexpr int kMaxWidth = 255;
  static constexpr int kMaxPlaces = 30;

  std::uint8_t width = 0;   // in characters; 0: as long as it is
  std::uint8_t places = 0;  // real: digits after the point, plus one; 0: the shortest that reads back
  bool zeros = false;       // filled with zeros behind the sign
  bool left = false;        // the value stands at the left

  [[nodiscard]] std::uint32_t packed() const {
    return width | std::uint32_t{places} << 8 | std::uint32_t{zeros} << 16 | std::uint32_t{left} << 17;
  }
  [[nodiscard]] static FormatSpec unpacked(std::uint32_t p) {
    return {static_cast<std::uint8_t>(p), static_cast<std::uint8_t>(p >> 8), (p >> 16 & 1) != 0,
            (p >> 17 & 1) != 0};
  }
};

[[nodiscard]] Value concat_texts(Arena& arena, const Value* frame, const Slot* slots, std::size_t count);
// Letters of ASCII, Latin-1, Latin Extended-A, Greek and Cyrillic; all others stay.
[[nodiscard]] Value upper_text(Arena& arena, std::string_view text);
[[nodiscard]] Value lower_text(Arena& arena, std::string_view text);
// The first letter of every word upper, the others lower.
[[nodiscard]] Value title_text(Arena& arena, std::string_view text);
// For addresses: lower case, accents of Latin-1 dropped, one hyphen for everything between letters and
// digits.
[[nodiscard]] Value slug_text(Arena& arena, std::string_view text);
[[nodiscard]] std::int64_t count_characters(std::string_view text);
// Every occurrence from the left; an empty `from` replaces nothing.
[[nodiscard]] Value replace_text(Arena& arena, std::string_view in, std::string_view from,
                                 std::string_view by);

[[nodiscard]] Value text_of_boolean(bool value);
[[nodiscard]] Value text_of_integer(Arena& arena, std::int64_t value);
[[nodiscard]] Value text_of_real(Arena& arena, double value);
[[nodiscard]] Value text_of_decimal(Arena& arena, std::int64_t value, int scale);
[[nodiscard]] Value text_of_uuid(Arena& arena, std::string_view bytes);
[[nodiscard]] Value text_of(Arena& arena, std::string_view text);

[[nodiscard]] Value pad_integer(Arena& arena, std::int64_t value, FormatSpec spec);
[[nodiscard]] Value pad_real(Arena& arena, double value, FormatSpec spec);
[[nodiscard]] Value pad_text(Arena& arena, std::string_view text, FormatSpec spec);

// The text itself, which is for `column`; Throws OperationFailure if it is not JSON.
[[nodiscard]] Value checked_json(const Value& text, std::string_view column);
// In double quotes, with JSON's escapes.
[[nodiscard]] Value json_string(Arena& arena, std::string_view text);

}  // namespace seedbed::model
