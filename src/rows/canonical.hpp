// The tags of a row's canonical bytes (rows/digest.hpp), shared by the code that makes them.
#pragma once
#include <cstdint>

#include "rows/table.hpp"

namespace seedbed {

inline constexpr char kNullTag = 0;

[[nodiscard]] constexpr char canonical_tag(Type type) {
  return static_cast<char>(static_cast<std::uint8_t>(type) + 1);
}

// A real's bits in canonical bytes: -0 is the same number as 0, and SQLite keeps no other.
[[nodiscard]] constexpr std::uint64_t canonical_real(std::uint64_t bits) {
  constexpr std::uint64_t kNegativeZero = std::uint64_t{1} << 63;
  return bits == kNegativeZero ? 0 : bits;
}

// The most bytes that a cell's tag, scale, length and fixed-size value take; a text's bytes come on top.
inline constexpr std::size_t kMaxFixedCell = 1 + 16;

}  // namespace seedbed
