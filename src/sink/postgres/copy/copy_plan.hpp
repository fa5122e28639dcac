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
  std::vector<ServerColumn> into;  // by the model's columns
};

// `where` says who made the tables, for messages: "sql/bank/postgres/tables.sql", "schema 'public'". Throws
// Error(Failure::usage) that names what does not fit.
[[nodiscard]] CopyPlan plan_copy(const Table& table, const std::optional<ServerTable>& server,
                                 const std::string& where);
// The same, of the table as it is there; what goes as text is tried out with a value of each column.
[[nodiscard]] CopyPlan plan_copy(Connection& connection, const std::string& schema, const Table& table,
                                 const std::string& where);

}  // namespace seedbed::postgres
