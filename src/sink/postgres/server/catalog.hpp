// Reads the server's catalog: tables, their columns, foreign keys.
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
  std::uint32_t type = 0;  // oid in pg_type; for a domain, its base type
  std::int32_t modifier = -1;
  std::string type_name;  // as SQL writes it: "numeric(10,2)", "my_domain"
  bool not_null = false;
  bool has_default = false;  // or an identity
  bool generated = false;    // GENERATED ALWAYS AS (expression)
  std::string sequence;      // of an identity or serial column, quoted; "": none
};

struct ServerTable {
  std::uint32_t oid = 0;
  char kind = 'r';  // pg_class.relkind
  std::vector<ServerColumn> columns;
};

// True if it stores rows: a plain, partitioned or foreign table.
[[nodiscard]] bool is_table(const ServerTable& table);

// Returns the relation with this name; nothing if the schema has none.
[[nodiscard]] std::optional<ServerTable> find_table(Connection& connection, const std::string& schema,
                                                    const std::string& name);

// Names of the schema's relations, sorted. `kinds` are values of pg_class.relkind: "rvm" for tables, views
// and materialized views. Default: tables, views, indexes, sequences and composite types.
[[nodiscard]] std::vector<std::string> relations_of(Connection& connection, const std::string& schema,
                                                    const std::string& kinds = "rvmfpiISc");

// A foreign key between tables of one schema.
struct ServerReference {
  std::string name;
  std::string table;
  std::string parent;
  bool deferrable = false;
};
[[nodiscard]] std::vector<ServerReference> references_of(Connection& connection, const std::string& schema);

}  // namespace seedbed::postgres
