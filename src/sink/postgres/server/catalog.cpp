#include "sink/postgres/server/catalog.hpp"

#include <string_view>

namespace seedbed::postgres {
namespace {

constexpr char kTable[] =
    "SELECT c.oid, c.relkind FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
    " ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2";

// For a domain: its base type (through domains of domains) and the modifier of that type.
constexpr char kColumns[] =
    "WITH RECURSIVE step(attnum, type, modifier, depth) AS ("
    " SELECT attnum, atttypid, atttypmod, 0 FROM pg_catalog.pg_attribute"
    "  WHERE attrelid = $1::oid AND attnum > 0 AND NOT attisdropped"
    " UNION ALL"
    " SELECT s.attnum, t.typbasetype, t.typtypmod, s.depth + 1 FROM step s"
    "  JOIN pg_catalog.pg_type t ON t.oid = s.type WHERE t.typtype = 'd') "
    "SELECT a.attname, s.type, s.modifier, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,"
    " a.atthasdef OR a.attidentity <> '', a.attgenerated <> '',"
    " pg_catalog.pg_get_serial_sequence(pg_catalog.quote_ident($2) || '.' || pg_catalog.quote_ident($3),"
    " a.attname) "
    "FROM pg_catalog.pg_attribute a JOIN step s ON s.attnum = a.attnum "
    "WHERE a.attrelid = $1::oid AND s.depth = (SELECT max(depth) FROM step d WHERE d.attnum = a.attnum) "
    "ORDER BY a.attnum";

constexpr char kRelations[] =
    "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = $1 AND pg_catalog.strpos($2, c.relkind::text) > 0 ORDER BY 1";

constexpr char kReferences[] =
    "SELECT k.conname, c.relname, p.relname, k.condeferrable FROM pg_catalog.pg_constraint k"
    " JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_class p ON p.oid = k.confrelid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE k.contype = 'f' AND n.nspname = $1 AND p.relnamespace = c.relnamespace ORDER BY 1";

}  // namespace

bool is_table(const ServerTable& table) {
  return std::string_view("rpf").find(table.kind) != std::string_view::npos;
}

std::optional<ServerTable> find_table(Connection& connection, const std::string& schema,
                                      const std::string& name) {
  const Rows found = connection.query(kTable, {schema, name});
  if (found.empty()) return std::nullopt;
  ServerTable table{static_cast<std::uint32_t>(found.integer(0, 0)), found.text(0, 1)[0], {}};
  if (!is_table(table)) return table;
  const Rows rows = connection.query(kColumns, {found.text(0, 0), schema, name});
  for (std::size_t r = 0; r < rows.size(); ++r) {
    table.columns.push_back({rows.text(r, 0), static_cast<std::uint32_t>(rows.integer(r, 1)),
                             static_cast<std::int32_t>(rows.integer(r, 2)), rows.text(r, 3),
                             rows.boolean(r, 4), rows.boolean(r, 5), rows.boolean(r, 6), rows.text(r, 7)});
  }
  return table;
}

std::vector<std::string> relations_of(Connection& connection, const std::string& schema,
                                      const std::string& kinds) {
  const Rows rows = connection.query(kRelations, {schema, kinds});
  std::vector<std::string> names;
  for (std::size_t r = 0; r < rows.size(); ++r) names.push_back(rows.text(r, 0));
  return names;
}

std::vector<ServerReference> references_of(Connection& connection, const std::string& schema) {
  const Rows rows = connection.query(kReferences, {schema});
  std::vector<ServerReference> references;
  for (std::size_t r = 0; r < rows.size(); ++r)
    references.push_back({rows.text(r, 0), rows.text(r, 1), rows.text(r, 2), rows.boolean(r, 3)});
  return references;
}

}  // namespace seedbed::postgres
