// SQL scripts in loads into SQLite: checks, the choice of indexes, and messages.
#include <algorithm>

#include "sink/readback.hpp"
#include "sink/small_loads.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

constexpr char kTables[] =
    "CREATE TABLE page (name TEXT);\n"
    "CREATE TABLE visits (user_id INTEGER, page TEXT REFERENCES page (name), ts DATETIME);\n";

LoadRequest scripted(std::string tables, std::string indexes = {}, std::string views = {}) {
  LoadRequest request = visits_request();
  request.sql = {std::move(tables), std::move(indexes), std::move(views), "sql/visits"};
  return request;
}

std::string objects(const std::string& path) {
  return query_one(path,
                   "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema ORDER BY name)");
}

}  // namespace

TEST_CASE("scripts run in order, and each statement is logged", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  LoadRequest request = scripted("-- made by hand\nCREATE TABLE visits (user_id, page, ts);",
                                 "CREATE INDEX by_user ON visits (user_id) /* last */",
                                 "CREATE VIEW homes AS SELECT * FROM visits WHERE page = 'home';\n-- end\n");
  std::vector<std::string> log;
  request.log_sql = [&](const std::string& sql) { log.push_back(sql); };
  load_visits(path, request);
  CHECK(query_one(path, "SELECT count(*) FROM homes") == "1");
  CHECK(objects(path) == "by_user homes seedbed_load visits");
  CHECK(query_one(path, "SELECT objects FROM seedbed_load") == "[\"homes\",\"visits\"]");
  const auto position = [&](const std::string& text) {
    return std::find_if(log.begin(), log.end(), [&](const auto& l) { return l.find(text) != l.npos; }) -
           log.begin();
  };
  CHECK(position("BEGIN") < position("CREATE TABLE visits"));
  CHECK(position("CREATE TABLE visits") < position("INSERT INTO \"visits\" (\"user_id\", \"page\", \"ts\")"));
  CHECK(position("INSERT INTO \"visits\"") < position("CREATE INDEX"));
  CHECK(position("CREATE INDEX") < position("CREATE VIEW"));
  CHECK(position("CREATE VIEW") < position("COMMIT"));
  CHECK(position("COMMIT") < static_cast<std::ptrdiff_t>(log.size()));
}

TEST_CASE("the error names what is missing or wrong in a script", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  struct Case {
    const char* name;
    LoadRequest request;
    const char* says;
  };
  const std::vector<Case> cases = {
      {"no table", scripted("CREATE TABLE other (x)"), "'visits', which sql/visits/tables.sql does not have"},
      {"no column", scripted("CREATE TABLE visits (user_id, ts)"),
       "'visits.page', which sql/visits/tables.sql"},
      {"a syntax error", scripted("CREATE TABLE a (x);\n\nCREATE TABEL visits (x)"),
       "sql/visits/tables.sql:3:"},
      {"an index of nothing", scripted(kTables, "CREATE INDEX i ON nothing (x)"),
       "sql/visits/indexes.sql:1:"},
      {"a view of nothing", scripted(kTables, {}, "CREATE VIEW v AS SELEC 1"), "sql/visits/views.sql:1:"},
      {"a transaction of its own", scripted("BEGIN; CREATE TABLE visits (x); COMMIT"),
       "may not begin or end"},
      {"another file", scripted("ATTACH 'b.db' AS b"), "attach"}};
  for (const auto& c : cases) {
    DYNAMIC_SECTION(c.name) {
      const auto error = caught([&] { load_visits(path, c.request); });
      CHECK(error.failure == Failure::usage);
      CAPTURE(error.message);
      CHECK(error.says(c.says));
      CHECK(folder.names().empty());
    }
  }
}

TEST_CASE("a table named seedbed_load is refused", "[sqlite]") {
  TemporaryFolder folder;
  LoadRequest request;
  request.tables = {{"Seedbed_Load", {{"x", Type::integer}}}};
  const auto error =
      caught([&] { load_all(*make_target(parse_target(folder.file("a.db"))), request, {{}}); });
  CHECK(error.failure == Failure::usage);
  CHECK(error.says("rename it"));
  CHECK(folder.names().empty());
}

TEST_CASE("rows that violate a unique index fail the load", "[sqlite]") {
  TemporaryFolder folder;
  const auto request =
      scripted("CREATE TABLE visits (user_id, page, ts)", "CREATE UNIQUE INDEX one ON visits (length(page))");
  const auto error = caught([&] { load_visits(folder.file("a.db"), request); });
  CHECK(error.failure == Failure::load);
  CHECK(error.says("sql/visits/indexes.sql:1:"));
  CHECK(error.says("UNIQUE constraint failed"));
  CHECK(folder.names().empty());
}

