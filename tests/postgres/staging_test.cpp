// Where a fresh load's tables are until they show: --staging, and what users may do.
#include "postgres/program.hpp"
#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace seedbed::test;

namespace {

// A user who may make tables in `public` and in `mine`, and no schemas.
std::string add_user(Bench& bench) {
  std::string role = bench.database().add_role();
  bench.execute("CREATE SCHEMA mine; GRANT CREATE, USAGE ON SCHEMA mine, public TO " + role);
  return role;
}

Outcome load_as(Bench& bench, const std::string& role, const Words& more = {}) {
  return bench.run(Words{"load"} + kSmallBank + Words{"--to", bench.database().address(role)} + more);
}

std::string relations(const Bench& bench, const std::string& schema) {
  return bench.query("SELECT relname FROM pg_class WHERE relnamespace = '" + schema + "'::regnamespace");
}

}  // namespace

TEST_CASE("who may not create schemas loads in one that was made for it") {
  Bench bench;
  const std::string role = add_user(bench);
  const Outcome without = load_as(bench, role);
  CHECK(without.status == 1);
  CHECK(contains(without.err, "name it with --staging"));
  CHECK(load_as(bench, role, {"--staging", "mine", "--verify"}).status == 0);
  CHECK(relations(bench, "mine") == "");
  CHECK(load_as(bench, role, {"--staging", "mine", "--if-exists", "replace"}).status == 0);
  CHECK(relations(bench, "mine") == "");
  CHECK(bench.query("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'") == role + "\n");
  bench.check_verified();
  CHECK(bench.database().leftovers() == "");
}

TEST_CASE("appending needs no schema of its own") {
  Bench bench;
  const std::string role = add_user(bench);
  CHECK(load_as(bench, role, {"--if-exists", "append"}).status == 0);
  bench.check_verified();
}

TEST_CASE("a user who may not create tables is refused before the first row") {
  Bench bench;
  const std::string role = bench.database().add_role();
  for (const Words& how : {Words{}, Words{"--if-exists", "append"}}) {
    const Outcome outcome = load_as(bench, role, how);
    CHECK(outcome.status == 1);
    CHECK(contains(outcome.err, "this user may not create tables in schema 'public'"));
    CHECK(contains(outcome.err, "GRANT CREATE ON SCHEMA \"public\""));
  }
  bench.execute("CREATE SCHEMA closed; GRANT CREATE ON SCHEMA public TO " + role);
  const Outcome closed = load_as(bench, role, {"--staging", "closed"});
  CHECK(closed.status == 1);
  CHECK(contains(closed.err, "permission denied for schema closed"));
}

TEST_CASE("a staging schema that does not fit is refused") {
  Bench bench;
  bench.execute("CREATE SCHEMA used; CREATE VIEW used.something AS SELECT 1");
  struct Case {
    const char* name;
    const char* says;
  };
  for (const Case& bad :
       {Case{"none", "there is no such schema"}, Case{"public", "where the tables go in the end"},
        Case{"used", "the schema is not empty; it holds 'something'"}}) {
    const Outcome outcome = bench.load(kSmallBank, {"--staging", bad.name});
    CAPTURE(outcome.err);
    CHECK(outcome.status == 2);
    CHECK(contains(outcome.err, bad.says));
  }
  CHECK(relations(bench, "used") == "something\n");
  CHECK(relations(bench, "public") == "");
}

TEST_CASE("a schema with its own name for --staging may have any name") {
  Bench bench;
  bench.execute("CREATE SCHEMA \"My \"\"own\"\" schema\"");
  bench.loaded(kSmallBank, {"--staging", "My \"own\" schema"});
  bench.check_verified();
}

TEST_CASE("what a killed load left in the staging schema is taken away") {
  Bench bench;
  const std::string role = add_user(bench);
  PostgresSession(bench.database().address(role))
      .execute(
          "CREATE TABLE mine.seedbed_staging (); CREATE TABLE mine.trx (id serial);"
          "CREATE TABLE mine.left_over (a int PRIMARY KEY)");
  CHECK(load_as(bench, role, {"--staging", "mine"}).status == 0);
  CHECK(relations(bench, "mine") == "");
}

TEST_CASE("a load that fails leaves a staging schema empty") {
  Bench bench;
  bench.execute("CREATE SCHEMA mine");
  const std::string sql = bench.folder().file("sql");
  const Outcome tables = bench.run({"schema", "bank", "--dialect", "postgres"});
  (void)bench.write("sql/tables.sql", tables.out.substr(0, tables.out.find("ALTER TABLE")));
  (void)bench.write("sql/indexes.sql", "CREATE UNIQUE INDEX ON trx ((user_id * 0))");
  const Outcome outcome = bench.load(kSmallBank, {"--staging", "mine", "--sql", sql});
  CAPTURE(outcome.err);
  CHECK(outcome.status == 1);
  CHECK(contains(outcome.err, "SQLSTATE 23505"));
  CHECK(relations(bench, "mine") == "");
  CHECK(relations(bench, "public") == "");
}
