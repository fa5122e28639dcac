#include "sink/postgres/copy/cell_error.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace seedbed::postgres {

void throw_cell_error(const Table& table, std::uint64_t row, std::size_t column, std::string_view what) {
  throw Error(Failure::load, fmt::format("row {} of table '{}', column '{}': {}", row, table.name,
                                         table.columns[column].name, what));
}

void throw_zero_byte(const Table& table, std::uint64_t row, std::size_t column) {
  throw_cell_error(table, row, column, "the text holds a zero byte, which Postgres cannot store");
}

}  // namespace seedbed::postgres
