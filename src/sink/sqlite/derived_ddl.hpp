// The DDL of tables for which nobody wrote SQL.
#pragma once
#include <string>
#include <vector>

#include "rows/table.hpp"

namespace seedbed::sqlite {

// CREATE TABLE statements with the column types of the model language: int INTEGER, real REAL, decimal
// NUMERIC, text, time, date, uuid and json TEXT, duration (milliseconds) and bool INTEGER.
[[nodiscard]] std::string derived_tables(const std::vector<Table>& tables);

}  // namespace seedbed::sqlite
