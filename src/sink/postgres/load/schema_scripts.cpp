#include "sink/postgres/load/schema_scripts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "sink/derived_ddl.hpp"
#include "sink/postgres/server/catalog.hpp"
#include "sink/text/sql_text.hpp"

namespace seedbed::postgres {
namespace {

// One object made by the current transaction that publishing cannot move: a relation outside of the schema
// $1, or anything but a table, an index, or a sequence that a table owns.
constexpr char kNotPlain[] =
    "WITH me AS (SELECT pg_catalog.pg_current_xact_id()::xid AS x),"
    " home AS (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = $1) "
    "SELECT 'relation ' || c.oid::regclass::text FROM pg_catalog.pg_class c, me, home"
    " WHERE c.xmin = me.x AND c.relkind <> 't' AND c.relnamespace <> home.oid"
    "  AND c.relnamespace <> 'pg_toast'::regnamespace::oid "
    "UNION ALL SELECT 'relation ' || c.oid::regclass::text FROM pg_catalog.pg_class c, me, home"
    " WHERE c.xmin = me.x AND c.relnamespace = home.oid AND c.relkind NOT IN ('r', 'p', 'i', 'I', 'S') "
    "UNION ALL SELECT 'sequence ' || c.oid::regclass::text || ', which no table owns' FROM "
    "pg_catalog.pg_class c, "
    "me,"
    " home WHERE c.xmin = me.x AND c.relnamespace = home.oid AND c.relkind = 'S' AND NOT EXISTS (SELECT 1"
    "  FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_class'::regclass::oid AND d.objid = c.oid"
    "  AND d.refclassid = 'pg_class'::regclass::oid AND d.deptype IN ('a', 'i')) "
    "UNION ALL SELECT 'type ' || t.oid::regtype::text FROM pg_catalog.pg_type t, me"
    " WHERE t.xmin = me.x AND t.typrelid = 0 AND t.typelem = 0 "
    "UNION ALL SELECT 'function ' || p.oid::regprocedure::text FROM pg_catalog.pg_proc p, me WHERE p.xmin = "
    "me.x "
    "UNION ALL SELECT 'trigger ' || g.tgname::text FROM pg_catalog.pg_trigger g, me"
    " WHERE g.xmin = me.x AND NOT g.tgisinternal "
    "UNION ALL SELECT 'statistics object ' || s.stxname::text FROM pg_catalog.pg_statistic_ext s, me"
    " WHERE s.xmin = me.x "
    "UNION ALL SELECT 'schema ' || n.nspname::text FROM pg_catalog.pg_namespace n, me, home"
    " WHERE n.xmin = me.x AND n.oid <> home.oid LIMIT 1";

// Indexes that foreign keys of the schema's tables need.
constexpr char kNeededIndexes[] =
    "SELECT DISTINCT i.relname FROM pg_catalog.pg_constraint k"
    " JOIN pg_catalog.pg_class i ON i.oid = k.conindid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace WHERE k.contype = 'f' AND n.nspname = $1";

std::set<std::string> difference(const std::set<std::string>& all, const std::set<std::string>& without) {
  std::set<std::string> result;
  std::set_difference(all.begin(), all.end(), without.begin(), without.end(),
                      std::inserter(result, result.end()));
  return result;
}

std::set<std::string> as_set(const std::vector<std::string>& names) { return {names.begin(), names.end()}; }

}  // namespace

void search_only(Connection& connection, const std::string& schema) {
  connection.execute("SET LOCAL search_path TO " + quoted_name(schema));
}

SchemaScripts::SchemaScripts(const LoadRequest& request, const Connection& connection) {
  const bool derived = request.sql.tables.empty();
  const SqlScripts sql = derived ? derived_ddl(request.tables, Dialect::postgres) : request.sql;
  const bool backslashes = connection.parameter("standard_conforming_strings") == "off";
  const auto split = [&](const std::string& text, ScriptKind kind, const char* file, std::string& name) {
    name = derived || sql.origin.empty() ? sql.origin : sql.origin + "/" + file;
    std::vector<ScriptStatement> statements = split_script(text, backslashes);
    for (const ScriptStatement& statement : statements) check_allowed(statement, kind, name);
    return statements;
  };
  tables_ = split(sql.tables, ScriptKind::tables, "tables.sql", tables_name_);
  indexes_ = split(sql.indexes, ScriptKind::indexes, "indexes.sql", indexes_name_);
  views_ = split(sql.views, ScriptKind::views, "views.sql", views_name_);
}

void SchemaScripts::create_tables(Connection& connection, const std::string& schema) const {
  search_only(connection, schema);
  for (const ScriptStatement& statement : tables_) run_statement(connection, statement, tables_name_);
}

void SchemaScripts::make_unlogged(Connection& connection) const {
  for (const std::string& table : made_tables_)
    connection.execute("ALTER TABLE " + quoted_name(table) + " SET UNLOGGED");
}

void SchemaScripts::create_indexes(Connection& connection) const {
  for (const ScriptStatement& statement : indexes_) run_statement(connection, statement, indexes_name_);
}

void SchemaScripts::create_views(Connection& connection) const {
  for (const ScriptStatement& statement : views_) run_statement(connection, statement, views_name_);
}

void SchemaScripts::try_out(Connection& connection, const std::string& schema, bool indexes) {
  connection.execute("BEGIN");
  std::set<std::string> before = as_set(relations_of(connection, schema));
  const std::set<std::string> others = before;
  create_tables(connection, schema);
  check_plain(connection, schema, tables_name_);
  check_no_references(connection, schema, others);
  if (!indexes) before = as_set(relations_of(connection, schema));
  std::vector<std::set<std::string>> made;  // by each statement of indexes.sql
  for (const ScriptStatement& statement : indexes_) {
    run_statement(connection, statement, indexes_name_);
    if (indexes) continue;
    std::set<std::string> now = as_set(relations_of(connection, schema));
    made.push_back(difference(now, before));
    before = std::move(now);
  }
  check_plain(connection, schema, indexes_name_);
  create_views(connection);
  const auto added = [&](const std::vector<std::string>& now) {
    const std::set<std::string> names = difference(as_set(now), others);
    return std::vector<std::string>(names.begin(), names.end());
  };
  relations_ = added(relations_of(connection, schema));
  objects_ = added(relations_of(connection, schema, "rpvm"));
  made_tables_ = added(relations_of(connection, schema, "r"));
  if (!indexes) keep_needed_indexes(connection, schema, made);
  connection.execute("ROLLBACK");
}

void SchemaScripts::check_no_references(Connection& connection, const std::string& schema,
                                        const std::set<std::string>& others) const {
  for (const ServerReference& reference : references_of(connection, schema)) {
    if (others.contains(reference.table)) continue;
    throw Error(
        Failure::usage,
        fmt::format("{}: table '{}' has a foreign key: foreign keys belong into indexes.sql (ALTER TABLE "
                    "… ADD FOREIGN KEY …), which runs after the rows",
                    tables_name_, reference.table));
  }
}

void SchemaScripts::check_plain(Connection& connection, const std::string& schema,
                                const std::string& script) const {
  if (const std::string what = connection.value(kNotPlain, {schema}); !what.empty()) {
    throw Error(
        Failure::usage,
        fmt::format("{}: the script makes or changes a {}: tables.sql and indexes.sql may make tables, "
                    "their constraints, indexes and sequences only, without a schema's name",
                    script, what));
  }
}

void SchemaScripts::keep_needed_indexes(Connection& connection, const std::string& schema,
                                        const std::vector<std::set<std::string>>& made) {
  const Rows rows = connection.query(kNeededIndexes, {schema});
  std::set<std::string> needed;
  for (std::size_t r = 0; r < rows.size(); ++r) needed.insert(rows.text(r, 0));
  std::vector<ScriptStatement> kept;
  for (std::size_t s = 0; s < indexes_.size(); ++s) {
    const bool is_needed = std::any_of(made[s].begin(), made[s].end(),
                                       [&](const std::string& name) { return needed.contains(name); });
    if (is_needed || has_reference(indexes_[s].text)) kept.push_back(std::move(indexes_[s]));
  }
  indexes_ = std::move(kept);
}

}  // namespace seedbed::postgres
