// Which loads may be appended to an SQLite file, and that a failed append changes nothing.
#include "sink/readback.hpp"
#include "sink/small_loads.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

using Names = std::vector<std::string>;

LoadRequest part(std::int64_t since, std::int64_t until) {
  LoadRequest request = visits_request();
  request.identity.since = minute(since);
  request.identity.until = minute(until);
  request.if_exists = IfExists::append;
  return request;
}

std::string visits_in(const std::string& path) { return query_one(path, "SELECT count(*) FROM visits"); }

}  // namespace

TEST_CASE("parts are appended one after another", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  load_visits(path, part(0, 5));  // creates the file
  load_visits(path, part(5, 10));
  CHECK(visits_in(path) == "4");
  CHECK(query_one(path, "SELECT group_concat(until, ' ') FROM seedbed_load") ==
        "2024-01-01 00:05:00.000000 2024-01-01 00:10:00.000000");
  CHECK(folder.names() == Names{"a.db"});
}

TEST_CASE("a part that is loaded already is not appended again", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  load_visits(path, part(0, 5));
  const auto [since, until] = GENERATE(table<int, int>({{0, 5}, {4, 6}, {0, 10}, {1, 2}}));
  const LoadRequest request = part(since, until);
  const auto before = read_file(path);
  const auto error = caught([&] { load_visits(path, request); });
  CHECK(error.failure == Failure::exists);
  CHECK(error.says("shard 1/1, from 2024-01-01 00:00:00.000000 until 2024-01-01 00:05:00.000000"));
  CHECK(read_file(path) == before);
}

TEST_CASE("shards are appended, but only those of one split", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  const auto shard = [](std::uint64_t k, std::uint64_t n) {
    LoadRequest request = part(0, 10);
    request.identity.shard = k;
    request.identity.shards = n;
    return request;
  };
  load_visits(path, shard(1, 2));
  load_visits(path, shard(2, 2));
  CHECK(visits_in(path) == "4");
  CHECK(caught([&] { load_visits(path, shard(2, 2)); }).failure == Failure::exists);
  const auto error = caught([&] { load_visits(path, shard(3, 3)); });
  CHECK(error.failure == Failure::exists);
  CHECK(error.says("shard K of 2"));
}

TEST_CASE("another end is refused if rows depend on it", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  load_visits(path, part(0, 5));
  LoadRequest longer = part(5, 20);
  longer.identity.end = minute(20);
  longer.identity.end_matters = true;
  const auto error = caught([&] { load_visits(path, longer); });
  CHECK(error.failure == Failure::exists);
  CHECK(error.says("ends"));
  longer.identity.end_matters = false;
  load_visits(path, longer);
  CHECK(visits_in(path) == "4");
}

TEST_CASE("another model, seed, start or other parameters are refused, and named", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  load_visits(path, part(0, 5));
  struct Change {
    const char* name;
    void (*apply)(LoadIdentity&);
  };
  for (const Change change : {Change{"model", [](LoadIdentity& i) { i.model = "other"; }},
                              Change{"text", [](LoadIdentity& i) { i.model_digest = "aa"; }},
                              Change{"parameters", [](LoadIdentity& i) { i.parameters = "{}"; }},
                              Change{"seed", [](LoadIdentity& i) { i.seed = ~std::uint64_t{0}; }},
                              Change{"start", [](LoadIdentity& i) { i.start = minute(1); }}}) {
    LoadRequest request = part(5, 10);
    change.apply(request.identity);
    const auto error = caught([&] { load_visits(path, request); });
    CHECK(error.failure == Failure::usage);
    CHECK(error.says(change.name));
  }
  CHECK(visits_in(path) == "2");
}

TEST_CASE("a load may be appended to a file with other tables, which is then not replaced", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  execute(path, "CREATE TABLE mine (x); INSERT INTO mine VALUES (7); PRAGMA application_id = 99");
  load_visits(path, part(0, 10));
  CHECK(visits_in(path) == "2");
  CHECK(query_one(path, "SELECT x FROM mine") == "7");
  CHECK(query_one(path, "PRAGMA application_id") == "99");
  CHECK(query_one(path, "SELECT objects FROM seedbed_load") == "[\"visits\"]");
  LoadRequest replacing = visits_request();
  replacing.if_exists = IfExists::replace;
  CHECK(caught([&] { load_visits(path, replacing); }).says("'mine'"));
}

TEST_CASE("tables that the user made are filled if they fit", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  SECTION("they fit") {
    execute(path, "CREATE TABLE Visits (note TEXT DEFAULT 'n', ts INTEGER, PAGE TEXT, user_id INTEGER)");
    load_visits(path, part(0, 10));
    CHECK(query(path, "SELECT * FROM visits LIMIT 1") ==
          std::vector<TextRow>{{"n", "1704067200000", "home", "1"}});
  }
  SECTION("a column is missing") {
    execute(path, "CREATE TABLE visits (user_id, ts)");
    const auto error = caught([&] { load_visits(path, part(0, 10)); });
    CHECK(error.failure == Failure::usage);
    CHECK(error.says("'visits.page'"));
    CHECK(query_one(path, "SELECT count(*) FROM sqlite_schema") == "1");
  }
  SECTION("a column is computed") {
    execute(path, "CREATE TABLE visits (user_id, ts, page AS (user_id + 1))");
    CHECK(caught([&] { load_visits(path, part(0, 10)); }).says("computed by the database"));
  }
}

TEST_CASE("an append that fails leaves the file as it was", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  load_visits(path, part(0, 5));
  execute(path, "CREATE UNIQUE INDEX one_visit ON visits (user_id, page, ts)");
  const auto before = query(path, "SELECT * FROM visits, seedbed_load");
  SECTION("because of a constraint: the error names the rows") {
    const auto error = caught([&] { load_visits(path, part(5, 10)); });
    CHECK(error.failure == Failure::load);
    CHECK(error.says("row 1 of table 'visits'"));
    CHECK(error.says("UNIQUE constraint failed"));
  }
  SECTION("because it is discarded while a writer is open") {
    execute(path, "DROP INDEX one_visit");
    const LoadRequest request = part(5, 10);
    auto target = make_target(parse_target(path));
    target->prepare(request);
    const auto writer = target->open_writer(0);
    writer->write(make_batch(kVisits, visits_rows()[0]));
    target->discard();
    execute(path, "PRAGMA user_version = 1");  // nobody holds a lock
  }
  CHECK(query(path, "SELECT * FROM visits, seedbed_load") == before);
  CHECK(folder.names() == Names{"a.db"});
}

TEST_CASE("a file that another program uses is not appended to", "[sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  load_visits(path, part(0, 5));
  const OtherProgram other(path, "BEGIN IMMEDIATE");
  const auto error = caught([&] { load_visits(path, part(5, 10)); });
  CHECK(error.failure == Failure::load);
  CHECK(error.says("in use by another program"));
  CHECK(visits_in(path) == "2");
}
