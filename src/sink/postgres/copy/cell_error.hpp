// Errors about a cell that cannot be sent or read.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "rows/table.hpp"

namespace seedbed::postgres {

// Throws Error(Failure::load): "row 7 of table 'users', column 'name': ", then `what`. `row` counts from 1
// within the load.
[[noreturn]] void throw_cell_error(const Table& table, std::uint64_t row, std::size_t column,
                                   std::string_view what);

// Throws the error for a text with a zero byte.
[[noreturn]] void throw_zero_byte(const Table& table, std::uint64_t row, std::size_t column);

}  // namespace seedbed::postgres
