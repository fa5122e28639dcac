#include "sink/sqlite/load_record.hpp"

#include <set>

#include "base/civil_time.hpp"
#include "base/error.hpp"
#include "sink/json_text.hpp"
#include "sink/sqlite/schema.hpp"

namespace seedbed::sqlite {
namespace {

constexpr char kCreate[] =
    "CREATE TABLE IF NOT EXISTS seedbed_load (\n"
    "  model TEXT NOT NULL, model_digest TEXT NOT NULL, parameters TEXT NOT NULL, seed TEXT NOT NULL,\n"
    "  start TEXT NOT NULL, \"end\" TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL,\n"
    "  shard INTEGER NOT NULL, shards INTEGER NOT NULL,\n"
    "  rows TEXT NOT NULL, digests TEXT NOT NULL, objects TEXT NOT NULL\n"
    ")";

constexpr char kInsert[] =
    "INSERT INTO seedbed_load (model, model_digest, parameters, seed, start, \"end\", since, until, shard, "
    "shards,"
    " rows, digests, objects) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";

// Loads that wrote into one of the tables in ?1, a JSON array.
constexpr char kEarlier[] =
    "SELECT model, model_digest, parameters, seed, start, \"end\", since, until, shard, shards FROM "
    "seedbed_load"
    " WHERE EXISTS (SELECT 1 FROM json_each(seedbed_load.rows) AS made JOIN json_each(?1) AS wanted"
    " ON made.key = wanted.value COLLATE NOCASE) ORDER BY rowid";

struct EarlierLoad {
  std::string model, model_digest, parameters, seed, start, end, since, until, shard, shards;
};

EarlierLoad read_load(const Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4),
          row.text(5), row.text(6), row.text(7), row.text(8), row.text(9)};
}

EarlierLoad as_recorded(const LoadIdentity& load) {
  return {load.model,
          load.model_digest,
          load.parameters,
          std::to_string(load.seed),
          format_time(load.start),
          format_time(load.end),
          format_time(load.since),
          format_time(load.until),
          std::to_string(load.shard),
          std::to_string(load.shards)};
}

std::string describe(const EarlierLoad& load) {
  return "model " + load.model + ", seed " + load.seed + ", shard " + load.shard + "/" + load.shards +
         ", from " + load.since + " until " + load.until;
}

// What differs between two loads that cannot share tables; "" if they can.
std::string difference(const EarlierLoad& a, const EarlierLoad& b) {
  if (a.model != b.model) return "the model";
  if (a.model_digest != b.model_digest) return "the model's text";
  if (a.parameters != b.parameters)
    return "the parameters (" + a.parameters + " there, " + b.parameters + " now)";
  if (a.seed != b.seed) return "the seed (" + a.seed + " there, " + b.seed + " now)";
  if (a.start != b.start) return "the start (" + a.start + " there, " + b.start + " now)";
  return "";
}

// Fixed-width texts of times compare as the times do.
bool overlap(const EarlierLoad& a, const EarlierLoad& b) {
  if (a.shard != b.shard) return false;
  if (a.since == b.since && a.until == b.until) return true;
  return a.since < b.until && b.since < a.until;
}

void check_pair(const EarlierLoad& earlier, const EarlierLoad& now, bool end_matters,
                const std::string& file) {
  const std::string there = "'" + file + "' holds a load into the same tables (" + describe(earlier) + ")";
  if (const auto what = difference(earlier, now); !what.empty()) {
    throw Error(Failure::usage,
                there + ", and this one differs in " + what +
                    ": their rows would not belong together; choose another file, or --if-exists replace");
  }
  if (earlier.shards != now.shards) {
    throw Error(Failure::exists, there + ", which was shard K of " + earlier.shards + ": parts of " +
                                     now.shards + " would not add up to the whole with it; keep --shard K/" +
                                     earlier.shards);
  }
  if (overlap(earlier, now)) {
    throw Error(Failure::exists, there + ", and what is to be appended (" + describe(now) +
                                     ") is in it already, wholly or in part: nothing is appended");
  }
  if (end_matters && earlier.end != now.end) {
    throw Error(Failure::exists,
                there + ", whose run ends " + earlier.end + ", this one's " + now.end +
                    ": the model's rows depend on the end, so the parts would not fit together");
  }
}

std::string json_by_table(const LoadRequest& request, const std::function<std::string(std::size_t)>& value) {
  std::string out = "{";
  for (std::size_t i = 0; i < request.tables.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, request.tables[i].name);
    out += ':' + value(i);
  }
  return out + '}';
}

}  // namespace

void write_record(const Connection& connection, const LoadRequest& request, const LoadTotals& totals,
                  const std::vector<std::string>& objects) {
  const EarlierLoad load = as_recorded(request.identity);
  connection.execute(kCreate);
  connection.log(kInsert);
  Statement statement = connection.prepare(kInsert);
  statement.bind(1, load.model).bind(2, load.model_digest).bind(3, load.parameters).bind(4, load.seed);
  statement.bind(5, load.start).bind(6, load.end).bind(7, load.since).bind(8, load.until);
  statement.bind(9, load.shard).bind(10, load.shards);
  statement.bind(11,
                 json_by_table(request, [&](std::size_t i) { return std::to_string(totals.rows.at(i)); }));
  statement.bind(
      12, json_by_table(request, [&](std::size_t i) { return '"' + to_hex(totals.digests.at(i)) + '"'; }));
  statement.bind(13, json_array(objects));
  statement.step();
}

void check_append(const Connection& connection, const LoadRequest& request) {
  if (!has_table(connection, kRecordTable)) return;
  std::vector<std::string> tables;
  for (const auto& table : request.tables) tables.push_back(table.name);
  Statement statement = connection.prepare(kEarlier);
  statement.bind(1, json_array(tables));
  const EarlierLoad now = as_recorded(request.identity);
  while (statement.step())
    check_pair(read_load(statement), now, request.identity.end_matters, connection.shown());
}

std::vector<std::string> foreign_objects(const Connection& connection) {
  std::set<std::string> ours;
  if (has_table(connection, kRecordTable)) {
    Statement statement =
        connection.prepare("SELECT made.value FROM seedbed_load, json_each(seedbed_load.objects) AS made");
    while (statement.step()) ours.insert(statement.text(0));
  }
  std::vector<std::string> others;
  for (auto& name : objects_of(connection)) {
    if (!ours.contains(name)) others.push_back(std::move(name));
  }
  return others;
}

}  // namespace seedbed::sqlite
