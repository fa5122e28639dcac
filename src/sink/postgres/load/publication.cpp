#include "sink/postgres/load/publication.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/ascii.hpp"
#include "base/json_writer.hpp"
#include "sink/postgres/server/catalog.hpp"
#include "sink/postgres/server/server_type.hpp"
#include "sink/text/sql_text.hpp"

namespace seedbed::postgres {
namespace {

// Relations of the schema $1 with a name in $2, a JSON array, each with the table whose drop also drops it.
constexpr char kTaken[] =
    "SELECT c.relname, coalesce(t.relname, o.relname, c.relname) FROM pg_catalog.pg_class c"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = c.oid"
    " LEFT JOIN pg_catalog.pg_class t ON t.oid = x.indrelid"
    " LEFT JOIN pg_catalog.pg_depend d ON c.relkind = 'S' AND d.classid = 'pg_class'::regclass::oid"
    "  AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass::oid AND d.deptype IN ('a', 'i')"
    " LEFT JOIN pg_catalog.pg_class o ON o.oid = d.refobjid"
    " WHERE n.nspname = $1 AND c.relname IN (SELECT pg_catalog.json_array_elements_text($2)) ORDER BY 1";

// Views of the schema $1 with a name in $2, the newest first, because it may depend on older ones.
constexpr char kNewestViews[] =
    "SELECT c.relname, CASE c.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END"
    " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = $1 AND c.relkind IN ('v', 'm')"
    " AND c.relname IN (SELECT pg_catalog.json_array_elements_text($2)) ORDER BY c.oid DESC";

// One object outside of the names in $2 that depends on a relation of the schema $1 with a name in $2: a
// view, foreign key, child table, or use of a row type.
constexpr char kDependents[] =
    "WITH ours AS (SELECT c.oid, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
    "  ON n.oid = c.relnamespace WHERE n.nspname = $1"
    "  AND c.relname IN (SELECT pg_catalog.json_array_elements_text($2))) "
    "SELECT DISTINCT 'view ' || v.oid::regclass::text, ours.relname FROM ours JOIN pg_catalog.pg_depend d"
    "  ON d.refclassid = 'pg_class'::regclass::oid AND d.refobjid = ours.oid AND d.classid = "
    "'pg_rewrite'::regclass::oid"
    " JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid JOIN pg_catalog.pg_class v ON v.oid = r.ev_class"
    " WHERE v.oid NOT IN (SELECT oid FROM ours) "
    "UNION ALL SELECT 'a foreign key of table ' || k.conrelid::regclass::text, ours.relname FROM ours"
    " JOIN pg_catalog.pg_constraint k ON k.contype = 'f' AND k.confrelid = ours.oid"
    " WHERE k.conrelid NOT IN (SELECT oid FROM ours) "
    "UNION ALL SELECT 'table ' || i.inhrelid::regclass::text, ours.relname FROM ours"
    " JOIN pg_catalog.pg_inherits i ON i.inhparent = ours.oid WHERE i.inhrelid NOT IN (SELECT oid FROM ours) "
    "UNION ALL SELECT pg_catalog.pg_describe_object(d.classid, d.objid, 0), ours.relname FROM ours"
    " JOIN pg_catalog.pg_class c ON c.oid = ours.oid JOIN pg_catalog.pg_depend d ON d.deptype = 'n'"
    "  AND d.refclassid = 'pg_type'::regclass::oid AND d.refobjid = c.reltype ORDER BY 1 LIMIT 1";

std::string list_of(const std::string& schema, const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names)
    list += (list.empty() ? "" : ", ") + quoted_name(schema) + "." + quoted_name(name);
  return list;
}

std::vector<std::string> intersection(const std::vector<std::string>& a, const std::vector<std::string>& b) {
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
        fmt::format("{} holds '{}', which no load of model {} made: only what such loads made is replaced; "
                    "rename or drop it, or load into another --schema",
                    session.display_name(), name, session.request().identity.model));
  }
  throw Error(Failure::exists,
              fmt::format("{} holds '{}' already: use --if-exists replace or append, or another --schema",
                          session.display_name(), name));
}

