// The bundled worlds are the same in every database, however the work is split; their SQL is the model's.
#include <array>
#include <cstdint>
#include <filesystem>

#include "command_line/program.hpp"
#include "support/catch.hpp"
#include "support/postgres.hpp"
#include "support/run_model.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

struct World {
  std::string name;
  std::string few;                  // a parameter that makes it small
  std::vector<std::string> tables;  // as the model lists them
};

std::vector<World> worlds() {
  std::vector<World> all{{"mobile", "users=150", {}}, {"music", "listeners=60", {}}};
  for (World& world : all) {
    RunSpec spec;
    spec.model = bundled_model(world.name);
    for (const Table& table : compiled(spec).tables) world.tables.push_back(table.name);
  }
  return all;
}

// What a load prints as JSON.
std::string load_of(const TemporaryFolder& folder, const World& world, const std::vector<std::string>& more) {
  std::vector<std::string> words{"load", world.name, "--set", world.few, "--json"};
  words.insert(words.end(), more.begin(), more.end());
  return seedbed_out(folder, words);
}

// A digest's two halves, so that digests can be added modulo 2^128.
using Halves = std::array<std::uint64_t, 2>;

Halves halves_of(const std::string& hex) {
  REQUIRE(hex.size() == 32);
  return {std::stoull(hex.substr(0, 16), nullptr, 16), std::stoull(hex.substr(16), nullptr, 16)};
}

Halves sum(const Halves& a, const Halves& b) {
  const std::uint64_t low = a[1] + b[1];
  return {a[0] + b[0] + (low < a[1] ? 1 : 0), low};
}

std::string sqlite_columns(const std::string& file, const std::string& table) {
  return query(file, "SELECT name, type, \"notnull\" FROM pragma_table_info('" + table + "') ORDER BY cid");
}

// In SQLite's names of the types.
std::string postgres_columns(const TestDatabase& database, const std::string& table) {
  return database.query(
      "SELECT column_name, CASE data_type WHEN 'bigint' THEN 'INTEGER' WHEN 'integer' THEN 'INTEGER' "
      "WHEN 'smallint' THEN 'INTEGER' WHEN 'boolean' THEN 'INTEGER' WHEN 'double precision' THEN 'REAL' "
      "WHEN 'numeric' THEN 'NUMERIC' WHEN 'text' THEN 'TEXT' WHEN 'timestamp with time zone' THEN 'TEXT' "
      "ELSE data_type END, CASE is_nullable WHEN 'NO' THEN 1 ELSE 0 END FROM information_schema.columns "
      "WHERE table_schema = 'public' AND table_name = '" +
      table + "' ORDER BY ordinal_position");
}

const char* type_in_sqlite(Type type) {
  switch (type) {
    case Type::boolean:
    case Type::integer: return "INTEGER";
    case Type::real: return "REAL";
    case Type::decimal: return "NUMERIC";
    default: return "TEXT";
  }
}

std::string model_columns(const Table& table) {
  std::string text;
  for (const Column& column : table.columns) text += column.name + "|" + type_in_sqlite(column.type) + "\n";
  return text;
}

// Decimals with their digits after the point, which SQLite's columns do not have.
std::string postgres_scales(const TestDatabase& database, const std::string& table) {
  return database.query(
      "SELECT column_name, numeric_scale FROM information_schema.columns WHERE table_schema = 'public' AND "
      "data_type = 'numeric' AND table_name = '" +
      table + "' ORDER BY ordinal_position");
}

std::string model_scales(const Table& table) {
  std::string text;
  for (const Column& column : table.columns) {
    if (column.type == Type::decimal) text += column.name + "|" + std::to_string(column.scale) + "\n";
  }
  return text;
}

