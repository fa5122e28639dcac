// Reading SQLite files back: every value that a load writes, and columns of types that change values.
#include <limits>

#include "sink/loaded_database.hpp"
#include "sink/model_drop.hpp"
#include "sink/readback.hpp"
#include "sink/small_loads.hpp"
#include "sink/verification.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kYear1 = -62'135'596'800'000'000;

Verification verify_file(const std::string& path) {
  return verify_loads(*open_loaded(parse_target("sqlite:" + path), {}));
}

// Loads the cells into one column and verifies it. The column has the type `declared`, unless that is empty.
VerifiedTable load_column(const Column& column, const std::vector<Cell>& cells,
                          const std::string& declared = "", const std::string& change = "") {
  const TemporaryFolder folder;
  const auto path = folder.file("a.db");
  LoadRequest request;
  request.tables = {{"t", {column}}};
  request.identity.model = "m";
  request.if_exists = IfExists::append;
  request.identity.until = request.identity.end = minute(1);
  if (!declared.empty()) execute(path, "CREATE TABLE t (" + column.name + " " + declared + ")");
  std::vector<Row> rows;
  for (const Cell& cell : cells) rows.push_back({cell});
  load_all(*make_target(parse_target("sqlite:" + path)), request, {rows});
  if (!change.empty()) execute(path, change);
  const Verification verification = verify_file(path);
  REQUIRE(verification.tables.size() == 1);
  return verification.tables[0];
}

const std::string kUuid("\x00\x01\x7f\x80\xff\xfe\x10\x20\x30\x40\x50\x60\x70\x80\x90\xa0", 16);

struct Extremes {
  Column column;
  std::vector<Cell> cells;
};

