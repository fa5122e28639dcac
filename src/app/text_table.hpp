// Cells as readable text, and tables with aligned columns. Pure functions.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rows/batch.hpp"
#include "rows/table.hpp"

namespace seedbed {

// Longer cells end in `…`; most names, times and identifiers (36) are whole.
inline constexpr std::size_t kWidestCell = 40;

// `null`, `true`, `-12.50`, `2024-01-31 12:00:00` (with six digits of a second if they are not all zero),
// `90s`. Control characters of a text are written as escapes; it is cut to kWidestCell code points.
[[nodiscard]] std::string readable_cell(const Batch& batch, std::size_t column, std::size_t row);

// The number of code points, which is the width if none is wide or combining.
[[nodiscard]] std::size_t text_width(std::string_view text);

// One line of column names and one line per row, indented. Numbers and durations are aligned to the right,
// everything else to the left.
[[nodiscard]] std::string aligned(const Table& table, const std::vector<std::vector<std::string>>& rows);

}  // namespace seedbed