// An index a line, of keys too: "song unique (song_id)", "song (artist_id)". Names are each database's own.
std::string sqlite_indexes(const std::string& file) {
  return query(
      file,
      "SELECT tbl || CASE is_unique WHEN 1 THEN ' unique' ELSE '' END || ' (' || group_concat(name, ', ') || "
      "')' AS line FROM (SELECT m.name AS tbl, l.name AS idx, l.\"unique\" AS is_unique, i.name FROM "
      "sqlite_schema AS m JOIN pragma_index_list(m.name) AS l JOIN pragma_index_info(l.name) AS i WHERE "
      "m.type = 'table' AND l.partial = 0 ORDER BY m.name, l.name, i.seqno) GROUP BY tbl, idx ORDER BY line");
}

// `which`: a further condition.
std::string postgres_indexes(const TestDatabase& database, const std::string& which = "") {
  return database.query(
      "SELECT i.indrelid::regclass || CASE WHEN i.indisunique THEN ' unique' ELSE '' END || ' (' || (SELECT "
      "string_agg(a.attname, ', ' ORDER BY u.place) FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS u "
      "(number, place) JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = u.number) || ')' AS "
      "line FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid WHERE c.relnamespace = "
      "'public'::regnamespace AND i.indisvalid AND i.indpred IS NULL " +
      which + " ORDER BY 1");
}

// Without the third cell.
std::string names_and_types(const std::string& columns) {
  std::string text;
  for (const std::string& line : lines_of(columns)) text += line.substr(0, line.rfind('|')) + "\n";
  return text;
}

}  // namespace

TEST_CASE("worlds: any threads, shards and slices make the same rows") {
  for (const World& world : worlds()) {
    CAPTURE(world.name);
    const TemporaryFolder folder;
    const std::string whole = load_of(folder, world, {"--to", "null:", "--threads", "1"});
    CHECK(json(load_of(folder, world, {"--to", "null:", "--threads", "3"}), "$.digest") ==
          json(whole, "$.digest"));
    const std::vector<std::vector<std::vector<std::string>>> splits{
        {{"--shard", "3/3"}, {"--shard", "1/3"}, {"--shard", "2/3"}},
        {{"--until", "2024-01-20T07:00:00Z"},
         {"--since", "2024-01-20T07:00:00Z", "--until", "2024-03-01"},
         {"--since", "2024-03-01"}},
    };
    for (const auto& split : splits) {
      std::vector<std::string> parts;
      for (std::vector<std::string> part : split) {
        part.insert(part.end(), {"--to", "null:"});
        parts.push_back(load_of(folder, world, part));
      }
      for (const std::string& table : world.tables) {
        CAPTURE(table);
        Halves added{};
        for (const std::string& part : parts) added = sum(added, halves_of(json(part, "$.digest." + table)));
        CHECK(added == halves_of(json(whole, "$.digest." + table)));
      }
    }
  }
}

TEST_CASE("worlds: slices that are appended are the whole") {
  for (const World& world : worlds()) {
    CAPTURE(world.name);
    const TemporaryFolder folder;
    const std::string whole = load_of(folder, world, {"--to", "whole.db"});
    (void)load_of(folder, world, {"--to", "parts.db", "--until", "2024-02-02"});
    (void)load_of(folder, world, {"--to", "parts.db", "--since", "2024-02-02", "--if-exists", "append"});
    CHECK(run_seedbed(folder, {"verify", "parts.db"}).status == 0);
    CHECK(query(folder.file("parts.db"), "PRAGMA foreign_key_check") == "");
    for (const std::string& table : world.tables) {
      CAPTURE(table);
      const std::string rows = "SELECT * FROM \"" + table + "\" EXCEPT SELECT * FROM parts.\"" + table + "\"";
      CHECK(query(folder.file("whole.db"), "ATTACH '" + folder.file("parts.db") + "' AS parts; " + rows) ==
            "");
      CHECK(query(folder.file("parts.db"), "SELECT count(*) FROM \"" + table + "\"") ==
            json(whole, "$.rows." + table) + "\n");
    }
  }
}

