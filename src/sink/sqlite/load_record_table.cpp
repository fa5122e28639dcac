#include "sink/sqlite/load_record_table.hpp"

#include <charconv>
#include <set>

#include "base/civil_time.hpp"
#include "base/error.hpp"
#include "base/json_writer.hpp"
#include "sink/sqlite/schema.hpp"

namespace seedbed::sqlite {
namespace {

constexpr char kCreate[] =
    "CREATE TABLE IF NOT EXISTS seedbed_load (\n"
    "  model TEXT NOT NULL, model_digest TEXT NOT NULL, parameters TEXT NOT NULL, seed TEXT NOT NULL,\n"
    "  start TEXT NOT NULL, \"end\" TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL,\n"
    "  shard INTEGER NOT NULL, shards INTEGER NOT NULL,\n"
    "  rows TEXT NOT NULL, digests TEXT NOT NULL, columns TEXT, objects TEXT NOT NULL\n"
    ")";

// The first versions of seedbed recorded no columns; their records keep NULL.
constexpr char kAddColumns[] = "ALTER TABLE seedbed_load ADD COLUMN columns TEXT";

constexpr char kInsert[] =
    "INSERT INTO seedbed_load (model, model_digest, parameters, seed, start, \"end\", since, until, shard, "
    "shards,"
    " rows, digests, columns, objects) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";

constexpr char kIdentity[] =
    "SELECT model, model_digest, parameters, seed, start, \"end\", since, until, shard, shards";

// The records of loads that wrote into one of the tables in ?1, a JSON array.
constexpr char kOfTables[] =
    " FROM seedbed_load"
    " WHERE EXISTS (SELECT 1 FROM json_each(seedbed_load.rows) AS made JOIN json_each(?1) AS wanted"
    " ON made.key = wanted.value COLLATE NOCASE) ORDER BY rowid";

bool records_columns(const Connection& connection) {
  return connection.query_integer(
             "SELECT count(*) FROM pragma_table_info('seedbed_load') WHERE name = 'columns'") > 0;
}

// The user may have another table of that name.
void check_columns(const Connection& connection) {
  constexpr char kKnown[] =
      "SELECT count(*) FROM pragma_table_info('seedbed_load') WHERE name IN ('model', 'model_digest', "
      "'parameters', 'seed', 'start', 'end', 'since', 'until', 'shard', 'shards', 'rows', 'digests', "
      "'objects')";
  constexpr std::int64_t kHowMany = 13;
  if (connection.query_integer(kKnown) == kHowMany) return;
  throw Error(Failure::usage, "the table seedbed_load in '" + connection.shown() +
                                  "' was not made by a load: it lacks some columns");
}

[[noreturn]] void fail_to_read(const Connection& connection, const std::string& column,
                               const std::string& text) {
  throw Error(Failure::usage, "the records of loads in '" + connection.shown() +
                                  "' (table seedbed_load) cannot be read: '" + text + "' in the column `" +
                                  column + "` is not valid");
}

class IdentityReader {
 public:
  IdentityReader(const Connection& connection, const Statement& row) : connection_(connection), row_(row) {}

  [[nodiscard]] std::uint64_t number(int column) const {
    const std::string text = row_.text(column);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) fail(column, text);
    return value;
  }
  [[nodiscard]] std::int64_t time(int column) const {
    const std::string text = row_.text(column);
    const auto micros = parse_date_time(text);
    if (!micros) fail(column, text);
    return *micros;
  }

 private:
  [[noreturn]] void fail(int column, const std::string& text) const {
    fail_to_read(connection_, row_.name(column), text);
  }

  const Connection& connection_;
  const Statement& row_;
};

LoadIdentity read_identity(const Connection& connection, const Statement& row) {
  const IdentityReader reader(connection, row);
  LoadIdentity load;
  load.model = row.text(0);
  load.model_digest = row.text(1);
  load.parameters = row.text(2);
  load.seed = reader.number(3);
  load.start = reader.time(4);
  load.end = reader.time(5);
  load.since = reader.time(6);
  load.until = reader.time(7);
  load.shard = reader.number(8);
  load.shards = reader.number(9);
  return load;
}

}  // namespace

void write_record(const Connection& connection, const LoadRequest& request, const LoadTotals& totals,
                  const std::vector<std::string>& objects) {
  const LoadIdentity& load = request.identity;
  connection.execute(kCreate);
  if (!records_columns(connection)) connection.execute(kAddColumns);
  connection.log(kInsert);
  Statement statement = connection.prepare(kInsert);
  statement.bind(1, load.model).bind(2, load.model_digest).bind(3, load.parameters);
  statement.bind(4, std::to_string(load.seed))
      .bind(5, format_time(load.start))
      .bind(6, format_time(load.end));
  statement.bind(7, format_time(load.since)).bind(8, format_time(load.until));
  statement.bind(9, std::to_string(load.shard)).bind(10, std::to_string(load.shards));
  statement.bind(11, rows_json(request, totals)).bind(12, digests_json(request, totals));
  statement.bind(13, columns_json(request.tables)).bind(14, json_array(objects));
  statement.step();
}

void check_append(const Connection& connection, const LoadRequest& request) {
  if (!has_table(connection, kRecordTable)) return;
  check_columns(connection);
  std::vector<std::string> tables;
  for (const auto& table : request.tables) tables.push_back(table.name);
  Statement statement = connection.prepare(std::string(kIdentity) + kOfTables);
  statement.bind(1, json_array(tables));
  while (statement.step()) {
    seedbed::check_append(read_identity(connection, statement), request.identity,
                          "'" + connection.shown() + "'");
  }
}

std::vector<RecordedLoad> read_records(const Connection& connection) {
  check_columns(connection);
  const std::string columns = records_columns(connection) ? "columns" : "NULL";
  Statement statement = connection.prepare(kIdentity + (", rows, digests, " + columns) +
                                           ", objects FROM seedbed_load ORDER BY rowid");
  std::vector<RecordedLoad> loads;
  while (statement.step()) {
    RecordedLoad& load = loads.emplace_back();
    load.identity = read_identity(connection, statement);
    read_record_texts({statement.text(10), statement.text(11), statement.text(12), statement.text(13)},
                      "'" + connection.shown() + "'", load);
  }
  return loads;
}

std::vector<std::string> unrecorded_objects(const Connection& connection) {
  std::set<std::string> recorded;
  if (has_table(connection, kRecordTable)) {
    Statement statement =
        connection.prepare("SELECT made.value FROM seedbed_load, json_each(seedbed_load.objects) AS made");
    while (statement.step()) recorded.insert(statement.text(0));
  }
  std::vector<std::string> unrecorded;
  for (auto& name : objects_of(connection)) {
    if (!recorded.contains(name)) unrecorded.push_back(std::move(name));
  }
  return unrecorded;
}

}  // namespace seedbed::sqlite
