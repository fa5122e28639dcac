// How the Postgres sink says that a cell is wrong.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "rows/table.hpp"

namespace seedbed::postgres {

// Throws Error(Failure::load): "row 7 of table 'users', column 'name': " and `what`. `row` counts from 1 over
// the whole table.
[[noreturn]] void throw_cell_error(const Table& table, std::uint64_t row, std::size_t column,
                                   std::string_view what);

// That a text holds a zero byte.
[[noreturn]] void throw_zero_byte(const Table& table, std::uint64_t row, std::size_t column);

}  // namespace seedbed::postgres
