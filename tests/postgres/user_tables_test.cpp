// Appending to tables that somebody else made: their columns, keys, triggers and privileges.
#include "postgres/program.hpp"
#include "sink/registry.hpp"
#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

const Table kTowns{"town", {{"id", Type::integer}, {"name", Type::text}, {"founded", Type::time}}};
const TableRows kTwo = {{{std::int64_t{1}, "Gent", minute(1)}, {std::int64_t{2}, nullptr, minute(2)}}};

const Table kParents{"parent", {{"id", Type::integer}, {"favourite", Type::integer}}};
const Table kChildren{"child", {{"id", Type::integer}, {"parent", Type::integer}}};
const TableRows kFamily = {{{std::int64_t{1}, std::int64_t{12}}, {std::int64_t{2}, std::int64_t{11}}},
                           {{std::int64_t{11}, std::int64_t{2}}, {std::int64_t{12}, std::int64_t{1}}}};

LoadRequest appended(const std::vector<Table>& tables) { return request_for(tables, IfExists::append); }

// What the table holds after two rows were appended to it.
std::string after(const std::string& ddl, const std::string& columns = "id, name") {
  Bench bench;
  bench.execute(ddl);
  load_rows(bench.database(), appended({kTowns}), kTwo);
  CHECK(bench.database().leftovers() == "");
  CHECK(bench.query("SELECT count(*) FROM seedbed_load") == "1\n");
  return bench.query("SELECT " + columns + " FROM town ORDER BY id");
}

// Neither row nor record of it stays.
void check_refused_by(const std::string& ddl, Failure failure, const std::vector<std::string>& says) {
  CAPTURE(ddl);
  Bench bench;
  bench.execute(ddl);
  check_refused(bench.database(), appended({kTowns}), kTwo, failure, says);
  CHECK(bench.query("SELECT to_regclass('seedbed_load')") == "\n");
}

}  // namespace

TEST_CASE("a table may have more columns than the model, in another order") {
  CHECK(
      after("CREATE TABLE town (mayor text DEFAULT 'nobody', founded timestamptz, name text, seen int, id "
            "bigint)",
            "id, name, mayor, seen, founded = '2024-01-01 00:00:00Z'::timestamptz + id * interval '1 min'") ==
      "1|Gent|nobody||t\n2||nobody||t\n");
  CHECK(after("CREATE TABLE town (serial serial NOT NULL, id bigint, name text, founded timestamp,"
              " number int GENERATED ALWAYS AS IDENTITY, double bigint NOT NULL GENERATED ALWAYS AS (id * 2) "
              "STORED,"
              " dropped int); ALTER TABLE town DROP COLUMN dropped",
              "id, serial, number, double, founded") ==
        "1|1|1|2|2024-01-01 00:01:00\n2|2|2|4|2024-01-01 00:02:00\n");
}

TEST_CASE("a table that cannot take the rows is refused before the first") {
  check_refused_by("CREATE TABLE town (id bigint, name text, founded timestamptz, mayor text NOT NULL)",
                   Failure::usage,
                   {"schema 'public': table 'town' has a column 'mayor'", "NOT NULL", "default"});
  check_refused_by("CREATE TABLE town (id bigint, name text)", Failure::usage, {"has no column 'founded'"});
  check_refused_by("CREATE TABLE town (id bigint, \"Name\" text, founded timestamptz)", Failure::usage,
                   {"has no column 'name'"});
  check_refused_by(
      "CREATE TABLE town (id bigint, founded timestamptz, name text GENERATED ALWAYS AS ('x') STORED)",
      Failure::usage, {"computes its column 'name' itself"});
  check_refused_by("CREATE VIEW town AS SELECT 1::bigint AS id, 'x' AS name, now() AS founded",
                   Failure::usage, {"table 'town' is no table"});
  check_refused_by("CREATE MATERIALIZED VIEW town AS SELECT 1::bigint AS id, 'x' AS name, now() AS founded",
                   Failure::usage, {"table 'town' is no table"});
  check_refused_by("CREATE SEQUENCE town", Failure::usage, {"table 'town' is no table"});
}

