// How a column's declared type changes the values that SQLite stores in it.
#pragma once
#include <cstdint>
#include <string_view>

namespace seedbed::sqlite {

// Durations, and times in a column of INTEGER affinity, are stored in milliseconds.
inline constexpr std::int64_t kMicrosPerMilli = 1000;

enum class Affinity : std::uint8_t { integer, text, blob, real, numeric };

// Follows SQLite's rules (datatype3.html, section 3.1) in their order.
[[nodiscard]] Affinity affinity_of(std::string_view declared);

}  // namespace seedbed::sqlite
