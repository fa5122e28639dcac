// The tables and columns of an SQLite database, and whether a model's rows fit into them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "rows/table.hpp"
#include "sink/sqlite/connection.hpp"

namespace seedbed::sqlite {

// The table of the records of loads; see load_record.hpp.
inline constexpr std::string_view kRecordTable = "seedbed_load";

struct DeclaredColumn {
  std::string name;
  std::string type;
  bool generated;
};

// The columns of a table or view, in their order; none if it does not exist.
[[nodiscard]] std::vector<DeclaredColumn> columns_of(const Connection& connection, const std::string& table);

// Compares names as SQLite does: the case of ASCII letters is ignored.
[[nodiscard]] bool same_name(std::string_view a, std::string_view b);

// The names of tables and views in sorted order, without SQLite's own tables and seedbed_load.
[[nodiscard]] std::vector<std::string> objects_of(const Connection& connection);

[[nodiscard]] bool has_table(const Connection& connection, std::string_view name);

// The declared types of the table's columns, in the model's order. `origin` names the tables' source in
// messages: a script or the file. Throws Error(Failure::usage) if the table or a column does not exist or
// cannot be written.
[[nodiscard]] std::vector<std::string> declared_types(const Connection& connection, const Table& table,
                                                      const std::string& origin);

}  // namespace seedbed::sqlite
