// --if-exists replace: what loads made gives way in one commit, and nothing else does.
#include "postgres/program.hpp"
#include "sink/registry.hpp"
#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

const Table kTowns{"town", {{"id", Type::integer}, {"name", Type::text}}};
const TableRows kTwo = {{{std::int64_t{1}, "Gent"}, {std::int64_t{2}, "Delft"}}};
const TableRows kOne = {{{std::int64_t{3}, "Utrecht"}}};

}  // namespace

TEST_CASE("tables of the user's are never replaced") {
  Bench bench;
  for (const char* sql : {"CREATE TABLE trx (mine int)", "CREATE VIEW balance AS SELECT 1",
                          "CREATE SEQUENCE loan", "CREATE MATERIALIZED VIEW left_without_loan AS SELECT 1",
                          "CREATE TABLE x (a int); CREATE INDEX account_pkey"
                          " ON x (a)",
                          "CREATE TYPE clickstream AS (a int)"}) {
    Bench own;
    own.execute(sql);
    const std::string before = own.query("SELECT oid, relname FROM pg_class WHERE oid >= 16384 ORDER BY 1");
    for (const Words& how : {Words{"--if-exists", "replace"}, Words{}}) {
      const Outcome outcome = own.load(kSmallBank, how);
      CAPTURE(sql, outcome.err);
      CHECK(outcome.status == (how.empty() ? 3 : 2));
      CHECK(own.query("SELECT oid, relname FROM pg_class WHERE oid >= 16384 ORDER BY 1") == before);
    }
  }
  bench.execute("CREATE TABLE trx (mine int)");
  const Outcome outcome = bench.load(kSmallBank, {"--if-exists", "replace"});
  CHECK(contains(outcome.err, "holds 'trx', which no load of model"));
}

TEST_CASE("what depends on a replaced table is named, and nothing is changed") {
  for (const auto& [sql, name] : std::vector<std::pair<std::string, std::string>>{
           {"CREATE VIEW \"My view\" AS SELECT * FROM trx", "view \"My view\" depends on 'trx'"},
           {"CREATE MATERIALIZED VIEW mine AS SELECT * FROM left_without_loan",
            "view mine depends on 'left_without_loan'"},
           {"CREATE TABLE mine (u bigint REFERENCES account)",
            "a foreign key of table mine depends on 'account'"},
           {"CREATE SCHEMA s CREATE VIEW v AS SELECT 1 FROM public.loan", "view s.v depends on 'loan'"}}) {
    Bench bench;
    bench.loaded(kSmallBank);
    bench.execute(sql);
    const Outcome outcome = bench.load(kSmallBank, {"--if-exists", "replace", "--seed", "2", "--log-sql"});
    CAPTURE(sql, outcome.err);
    CHECK(outcome.status == 1);
    CHECK(contains(outcome.err, name));
    CHECK_FALSE(contains(outcome.err, "COPY"));
    CHECK(bench.query("SELECT seed FROM seedbed_load") == "1\n");
    CHECK(bench.database().leftovers() == "");
    bench.check_verified();
  }
}

TEST_CASE("a load is replaced by itself, another seed or fewer rows, and leaves one record") {
  Bench bench;
  bench.loaded(kSmallBank);
  bench.loaded(kSmallBank, {"--if-exists", "replace"});
  bench.loaded(kSmallBank, {"--if-exists", "replace", "--seed", "2"});
  bench.loaded({"bank", "--set", "users=3"}, {"--if-exists", "replace"});
  CHECK(bench.query("SELECT model, seed FROM seedbed_load") == "bank|1\n");
  CHECK(bench.count("account") == "3");
  bench.check_verified();
}

TEST_CASE("shards that were appended are replaced together") {
  Bench bench;
  for (const char* shard : {"1/3", "2/3", "3/3"})
    bench.loaded(kSmallBank, {"--if-exists", "append", "--shard", shard});
  bench.loaded(kSmallBank, {"--if-exists", "replace"});
  CHECK(bench.query("SELECT shard, shards FROM seedbed_load") == "1|1\n");
  bench.check_verified();
}

TEST_CASE("another model's tables stay") {
  Bench bench;
  bench.loaded(kSmallShop);
  const std::string shop = bench.query("SELECT oid, relname FROM pg_class WHERE oid >= 16384 ORDER BY 1");
  bench.loaded(kSmallBank);
  bench.loaded(kSmallBank, {"--if-exists", "replace"});
  CHECK(bench.query("SELECT model FROM seedbed_load ORDER BY 1") == "bank\nshop\n");
  CHECK(bench.drop("bank").status == 0);
  CHECK(bench.query("SELECT oid, relname FROM pg_class WHERE oid >= 16384 ORDER BY 1") == shop);
  bench.check_verified();
}

TEST_CASE("the old rows show until the new ones do") {
  Bench bench;
  auto request = request_for({kTowns}, IfExists::replace);
  load_rows(bench.database(), request, kTwo);
  const auto target = make_target(parse_target(bench.database().address()));
  target->prepare(request);
  CHECK(bench.count("town") == "2");
  const LoadTotals totals = write_all(*target, request, kOne);
  CHECK(bench.count("town") == "2");
  PostgresSession reader = bench.database().session();
  reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
  CHECK(reader.query("SELECT count(*) FROM seedbed_load") == "1\n");
  target->publish(totals);
  CHECK(bench.query("SELECT id, name FROM town") == "3|Utrecht\n");
  bench.check_verified();
}

TEST_CASE("a reader is waited for, and reads the old rows to the end") {
  Bench bench;
  auto request = request_for({kTowns}, IfExists::replace);
  load_rows(bench.database(), request, kTwo);
  PostgresSession reader = bench.database().session();
  reader.execute("BEGIN; DECLARE c CURSOR FOR SELECT id FROM town ORDER BY 1");
  CHECK(reader.query("FETCH 1 FROM c") == "1\n");
  // With lock_timeout the load gives up, and all is as it was.
  const Thrown thrown = thrown_by([&] {
    load_all(*make_target(parse_target(bench.database().address() + "&options=-clock_timeout%3D50ms")),
             request, kOne);
  });
  CAPTURE(thrown.message);
  CHECK((thrown.failure == Failure::load));
  CHECK(contains(thrown.message, "SQLSTATE 55P03"));
  CHECK(reader.query("FETCH 1 FROM c") == "2\n");
  reader.execute("COMMIT");
  CHECK(bench.count("town") == "2");
  CHECK(bench.database().leftovers() == "");
  load_rows(bench.database(), request, kOne);
  CHECK(bench.count("town") == "1");
}

TEST_CASE("objects that the user dropped or renamed since are in nobody's way") {
  Bench bench;
  bench.loaded(kSmallBank);
  bench.execute("DROP TABLE loan CASCADE; ALTER TABLE trx RENAME TO kept; DROP INDEX trx_user_id_ts");
  bench.loaded(kSmallBank, {"--if-exists", "replace"});
  CHECK(bench.count("kept") == bench.count("trx"));
  bench.check_verified();
}

TEST_CASE("a table seedbed_load of the user's is found before the first row") {
  for (const IfExists if_exists : {IfExists::fail, IfExists::replace, IfExists::append}) {
    Bench bench;
    bench.execute("CREATE TABLE seedbed_load (mine int)");
    check_refused(bench.database(), request_for({kTowns}, if_exists), kTwo, Failure::usage,
                  {"seedbed_load", "rename"});
    CHECK(bench.query("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "1\n");
  }
}