TEST_CASE("foreign keys are checked before publishing", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  const std::string pages = "CREATE UNIQUE INDEX page_name ON page (name);";
  const auto error = caught([&] { load_visits(path, scripted(kTables, pages)); });
  CHECK(error.failure == Failure::load);
  CHECK(error.says("row 1 of table 'visits' references a row of table 'page'"));
  CHECK(folder.names().empty());
  load_visits(path, scripted(std::string(kTables) + "INSERT INTO page VALUES ('home'), ('loan');", pages));
  CHECK(query_one(path, "SELECT count(*) FROM visits") == "2");
}

TEST_CASE("with --no-indexes, the indexes that foreign keys need are created", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  LoadRequest request = scripted(
      "CREATE TABLE page (site INTEGER, name TEXT);\n"
      "INSERT INTO page VALUES (1, 'home'), (1, 'loan');\n"
      "CREATE TABLE visits (user_id INTEGER, page TEXT, ts TEXT, site INTEGER DEFAULT 1,\n"
      "  FOREIGN KEY (site, page) REFERENCES page (site, name));",
      "CREATE INDEX page_plain ON page (site, name);\n"
      "CREATE UNIQUE INDEX page_partial ON page (name, site) WHERE site > 0;\n"
      "CREATE UNIQUE INDEX page_other ON page (name);\n"
      "CREATE UNIQUE INDEX page_key ON Page (Name, site);\n"
      "CREATE INDEX visits_ts ON visits (ts);");
  request.indexes = false;
  load_visits(path, request);
  CHECK(objects(path) == "page page_key seedbed_load visits");
}

TEST_CASE("times follow the declared type of their column", "[sqlite]") {
  TemporaryFolder folder;
  struct Declared {
    const char* type;
    const char* value;
  };
  for (const Declared declared :
       {Declared{"TEXT", "2024-01-01 00:00:00.000000"}, Declared{"DATETIME", "2024-01-01 00:00:00.000000"},
        Declared{"TIMESTAMP", "2024-01-01 00:00:00.000000"}, Declared{"", "2024-01-01 00:00:00.000000"},
        Declared{"INTEGER", "1704067200000"}, Declared{"bigint", "1704067200000"}}) {
    DYNAMIC_SECTION(declared.type) {
      const auto path = folder.file("a.db");
      load_visits(path,
                  scripted(std::string("CREATE TABLE visits (user_id, page, ts ") + declared.type + ")"));
      CHECK(query_one(path, "SELECT ts FROM visits ORDER BY rowid LIMIT 1") == declared.value);
      CHECK(query_one(path, "SELECT count(DISTINCT typeof(ts)) FROM visits") == "1");
    }
  }
}

TEST_CASE("times before 1970 are rounded down to milliseconds", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  const LoadRequest request = scripted("CREATE TABLE visits (user_id, page, ts INTEGER)");
  load_all(*make_target(parse_target(path)), request, {{{std::int64_t{1}, "home", std::int64_t{-1}}}});
  CHECK(query_one(path, "SELECT ts FROM visits") == "-1");
}

TEST_CASE("derived columns have the types of the model language", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  LoadRequest request;
  request.tables = {{"t",
                     {{"b", Type::boolean},
                      {"i", Type::integer},
                      {"r", Type::real},
                      {"d", Type::decimal, 2},
                      {"s", Type::text},
                      {"t", Type::time},
                      {"day", Type::date},
                      {"w", Type::duration},
                      {"u", Type::uuid},
                      {"j", Type::json}}}};
  load_all(*make_target(parse_target(path)), request, {{}});
  CHECK(query_one(path, "SELECT group_concat(name || ' ' || type, ', ') FROM pragma_table_info('t')") ==
        "b INTEGER, i INTEGER, r REAL, d NUMERIC, s TEXT, t TEXT, day TEXT, w INTEGER, u TEXT, j TEXT");
}

TEST_CASE("decimals of more than 15 significant digits are an error that names the row", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  LoadRequest request;
  request.tables = {{"sale", {{"price", Type::decimal, 2}, {"units", Type::decimal, 0}}}};
  const auto load = [&](std::int64_t price, std::int64_t units) {
    load_all(*make_target(parse_target(path)), request,
             {{{std::int64_t{1}, std::int64_t{1}}, {price, units}}});
  };
  SECTION("too many") {
    const auto error = caught([&] { load(1'234'567'890'123'456, 0); });
    CHECK(error.failure == Failure::load);
    CHECK(error.says("row 2 of table 'sale', column 'price': 12345678901234.56"));
    CHECK(folder.names().empty());
  }
  SECTION("trailing zeros are not significant, and whole numbers stay whole") {
    load(-100'000'000'000'000'000, 9'007'199'254'740'993);
    CHECK(query_one(path, "SELECT units FROM sale WHERE price = -1e15") == "9007199254740993");
  }
}