TEST_CASE("a row that breaks a constraint is named") {
  check_refused_by("CREATE TABLE town (id bigint, name text NOT NULL, founded timestamptz)", Failure::load,
                   {"row 2 of table 'town'", "null value in column \"name\"", "(SQLSTATE 23502)"});
  check_refused_by("CREATE TABLE town (id bigint CHECK (id < 2), name text, founded timestamptz)",
                   Failure::load, {"row 2 of table 'town'", "town_id_check", "(SQLSTATE 23514)"});
  check_refused_by(
      "CREATE TABLE town (id bigint PRIMARY KEY, name text, founded timestamptz);"
      "INSERT INTO town VALUES (2, 'mine')",
      Failure::load, {"row 2 of table 'town'", "town_pkey", "Key (id)=(2) already exists", "23505"});
}

TEST_CASE("a partitioned table takes rows, and one without a part for them does not") {
  const std::string ddl =
      "CREATE TABLE town (id bigint, name text, founded timestamptz) PARTITION BY LIST (id);"
      "CREATE TABLE part_1 PARTITION OF town FOR VALUES IN (1);";
  CHECK(after(ddl + "CREATE TABLE part_2 PARTITION OF town FOR VALUES IN (2)") == "1|Gent\n2|\n");
  check_refused_by(ddl, Failure::load,
                   {"row 2 of table 'town'", "no partition of relation \"town\" found for row"});
}

TEST_CASE("triggers run, notices and changes of theirs do no harm, rows that they leave out do") {
  const std::string table = "CREATE TABLE town (id bigint, name text, founded timestamptz);";
  const auto trigger = [&](const std::string& body) {
    return table + "CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN " + body +
           " END$$; CREATE TRIGGER act BEFORE INSERT ON town FOR EACH ROW EXECUTE FUNCTION act()";
  };
  CHECK(after(trigger("RAISE NOTICE 'row %', NEW.id; RETURN NEW;")) == "1|Gent\n2|\n");
  CHECK(after(trigger("RAISE WARNING 'row %', NEW.id; NEW.name = 'x'; RETURN NEW;")) == "1|x\n2|x\n");
  check_refused_by(trigger("IF NEW.id = 1 THEN RETURN NULL; END IF; RETURN NEW;"), Failure::load,
                   {"table 'town' stored 1 of 2 rows", "DISABLE TRIGGER"});
  check_refused_by(trigger("IF NEW.id = 2 THEN RAISE 'no such town, row 7'; END IF; RETURN NEW;"),
                   Failure::load, {"row 2 of table 'town'", "no such town, row 7", "(SQLSTATE P0001)"});
}

