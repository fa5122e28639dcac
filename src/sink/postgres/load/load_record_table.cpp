#include "sink/postgres/load/load_record_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/civil_time.hpp"
#include "base/json_writer.hpp"
#include "sink/postgres/server/catalog.hpp"
#include "sink/text/sql_text.hpp"

namespace seedbed::postgres {
namespace {

constexpr char kColumns[] =
    " (\n"
    "  number bigint GENERATED ALWAYS AS IDENTITY, load_id text NOT NULL,\n"
    "  model text NOT NULL, model_digest text NOT NULL, parameters json NOT NULL, seed numeric(20) NOT "
    "NULL,\n"
    "  start timestamptz NOT NULL, \"end\" timestamptz NOT NULL,\n"
    "  since timestamptz NOT NULL, until timestamptz NOT NULL,\n"
    "  shard bigint NOT NULL, shards bigint NOT NULL,\n"
    "  rows json NOT NULL, digests json NOT NULL, columns json NOT NULL, objects json NOT NULL\n"
    ")";

constexpr char kInsert[] =
    " (load_id, model, model_digest, parameters, seed, start, \"end\", since, until, shard, shards, rows,"
    " digests, columns, objects) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";

// The time as UTC text, which does not depend on the session's DateStyle and time zone.
std::string utc(const std::string& column) {
  return "pg_catalog.to_char(" + column + " AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')";
}

std::string record_table(const std::string& schema) { return quoted_name(schema) + ".seedbed_load"; }

std::uint64_t number(const std::string& digits) {
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::string time_text(std::int64_t micros) { return format_time(micros) + "+00"; }

bool writes_any(const RecordedLoad& load, const std::set<std::string>& names) {
  return std::any_of(load.tables.begin(), load.tables.end(),
                     [&](const RecordedTable& table) { return names.contains(table.table.name); });
}

bool has_columns(const ServerTable& found, const Table& table) {
  return std::all_of(table.columns.begin(), table.columns.end(), [&](const Column& column) {
    return std::any_of(found.columns.begin(), found.columns.end(),
                       [&](const ServerColumn& one) { return one.name == column.name; });
  });
}

bool is_what_was_made(const ServerTable& found, const std::string& name,
                      const std::vector<RecordedLoad>& loads) {
  for (const RecordedLoad& load : loads) {
    for (const RecordedTable& table : load.tables) {
      if (table.table.name == name && (!is_table(found) || !has_columns(found, table.table))) return false;
    }
  }
  return true;
}

}  // namespace

void write_record(Connection& connection, const Session& session, const LoadTotals& totals,
                  const std::vector<std::string>& objects) {
  const LoadRequest& request = session.request();
  const LoadIdentity& load = request.identity;
  const std::string table = record_table(session.schema());
  if (!find_table(connection, session.schema(), "seedbed_load"))
    connection.execute("CREATE TABLE " + table + kColumns);
  connection.execute(
      "INSERT INTO " + table + kInsert,
      {session.id().text(), load.model, load.model_digest, load.parameters, std::to_string(load.seed),
       time_text(load.start), time_text(load.end), time_text(load.since), time_text(load.until),
       std::to_string(load.shard), std::to_string(load.shards), rows_json(request, totals),
       digests_json(request, totals), columns_json(request.tables), json_array(objects)});
}

void check_record(Connection& connection, const std::string& schema) {
  const auto table = find_table(connection, schema, "seedbed_load");
  if (!table) return;
  const bool ours = table->kind == 'r' && std::any_of(table->columns.begin(), table->columns.end(),
                                                      [](const auto& one) { return one.name == "load_id"; });
  if (!ours) {
    throw Error(Failure::usage,
                fmt::format("schema '{}' holds a 'seedbed_load' that no load made, where loads "
                            "record what they did: rename it, or load into another --schema",
                            schema));
  }
  if (connection.value("SELECT pg_catalog.has_table_privilege($1::oid, 'SELECT') AND"
                       " pg_catalog.has_table_privilege($1::oid, 'INSERT')",
                       {std::to_string(table->oid)}) == "t")
    return;
  throw Error(Failure::load,
              fmt::format("this user may not read and write {}, where loads record what they did: "
                          "have it granted (GRANT SELECT, INSERT ON {} TO …)",
                          record_table(schema), record_table(schema)));
}

std::vector<OwnRecord> read_records(Connection& connection, const std::string& schema) {
  std::vector<OwnRecord> records;
  if (!find_table(connection, schema, "seedbed_load")) return records;
  const Rows rows = connection.query("SELECT load_id, model, model_digest, parameters, seed, " +
                                     utc("start") + ", " + utc("\"end\"") + ", " + utc("since") + ", " +
                                     utc("until") + ", shard, shards, rows, digests, columns, objects FROM " +
                                     record_table(schema) + " ORDER BY number");
  const auto time = [&](std::size_t r, std::size_t c) {
    return parse_date_time(rows.text(r, c)).value_or(0);
  };
  for (std::size_t r = 0; r < rows.size(); ++r) {
    OwnRecord& record = records.emplace_back();
    record.load_id = rows.text(r, 0);
    record.load.identity = {
        rows.text(r, 1), rows.text(r, 2), rows.text(r, 3), number(rows.text(r, 4)), time(r, 5),
        time(r, 6),      time(r, 7),      time(r, 8),      number(rows.text(r, 9)), number(rows.text(r, 10))};
    read_record_texts({rows.text(r, 11), rows.text(r, 12), rows.text(r, 13), rows.text(r, 14)},
                      "schema '" + schema + "'", record.load);
  }
  return records;
}

void remove_records(Connection& connection, const std::string& schema, const std::vector<std::string>& ids) {
  for (const std::string& id : ids)
    connection.execute("DELETE FROM " + record_table(schema) + " WHERE load_id = $1", {id});
}

Replaced find_replaced(Connection& connection, const std::string& schema, const std::string& model,
                       const std::vector<std::string>& names) {
  const std::set<std::string> wanted(names.begin(), names.end());
  std::set<std::string> objects;
  std::vector<RecordedLoad> loads;
  Replaced replaced;
  for (OwnRecord& record : read_records(connection, schema)) {
    const bool same = record.load.identity.model == model;
    if (!same && !writes_any(record.load, wanted)) continue;
    replaced.load_ids.push_back(std::move(record.load_id));
    if (!same) continue;
    objects.insert(record.load.objects.begin(), record.load.objects.end());
    loads.push_back(std::move(record.load));
  }
  replaced.objects = existing_objects(connection, schema, loads, {objects.begin(), objects.end()});
  return replaced;
}

std::vector<std::string> existing_objects(Connection& connection, const std::string& schema,
                                          const std::vector<RecordedLoad>& loads,
                                          const std::vector<std::string>& names) {
  std::vector<std::string> present;
  for (const std::string& name : names) {
    const auto found = find_table(connection, schema, name);
    if (found && is_what_was_made(*found, name, loads)) present.push_back(name);
  }
  return present;
}

}  // namespace seedbed::postgres
