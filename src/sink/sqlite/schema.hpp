// What a database holds, and whether a model's rows fit in.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "rows/table.hpp"
#include "sink/sqlite/connection.hpp"

namespace seedbed::sqlite {

// The record of what was loaded; see load_record.hpp.
inline constexpr std::string_view kRecordTable = "seedbed_load";

struct DeclaredColumn {
  std::string name;
  std::string type;
  bool generated;
};

// Of a table or view, in their order; none if there is no such table.
[[nodiscard]] std::vector<DeclaredColumn> columns_of(const Connection& connection, const std::string& table);

// SQLite compares names without regard to the case of ASCII letters.
[[nodiscard]] bool same_name(std::string_view a, std::string_view b);

// Names of tables and views, without SQLite's own and the record, in order.
[[nodiscard]] std::vector<std::string> objects_of(const Connection& connection);

[[nodiscard]] bool has_table(const Connection& connection, std::string_view name);

// The declared type of each of the table's columns, in the model's order. `origin` says who made the tables,
// for messages. Throws Error(Failure::usage) that names what is missing.
[[nodiscard]] std::vector<std::string> declared_types(const Connection& connection, const Table& table,
                                                      const std::string& origin);

}  // namespace seedbed::sqlite