std::vector<Extremes> extremes() {
  return {
      {{"c", Type::boolean}, {std::int64_t{0}, std::int64_t{1}, nullptr}},
      {{"c", Type::integer}, {kLeast, kMost, std::int64_t{0}, std::int64_t{-1}, nullptr}},
      {{"c", Type::real}, {0.0, -0.0, 1.0, -3.0, 0.1, 1e300, 5e-324, 1e15, 123456789012345678.0, nullptr}},
      {{"c", Type::decimal, 0}, {kLeast, kMost, nullptr}},
      {{"c", Type::decimal, 2},
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{10}, std::int64_t{1200},
        std::int64_t{999'999'999'999'999}, std::int64_t{-999'999'999'999'999},
        std::int64_t{123'456'789'012'345'000}, std::int64_t{9'000'000'000'000'000'000}, nullptr}},
      {{"c", Type::decimal, 18}, {std::int64_t{1}, std::int64_t{123'456'789'012'345}, kMost / 1'000'000 * 0}},
      {{"c", Type::text},
       {"", "abc", "007", "1e5", "ü€😀", std::string("a\0b", 3), std::string(5000, 'x'), nullptr}},
      {{"c", Type::time}, {std::int64_t{0}, std::int64_t{-1}, minute(0), minute(0) + 1, kYear1, nullptr}},
      {{"c", Type::date}, {std::int64_t{0}, std::int64_t{-1}, std::int64_t{19'723}, nullptr}},
      {{"c", Type::duration}, {std::int64_t{0}, std::int64_t{-90'000'000}, std::int64_t{1000}, nullptr}},
      {{"c", Type::uuid}, {kUuid, std::string(16, '\0'), nullptr}},
      {{"c", Type::json}, {"{}", "5", "\"a\"", "null", R"({"b": [1, 2], "a":"\u0000"})", nullptr}},
  };
}

}  // namespace

TEST_CASE("every value that a load writes reads back as it was", "[sqlite][verify]") {
  for (const Extremes& all : extremes()) {
    const VerifiedTable table = load_column(all.column, all.cells);
    CAPTURE(type_name(all.column.type), int{all.column.scale}, table.detail);
    CHECK((table.verdict == Verdict::agrees));
    CHECK(table.found_rows == all.cells.size());
  }
}

TEST_CASE("columns of other types keep values, or the verdict is counted", "[sqlite][verify]") {
  for (const char* declared : {"INTEGER", "TEXT", "BLOB", "REAL", "NUMERIC", "VARCHAR(9)", "DATETIME", ""}) {
    for (const Extremes& all : extremes()) {
      if (std::string(declared).empty()) continue;
      const VerifiedTable table = load_column(all.column, all.cells, declared);
      CAPTURE(type_name(all.column.type), declared, table.detail);
      CHECK((table.verdict == Verdict::agrees || table.verdict == Verdict::counted));
    }
  }
}

TEST_CASE("the part of a value that a column does not keep is named", "[sqlite][verify]") {
  const auto detail = [](const Column& column, const Cell& cell, const std::string& declared) {
    const VerifiedTable table = load_column(column, {cell}, declared);
    CHECK((table.verdict == Verdict::counted));
    return table.detail;
  };
  const std::string prefix = "rows counted only: `c` ";
  CHECK(detail({"c", Type::time}, minute(0) + 1, "INTEGER") == prefix + "keeps milliseconds");
  CHECK(detail({"c", Type::duration}, std::int64_t{1}, "INTEGER") == prefix + "keeps milliseconds");
  CHECK(detail({"c", Type::integer}, (std::int64_t{1} << 53) + 1, "REAL") ==
        prefix + "keeps integers up to 2^53 only");
  CHECK(detail({"c", Type::real}, 0.1 + 0.2, "TEXT") == prefix + "keeps 15 digits of a number");
  CHECK(detail({"c", Type::text}, "007", "NUMERIC") ==
        prefix + "turns texts that look like numbers into numbers");
  CHECK((load_column({"c", Type::time}, {minute(0)}, "INTEGER").verdict == Verdict::agrees));
}

TEST_CASE("a cell that a load cannot have written is named", "[sqlite][verify]") {
  struct Change {
    Type type;
    Cell cell;
    const char* value;  // the new value, in SQL
    const char* shown;
  };
  for (const Change& change :
       {Change{Type::integer, std::int64_t{1}, "'abc'", "'abc'"},
        Change{Type::integer, std::int64_t{1}, "1.5", "1.5"},
        Change{Type::boolean, std::int64_t{1}, "2", "2"}, Change{Type::real, 1.0, "'x'", "'x'"},
        Change{Type::text, "a", "x'61'", "a blob"},
        Change{Type::time, minute(0), "'2024-01-01 00:00:00'", "'2024-01-01 00:00:00'"},
        Change{Type::time, minute(0), "'2024-02-30 00:00:00.000000'", "'2024-02-30 00:00:00.000000'"},
        Change{Type::date, std::int64_t{0}, "'01.01.1970'", "'01.01.1970'"},
        Change{Type::date, std::int64_t{0}, "0", "'0'"},
        Change{Type::uuid, kUuid, "upper(c)", "'00017F80-FFFE-1020-3040-5060708090A0'"},
        Change{Type::uuid, kUuid, "'short'", "'short'"},
        Change{Type::duration, std::int64_t{0}, "9223372036854775807", "9223372036854775807"},
        Change{Type::uuid, kUuid, "replace(hex(zeroblob(40)), '00', 'é')", "'éééééééééééééééééééé…'"}}) {
    const VerifiedTable table =
        load_column({"c", change.type}, {nullptr, change.cell}, "",
                    std::string("UPDATE t SET c = ") + change.value + " WHERE rowid = 2");
    CAPTURE(table.detail, change.value);
    CHECK((table.verdict == Verdict::differs));
    CHECK(table.detail == std::string("row 2 holds ") + change.shown +
                              " in column `c`, which is not how a load writes the type " +
                              std::string(type_name(change.type)));
  }
}

TEST_CASE("a decimal with more digits than its scale is named", "[sqlite][verify]") {
  for (const char* value : {"0.125", "1e300", "'a'", "0.1 + 0.2"}) {
    const VerifiedTable table = load_column({"c", Type::decimal, 2}, {std::int64_t{10}}, "",
                                            std::string("UPDATE t SET c = ") + value);
    CAPTURE(value, table.detail);
    CHECK((table.verdict == Verdict::differs));
    CHECK(table.detail.starts_with("row 1 holds "));
  }
}

TEST_CASE("null and a value are not the same", "[sqlite][verify]") {
  for (const Extremes& all : extremes()) {
    const VerifiedTable table =
        load_column(all.column, {all.cells.front()}, "", "UPDATE t SET c = NULL WHERE rowid = 1");
    CHECK((table.verdict == (all.column.type == Type::duration ? Verdict::counted : Verdict::differs)));
  }
}

TEST_CASE("a table of several batches is read whole", "[sqlite][verify]") {
  std::vector<Cell> cells;
  for (std::int64_t i = 0; i < 4096 * 2 + 1; ++i) cells.emplace_back(i);
  CHECK((load_column({"c", Type::integer}, cells).verdict == Verdict::agrees));
  CHECK((load_column({"c", Type::integer}, {}).verdict == Verdict::agrees));
  cells.resize(4096 * 2);
  const VerifiedTable table =
      load_column({"c", Type::integer}, cells, "", "UPDATE t SET c = 'x' WHERE c = 5000");
  CHECK(table.detail.starts_with("row 5001 holds 'x'"));
}

TEST_CASE("the table is read, not its indexes", "[sqlite][verify]") {
  const TemporaryFolder folder;
  const auto path = folder.file("a.db");
  load_visits(path, visits_request());
  execute(path,
          "CREATE INDEX i ON visits (user_id, page, ts);"
          "PRAGMA writable_schema = ON;"
          "UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON visits (user_id, page, ts) WHERE user_id = 1' "
          "WHERE name = 'i'");
  CHECK_FALSE(verify_file(path).differs());
}

TEST_CASE("names are compared as SQLite does", "[sqlite][verify][drop]") {
  const TemporaryFolder folder;
  const auto path = folder.file("a.db");
  LoadRequest request = visits_request();
  request.sql.tables = "CREATE TABLE \"VISITS\" (note TEXT, TS TEXT, Page TEXT, USER_ID INTEGER);";
  load_visits(path, request);
  const Verification verification = verify_file(path);
  CHECK((verification.tables.at(0).verdict == Verdict::agrees));
  execute(path, "CREATE TABLE mine (x)");
  LoadedOptions options;
  options.changes = true;
  const DroppedModel dropped = drop_model(*open_loaded(parse_target("sqlite:" + path), options), {"visits"});
  CHECK(dropped.removed == std::vector<std::string>{"table VISITS", "the record of 1 load"});
  CHECK(query_one(path, "SELECT group_concat(name) FROM sqlite_schema") == "mine");
}

TEST_CASE("a record that the user has changed is refused", "[sqlite][verify]") {
  const TemporaryFolder folder;
  const auto path = folder.file("a.db");
  load_visits(path, visits_request());
  for (const char* change : {"seed = 'x'", "start = 'today'", "shard = -1", "rows = '{'", "columns = '[]'"}) {
    execute(path, std::string("BEGIN; UPDATE seedbed_load SET ") + change + "; COMMIT");
    const auto error = caught([&] { (void)verify_file(path); });
    CAPTURE(change, error.message);
    CHECK(error.failure == Failure::usage);
    CHECK(error.says("table seedbed_load"));
    CHECK(error.says("`" + std::string(change).substr(0, std::string(change).find(' ')) + "`"));
    execute(path, "DELETE FROM seedbed_load; DROP TABLE visits");
    LoadRequest again = visits_request();
    again.if_exists = IfExists::append;
    load_visits(path, again);
  }
}
