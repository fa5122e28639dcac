#include "sink/sqlite/schema.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "base/error.hpp"

namespace seedbed::sqlite {

std::vector<DeclaredColumn> columns_of(const Connection& connection, const std::string& table) {
  Statement statement = connection.prepare("SELECT name, type, hidden FROM pragma_table_xinfo(?1)");
  statement.bind(1, table);
  std::vector<DeclaredColumn> columns;
  while (statement.step())
    columns.push_back({statement.text(0), statement.text(1), statement.integer(2) > 1});
  return columns;
}

bool same_name(std::string_view a, std::string_view b) { return equal_ignoring_case(a, b); }

std::vector<std::string> objects_of(const Connection& connection) {
  Statement statement = connection.prepare(
      "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE "
      "'\\'"
      " AND name <> ?1 COLLATE NOCASE ORDER BY name");
  statement.bind(1, kRecordTable);
  std::vector<std::string> names;
  while (statement.step()) names.push_back(statement.text(0));
  return names;
}

bool has_table(const Connection& connection, std::string_view name) {
  Statement statement =
      connection.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE");
  return statement.bind(1, name).step();
}

std::vector<std::string> declared_types(const Connection& connection, const Table& table,
                                        const std::string& origin) {
  if (same_name(table.name, kRecordTable)) {
    throw Error(Failure::usage, "the model has a table '" + table.name +
                                    "', a name that seedbed reserves for its records of loads: rename it");
  }
  if (!has_table(connection, table.name)) {
    throw Error(Failure::usage,
                "the model fills a table '" + table.name + "', which " + origin + " does not have");
  }
  const auto declared = columns_of(connection, table.name);
  std::vector<std::string> types;
  for (const Column& column : table.columns) {
    const auto found = std::find_if(declared.begin(), declared.end(),
                                    [&](const DeclaredColumn& d) { return same_name(d.name, column.name); });
    const std::string name = "'" + table.name + "." + column.name + "'";
    if (found == declared.end()) {
      throw Error(Failure::usage,
                  "the model fills a column " + name + ", which " + origin + " does not have");
    }
    if (found->generated)
      throw Error(Failure::usage,
                  "the column " + name + " is computed by the database: the model cannot fill it");
    types.push_back(found->type);
  }
  return types;
}

}  // namespace seedbed::sqlite
