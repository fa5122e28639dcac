// The tags of a row's canonical bytes (rows/digest.hpp), shared by those who make them.
#pragma once
#include <cstdint>

#include "rows/table.hpp"

namespace seedbed {

inline constexpr char kNullTag = 0;

[[nodiscard]] constexpr char canonical_tag(Type type) {
  return static_cast<char>(static_cast<std::uint8_t>(type) + 1);
}

// The most bytes that a cell's tag, scale, length and fixed-size value take; a text's bytes come on top.
inline constexpr std::size_t kMaxFixedCell = 1 + 16;

}  // namespace seedbed
