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
