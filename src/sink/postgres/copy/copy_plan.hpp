// How a table's rows are sent, and whether they fit into the server's table.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "rows/table.hpp"
#include "sink/postgres/server/catalog.hpp"
#include "sink/postgres/server/connection.hpp"

namespace seedbed::postgres {

// How a table's rows are sent.
struct CopyPlan {
  bool binary = true;
  bool freezes = true;             // a partitioned table cannot be copied into with FREEZE
  std::string columns;             // quoted, separated by commas
  std::vector<ServerColumn> into;  // in the order of the model's columns
};

// `where` names the origin of the tables, for messages: "sql/bank/postgres/tables.sql", "schema 'public'".
// Throws Error(Failure::usage), naming table and column, if the model's rows do not fit.
[[nodiscard]] CopyPlan plan_copy(const Table& table, const std::optional<ServerTable>& server,
                                 const std::string& where);
// The same for the table of this name in the schema. If rows are sent as text, the server also tries to read
// a sample value for each column.
[[nodiscard]] CopyPlan plan_copy(Connection& connection, const std::string& schema, const Table& table,
                                 const std::string& where);

}  // namespace seedbed::postgres