TEST_CASE("many notices do not end a COPY") {
  Bench bench;
  bench.execute(
      "CREATE TABLE town (id bigint, name text, founded timestamptz);"
      "CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE NOTICE 'one more'; RETURN "
      "NEW; END$$;"
      "CREATE TRIGGER act AFTER INSERT ON town FOR EACH ROW EXECUTE FUNCTION act()");
  std::vector<Row> rows;
  for (std::int64_t i = 0; i < 20'000; ++i) rows.push_back({i, std::string(100, 'x'), minute(i)});
  load_rows(bench.database(), appended({kTowns}), {rows});
  CHECK(bench.query("SELECT count(*), sum(id) FROM town") == "20000|199990000\n");
}

TEST_CASE("row-level security is reported before the first row") {
  Bench bench;
  const std::string role = bench.database().add_role();
  bench.execute(
      "CREATE TABLE town (id bigint, name text, founded timestamptz);"
      "ALTER TABLE town ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON town USING (true);"
      "GRANT ALL ON town TO " +
      role + "; GRANT CREATE ON SCHEMA public TO " + role);
  const LoadRequest request = appended({kTowns});
  const Thrown thrown =
      thrown_by([&] { make_target(parse_target(bench.database().address(role)))->prepare(request); });
  CAPTURE(thrown.message);
  CHECK((thrown.failure == Failure::load));
  CHECK(contains(thrown.message, "table 'town'"));
  CHECK(contains(thrown.message, "row-level security"));
  // Those whom the policies do not bind may.
  load_rows(bench.database(), appended({kTowns}), kTwo);
  CHECK(bench.count("town") == "2");
}

TEST_CASE("missing privileges are reported before the first row") {
  struct Case {
    const char* grant;
    const char* says;
  };
  for (const Case& one :
       {Case{"GRANT INSERT ON town TO ", "may not create tables in schema 'public'"},
        Case{"GRANT CREATE ON SCHEMA public TO ", "permission denied for table town"},
        Case{"GRANT SELECT, INSERT ON seedbed_load TO ", "permission denied for table town"},
        Case{"GRANT SELECT ON seedbed_load TO ", "may not read and write \"public\".seedbed_load"},
        Case{"GRANT INSERT ON seedbed_load TO ", "may not read and write"}}) {
    Bench bench;
    const std::string role = bench.database().add_role();
    bench.execute("CREATE TABLE town (id bigint, name text, founded timestamptz)");
    if (contains(one.grant, "seedbed_load")) {
      LoadRequest first = appended({kTowns});
      first.identity.until = minute(1);
      load_rows(bench.database(), first, {{}});
    }
    bench.execute(one.grant + role);
    LoadRequest request = appended({kTowns});
    request.identity.since = minute(1);
    const Thrown thrown =
        thrown_by([&] { make_target(parse_target(bench.database().address(role)))->prepare(request); });
    CAPTURE(one.grant, thrown.message);
    CHECK((thrown.failure == Failure::load));
    CHECK(contains(thrown.message, one.says));
  }
}

TEST_CASE("who may insert and record may append, whatever sequences the table has") {
  Bench bench;
  const std::string role = bench.database().add_role();
  bench.execute("CREATE TABLE town (number serial, id bigint, name text, founded timestamptz)");
  LoadRequest first = appended({kTowns});
  first.identity.until = minute(1);
  load_rows(bench.database(), first, {{}});
  bench.execute("GRANT INSERT ON town TO " + role + "; GRANT USAGE ON town_number_seq TO " + role +
                "; GRANT SELECT, INSERT ON seedbed_load TO " + role);
  LoadRequest request = appended({kTowns});
  request.identity.since = minute(1);
  load_all(*make_target(parse_target(bench.database().address(role))), request, kTwo);
  CHECK(bench.query("SELECT number, id FROM town ORDER BY 1") == "1|1\n2|2\n");
}

TEST_CASE("a sequence of a column that the model writes goes on after the largest value") {
  Bench bench;
  bench.execute("CREATE TABLE town (id serial, name text, founded timestamptz)");
  load_rows(bench.database(), appended({kTowns}), kTwo);
  bench.execute("INSERT INTO town (name) VALUES ('next')");
  CHECK(bench.query("SELECT id FROM town WHERE name = 'next'") == "3\n");
}

TEST_CASE("foreign keys in a circle are deferred, where they may be") {
  const std::string tables =
      "CREATE TABLE parent (id bigint PRIMARY KEY, favourite bigint);"
      "CREATE TABLE child (id bigint PRIMARY KEY, parent bigint REFERENCES parent);"
      "ALTER TABLE parent ADD CONSTRAINT \"to child\" FOREIGN KEY (favourite) REFERENCES child ";
  {
    Bench bench;
    bench.execute(tables + "DEFERRABLE");
    load_rows(bench.database(), appended({kParents, kChildren}), kFamily);
    CHECK(bench.query("SELECT count(*) FROM parent p JOIN child c ON c.id = p.favourite") == "2\n");
    TableRows broken = kFamily;
    broken[0][0][1] = std::int64_t{99};
    LoadRequest next = appended({kParents, kChildren});
    next.identity.model = "another";
    bench.execute(
        "DELETE FROM seedbed_load; UPDATE parent SET favourite = NULL; DELETE FROM child; DELETE FROM "
        "parent");
    check_refused(bench.database(), next, broken, Failure::load,
                  {"to child", "Key (favourite)=(99) is not present in table \"child\"", "23503"});
    CHECK(bench.count("parent") == "0");
  }
  {
    Bench bench;
    bench.execute(tables);
    check_refused(bench.database(), appended({kParents, kChildren}), kFamily, Failure::usage,
                  {"foreign key 'to child' of table 'parent' is part of a circle", "make it DEFERRABLE"});
  }
}

TEST_CASE("a table that references itself takes parents before children") {
  Bench bench;
  bench.execute("CREATE TABLE child (id bigint PRIMARY KEY, parent bigint REFERENCES child)");
  load_rows(
      bench.database(), appended({kChildren}),
      {{{std::int64_t{1}, nullptr}, {std::int64_t{2}, std::int64_t{1}}, {std::int64_t{3}, std::int64_t{2}}}});
  CHECK(bench.count("child") == "3");
  LoadRequest next = appended({kChildren});
  next.identity.shards = 1;
  bench.execute("DELETE FROM seedbed_load");
  check_refused(bench.database(), next, {{{std::int64_t{4}, std::int64_t{77}}}}, Failure::load,
                {"table 'child'", "child_parent_fkey", "23503"});
}