TEST_CASE("worlds: Postgres and SQLite hold the same rows, in tables that agree column by column") {
  for (const World& world : worlds()) {
    CAPTURE(world.name);
    const TemporaryFolder folder;
    const TestDatabase database;
    const std::string sqlite = load_of(folder, world, {"--to", "world.db"});
    const std::string postgres = load_of(folder, world, {"--to", database.address()});
    CHECK(json(sqlite, "$.digest") == json(postgres, "$.digest"));
    for (const std::string& target : {std::string("world.db"), database.address()}) {
      const Outcome verified = run_seedbed(folder, {"verify", target});  // reads the rows, and digests them
      CAPTURE(target, verified.out, verified.err);
      CHECK(verified.status == 0);
    }
    RunSpec spec;
    spec.model = bundled_model(world.name);
    for (const Table& table : compiled(spec).tables) {
      CAPTURE(table.name);
      const std::string columns = sqlite_columns(folder.file("world.db"), table.name);
      CHECK(names_and_types(columns) == model_columns(table));
      CHECK(postgres_columns(database, table.name) == columns);
      CHECK(postgres_scales(database, table.name) == model_scales(table));
    }
  }
}

TEST_CASE("worlds: keys, indexes and views of Postgres are those of SQLite") {
  for (const World& world : worlds()) {
    CAPTURE(world.name);
    const TemporaryFolder folder;
    const TestDatabase database;
    (void)load_of(folder, world, {"--to", "world.db"});
    (void)load_of(folder, world, {"--to", database.address()});
    const std::string file = folder.file("world.db");
    // A foreign key a line: child, columns, parent.
    const std::string keys = query(file,
                                   "SELECT child || ' (' || group_concat(\"from\", ', ') || ') ' || parent "
                                   "|| ' (' || group_concat(\"to\", ', ') "
                                   "|| ')' AS line FROM (SELECT m.name AS child, f.id, f.seq, f.\"from\", "
                                   "f.\"table\" AS parent, f.\"to\" FROM "
                                   "sqlite_schema AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE "
                                   "m.type = 'table' ORDER BY m.name, f.id, "
                                   "f.seq) GROUP BY child, id ORDER BY line");
    const std::string same = database.query(
        "SELECT c.conrelid::regclass || ' (' || (SELECT string_agg(a.attname, ', ' ORDER BY u.place) FROM "
        "unnest(c.conkey) WITH ORDINALITY AS u (number, place) JOIN pg_attribute AS a ON a.attrelid = "
        "c.conrelid AND "
        "a.attnum = u.number) || ') ' || c.confrelid::regclass || ' (' || (SELECT string_agg(a.attname, ', ' "
        "ORDER BY "
        "u.place) FROM unnest(c.confkey) WITH ORDINALITY AS u (number, place) JOIN pg_attribute AS a ON "
        "a.attrelid = "
        "c.confrelid AND a.attnum = u.number) || ')' AS line FROM pg_constraint AS c WHERE contype = 'f' AND "
        "connamespace = 'public'::regnamespace ORDER BY 1");
    CHECK(keys != "");
    CHECK(same == keys);
    const std::string indexes = sqlite_indexes(file);
    CHECK(postgres_indexes(database) == indexes);
    const std::vector<std::string> primary = lines_of(postgres_indexes(database, "AND i.indisprimary"));
    CHECK(primary.size() == world.tables.size());  // a key each
    for (const std::string& key : primary) CHECK(has(indexes, key + "\n"));
    const std::string views = query(file, "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name");
    CHECK(database.query("SELECT viewname FROM pg_views WHERE schemaname = 'public' ORDER BY 1") == views);
    for (const std::string& view : lines_of(views)) {
      CAPTURE(view);
      CHECK(database.query("SELECT column_name FROM information_schema.columns WHERE table_name = '" + view +
                           "' ORDER BY ordinal_position") ==
            query(file, "SELECT name FROM pragma_table_info('" + view + "') ORDER BY cid"));
      CHECK(database.query("SELECT count(*) FROM " + view) == query(file, "SELECT count(*) FROM " + view));
    }
  }
}
