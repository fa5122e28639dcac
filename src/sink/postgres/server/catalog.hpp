// What a server's catalog says of tables, and whether a model's rows fit in.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rows/table.hpp"
#include "sink/postgres/server/connection.hpp"

namespace seedbed::postgres {

struct ServerColumn {
  std::string name;
  std::uint32_t type = 0;  // in pg_type; for a domain the type that it is based on
  std::int32_t modifier = -1;
  std::string type_name;  // as SQL writes it: "numeric(10,2)", "my_domain"
  bool not_null = false;
  bool has_default = false;  // or an identity
  bool generated = false;    // GENERATED ALWAYS AS (expression)
  std::string sequence;      // that an identity or serial column takes its values from, quoted; "": none
};

struct ServerTable {
  std::uint32_t oid = 0;
  char kind = 'r';  // pg_class.relkind
  std::vector<ServerColumn> columns;
};

// It holds rows of its own: it is no view, index or sequence.
[[nodiscard]] bool is_table(const ServerTable& table);

// A relation of that name in the schema; nothing if there is none.
[[nodiscard]] std::optional<ServerTable> find_table(Connection& connection, const std::string& schema,
                                                    const std::string& name);

// Tables, views, indexes, sequences and composite types in the schema, in order.
[[nodiscard]] std::vector<std::string> relations_of(Connection& connection, const std::string& schema);
// Of these the ones with a kind in `kinds`: "rvm" for tables, views and materialized views.
[[nodiscard]] std::vector<std::string> relations_of(Connection& connection, const std::string& schema,
                                                    const std::string& kinds);

// A foreign key between tables of one schema.
struct ServerReference {
  std::string name;
  std::string table;
  std::string parent;
  bool deferrable = false;
};
[[nodiscard]] std::vector<ServerReference> references_of(Connection& connection, const std::string& schema);

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
