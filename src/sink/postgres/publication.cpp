#include "sink/postgres/publication.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sink/json_text.hpp"
#include "sink/postgres/catalog.hpp"
#include "sink/sql_text.hpp"

namespace seedbed::postgres {
namespace {

// Relations of the schema $1 with a name in $2, a JSON array, and the table that each goes with when it is
// dropped.
constexpr char kTaken[] =
    "SELECT c.relname, coalesce(t.relname, o.relname, c.relname) FROM pg_catalog.pg_class c"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = c.oid"
    " LEFT JOIN pg_catalog.pg_class t ON t.oid = x.indrelid"
    " LEFT JOIN pg_catalog.pg_depend d ON c.relkind = 'S' AND d.classid = 'pg_class'::regclass"
    "  AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')"
    " LEFT JOIN pg_catalog.pg_class o ON o.oid = d.refobjid"
    " WHERE n.nspname = $1 AND c.relname IN (SELECT pg_catalog.json_array_elements_text($2)) ORDER BY 1";

// Views and foreign keys of others on relations of the schema $1 with a name in $2.
constexpr char kDependents[] =
    "WITH ours AS (SELECT c.oid, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
    "  ON n.oid = c.relnamespace WHERE n.nspname = $1"
    "  AND c.relname IN (SELECT pg_catalog.json_array_elements_text($2))) "
    "SELECT DISTINCT 'view ' || v.oid::regclass, ours.relname FROM ours JOIN pg_catalog.pg_depend d"
    "  ON d.refclassid = 'pg_class'::regclass AND d.refobjid = ours.oid AND d.classid = "
    "'pg_rewrite'::regclass"
    " JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid JOIN pg_catalog.pg_class v ON v.oid = r.ev_class"
    " WHERE v.oid NOT IN (SELECT oid FROM ours) "
    "UNION ALL SELECT 'a foreign key of table ' || k.conrelid::regclass, ours.relname FROM ours"
    " JOIN pg_catalog.pg_constraint k ON k.contype = 'f' AND k.confrelid = ours.oid"
    " WHERE k.conrelid NOT IN (SELECT oid FROM ours) ORDER BY 1 LIMIT 1";

std::string list_of(const std::string& schema, const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names)
    list += (list.empty() ? "" : ", ") + quoted(schema) + "." + quoted(name);
  return list;
}

std::string upper_case(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

std::vector<std::string> both(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::string> result;
  for (const std::string& name : a) {
    if (std::find(b.begin(), b.end(), name) != b.end()) result.push_back(name);
  }
  return result;
}

[[noreturn]] void throw_taken(const Session& session, const std::string& name) {
  if (session.request().if_exists == IfExists::replace) {
    throw Error(
        Failure::usage,
        fmt::format("{} holds '{}', which no load made: only what loads made is replaced; rename or drop "
                    "it, or load into another --schema",
                    session.place(), name));
  }
  throw Error(Failure::exists,
              fmt::format("{} holds '{}' already: use --if-exists replace or append, or another --schema",
                          session.place(), name));
}

void check_dependents(Session& session, const std::vector<std::string>& objects) {
  if (objects.empty()) return;
  const Rows rows = session.control().query(kDependents, {session.schema(), json_array(objects)});
  if (rows.empty()) return;
  throw Error(
      Failure::load,
      fmt::format("{} depends on '{}', which is to be replaced: drop it first and make it again after the "
                  "load, or load into another --schema; nothing was changed",
                  rows.text(0, 0), rows.text(0, 1)));
}

}  // namespace

void check_place(Session& session, const std::vector<Table>& tables) {
  if (session.request().if_exists != IfExists::fail) return;
  for (const Table& table : tables) {
    if (find_table(session.control(), session.schema(), table.name)) throw_taken(session, table.name);
  }
}

Replaced check_conflicts(Session& session, const std::vector<std::string>& relations) {
  Connection& control = session.control();
  Replaced replaced;
  if (session.request().if_exists == IfExists::replace)
    replaced = find_replaced(control, session.schema(), session.request().identity.model, relations);
  const std::set<std::string> dropped(replaced.objects.begin(), replaced.objects.end());
  const Rows taken = control.query(kTaken, {session.schema(), json_array(relations)});
  for (std::size_t r = 0; r < taken.size(); ++r) {
    if (!dropped.contains(taken.text(r, 1))) throw_taken(session, taken.text(r, 0));
  }
  check_dependents(session, replaced.objects);
  return replaced;
}

void publish_tables(Session& session, const Staging& staging, const SchemaScripts& scripts,
                    const LoadTotals& totals) {
  Connection& control = session.control();
  control.execute("BEGIN");
  lock_until_end(control, LockClass::publish, lock_key(session.schema()));
  const Replaced replaced = check_conflicts(session, scripts.relations());
  (void)drop_relations(control, session.schema(), replaced.objects);
  remove_records(control, session.schema(), replaced.load_ids);
  for (const std::string& table : both(relations_of(control, staging.name(), "rp"), scripts.relations())) {
    control.execute("ALTER TABLE " + quoted(staging.name()) + "." + quoted(table) + " SET SCHEMA " +
                    quoted(session.schema()));
  }
  search_only(control, session.schema());
  scripts.create_views(control);
  write_record(control, session, totals, scripts.objects());
  staging.close(control);
}

std::vector<std::string> drop_relations(Connection& connection, const std::string& schema,
                                        const std::vector<std::string>& names) {
  std::vector<std::string> dropped;
  for (const auto& [kinds, what] : {std::pair{"v", "view"}, {"m", "materialized view"}, {"rp", "table"}}) {
    const auto found = both(names, relations_of(connection, schema, kinds));
    if (found.empty()) continue;
    connection.execute(fmt::format("DROP {} {} RESTRICT", upper_case(what), list_of(schema, found)));
    for (const std::string& name : found) dropped.push_back(fmt::format("{} {}", what, name));
  }
  return dropped;
}

void set_sequences(Connection& connection, const std::string& schema, const std::string& table) {
  const auto found = find_table(connection, schema, table);
  if (!found) return;
  for (const ServerColumn& column : found->columns) {
    if (column.sequence.empty()) continue;
    const std::string sequence = connection.literal(column.sequence);
    connection.execute(fmt::format(
        "SELECT pg_catalog.setval({0}, greatest(max({1}), (SELECT last_value FROM {2}))) FROM {3}.{4}"
        " HAVING max({1}) IS NOT NULL",
        sequence, quoted(column.name), column.sequence, quoted(schema), quoted(table)));
  }
}

std::uint64_t size_of(Connection& connection, const std::string& schema,
                      const std::vector<std::string>& objects) {
  const std::string size = connection.value(
      "SELECT coalesce(sum(pg_catalog.pg_total_relation_size(c.oid)), 0) FROM pg_catalog.pg_class c"
      " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind = 'r'"
      " AND c.relname IN (SELECT pg_catalog.json_array_elements_text($2))",
      {schema, json_array(objects)});
  return std::strtoull(size.c_str(), nullptr, 10);
}

}  // namespace seedbed::postgres