void set_sequence(Connection& connection, const std::string& schema, const std::string& table,
                  const ServerColumn& column) {
  const auto type = server_type(column.type);
  const bool integer = type == ServerType::int2 || type == ServerType::int4 || type == ServerType::int8;
  if (column.sequence.empty() || !integer) return;
  // Only if the next number would be a used one: other sessions may be taking numbers at the same time.
  connection.execute(
      fmt::format("SELECT pg_catalog.setval({0}, max({1})::bigint) FROM {3}.{4}"
                  " HAVING max({1})::bigint >= (SELECT last_value + is_called::int FROM {2})",
                  connection.literal(column.sequence), quoted_name(column.name), column.sequence,
                  quoted_name(schema), quoted_name(table)));
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

void check_tables_absent(Session& session, const std::vector<Table>& tables) {
  if (session.request().if_exists != IfExists::fail) return;
  for (const Table& table : tables) {
    if (find_table(session.control(), session.schema(), table.name)) throw_taken(session, table.name);
  }
}

Replaced check_conflicts(Session& session, const std::vector<std::string>& relations) {
  Connection& control = session.control();
  const bool replaces = session.request().if_exists == IfExists::replace;
  const std::string& model = session.request().identity.model;
  Replaced replaced = find_replaced(control, session.schema(), replaces ? model : "", relations);
  // Without `replace` only the records of loads whose tables were dropped by hand are removed.
  if (!replaces) replaced.objects.clear();
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
  begin(control);
  lock_until_end(control, LockClass::publish, lock_key(session.schema()));
  const Replaced replaced = check_conflicts(session, scripts.relations());
  (void)drop_relations(control, session.schema(), replaced.objects);
  remove_records(control, session.schema(), replaced.load_ids);
  for (const std::string& table :
       intersection(relations_of(control, staging.name(), "rp"), scripts.relations())) {
    control.execute("ALTER TABLE " + quoted_name(staging.name()) + "." + quoted_name(table) + " SET SCHEMA " +
                    quoted_name(session.schema()));
  }
  search_only(control, session.schema());
  scripts.create_views(control);
  write_record(control, session, totals, scripts.objects());
  staging.close(control);
}

std::vector<std::string> drop_relations(Connection& connection, const std::string& schema,
                                        const std::vector<std::string>& names) {
  std::vector<std::string> dropped;
  const auto drop = [&](const std::string& what, const std::vector<std::string>& found) {
    if (found.empty()) return;
    connection.execute(fmt::format("DROP {} {} RESTRICT", ascii_upper(what), list_of(schema, found)));
    for (const std::string& name : found) dropped.push_back(fmt::format("{} {}", what, name));
  };
  const Rows views = connection.query(kNewestViews, {schema, json_array(names)});
  for (std::size_t r = 0; r < views.size();) {
    std::vector<std::string> alike;  // one DROP statement takes views of one kind
    const std::string kind = views.text(r, 1);
    for (; r < views.size() && views.text(r, 1) == kind; ++r) alike.push_back(views.text(r, 0));
    drop(kind, alike);
  }
  drop("table", intersection(names, relations_of(connection, schema, "rp")));
  return dropped;
}

void set_all_sequences(Connection& connection, const std::string& schema, const std::string& table) {
  const auto found = find_table(connection, schema, table);
  if (!found) return;
  for (const ServerColumn& column : found->columns) set_sequence(connection, schema, table, column);
}

void set_written_sequences(Connection& connection, const std::string& schema, const Table& table) {
  const auto found = find_table(connection, schema, table.name);
  if (!found) return;
  for (const ServerColumn& column : found->columns) {
    if (std::any_of(table.columns.begin(), table.columns.end(),
                    [&](const Column& written) { return written.name == column.name; }))
      set_sequence(connection, schema, table.name, column);
  }
}

std::uint64_t size_of(Connection& connection, const std::string& schema,
                      const std::vector<std::string>& objects) {
  try {
    const std::string size = connection.value(
        "SELECT coalesce(sum(pg_catalog.pg_total_relation_size(c.oid)), 0) FROM pg_catalog.pg_class c"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind = 'r'"
        " AND c.relname IN (SELECT pg_catalog.json_array_elements_text($2))",
        {schema, json_array(objects)});
    return std::strtoull(size.c_str(), nullptr, 10);
  } catch (const Error&) {
    return 0;
  }
}

}  // namespace seedbed::postgres
