// `verify`, `drop` and `load --verify` on Postgres: every change is found and named, nothing else is dropped.
#include "postgres/program.hpp"
#include "sink/registry.hpp"
#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace seedbed::test;

namespace {

std::string relations(const Bench& bench) {
  return bench.query(
      "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN"
      " ('r', 'v') ORDER BY 1");
}

void check_drop_refused(const std::string& sql, const std::string& says) {
  Bench bench;
  bench.loaded(kSmallBank);
  bench.execute(sql);
  const std::string before = relations(bench);
  const Outcome outcome = bench.drop("bank");
  CAPTURE(sql, outcome.err);
  CHECK(outcome.status == 1);
  CHECK(contains(outcome.err, says));
  CHECK(relations(bench) == before);
  bench.check_verified();
}

}  // namespace

TEST_CASE("verify reads back what was loaded and changes nothing") {
  Bench bench;
  bench.loaded(kSmallBank);
  const Outcome outcome = bench.verify();
  CHECK(outcome.status == 0);
  CHECK(outcome.err == "");
  CHECK(outcome.out.starts_with("schema 'public': 1 load\n"));
  CHECK(outcome.out.ends_with("5 of 5 tables hold what was loaded\n"));
  const std::string role = bench.database().add_role();
  CHECK(bench.run({"verify", bench.database().address(role)}).status == 1);
  bench.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + role);
  CHECK(bench.run({"verify", bench.database().address(role)}).status == 0);
}

TEST_CASE("verify finds every change, and names it") {
  struct Change {
    const char* table;
    const char* sql;
    const char* found;
  };
  Bench bench;
  for (const Change& change :
       {Change{"trx", "UPDATE trx SET amount = amount + 1 WHERE ctid = '(0,7)'", "values differ"},
        Change{"trx", "UPDATE trx SET amount = NULL WHERE ctid = '(0,7)'", "values differ"},
        Change{"clickstream", "UPDATE clickstream SET event = 'Login' WHERE ctid = '(0,1)'", "values differ"},
        Change{"trx", "UPDATE trx SET ts = ts + interval '1 microsecond' WHERE ctid = '(0,1)'",
               "values differ"},
        Change{"trx", "UPDATE trx SET ts = 'infinity' WHERE ctid = '(0,1)'", "column 'ts'"},
        Change{"trx", "DELETE FROM trx WHERE ctid = '(0,7)'", "1 row missing"},
        Change{"trx", "TRUNCATE trx", " rows missing"},
        Change{"trx", "INSERT INTO trx SELECT * FROM trx WHERE ctid = '(0,7)'", "1 row too many"},
        Change{"trx", "DROP TABLE trx CASCADE", "the table does not exist"},
        Change{"trx", "ALTER TABLE trx RENAME TO other", "the table does not exist"},
        Change{"trx", "DROP TABLE trx CASCADE; CREATE VIEW trx AS SELECT 1", "the table does not exist"},
        Change{"trx", "ALTER TABLE trx RENAME amount TO sum", "the column `amount` does not exist"}}) {
    bench.empty();
    bench.loaded(kSmallBank);
    bench.execute(change.sql);
    const Outcome outcome = bench.verify();
    CAPTURE(change.sql, outcome.out, outcome.err);
    CHECK(outcome.status == 1);
    CHECK(contains(outcome.out, "DIFFERS"));
    CHECK(contains(outcome.out, change.found));
    CHECK(contains(outcome.out, "4 of 5 tables hold what was loaded, 1 differs"));
  }
}

TEST_CASE("what changes no value is no difference") {
  Bench bench;
  bench.loaded(kSmallBank);
  bench.execute("ALTER TABLE trx ADD COLUMN more int DEFAULT 7; CREATE INDEX ON trx (amount)");
  bench.execute("VACUUM FULL trx");
  bench.execute(
      "DROP VIEW left_without_loan; ALTER TABLE trx ALTER amount TYPE numeric; ALTER TABLE loan ALTER loan "
      "TYPE integer;"
      "ALTER TABLE clickstream ALTER event TYPE varchar(50)");
  bench.check_verified();
  bench.execute("ALTER TABLE trx ALTER amount TYPE text");
  CHECK(contains(bench.verify().out, "rows counted only: `amount` is text"));
}

TEST_CASE("verify and drop of a place without loads say so") {
  Bench bench;
  for (const Outcome& outcome : {bench.verify(), bench.drop("bank")}) {
    CHECK(outcome.status == 2);
    CHECK(contains(outcome.err, "schema 'public' holds no seedbed_load"));
  }
  CHECK(contains(bench.verify({"--schema", "none"}).err, "there is no schema 'none'"));
}

TEST_CASE("load --verify passes what is right and stops what is not before it shows") {
  Bench bench;
  bench.loaded(kSmallBank, {"--verify"});
  Bench other;
  other.execute(
      "CREATE TABLE trx (user_id bigint, amount bigint, ts timestamptz);"
      "CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NEW.user_id = 7 THEN"
      " NEW.amount = NEW.amount + 1; END IF; RETURN NEW; END$$;"
      "CREATE TRIGGER act BEFORE INSERT ON trx FOR EACH ROW EXECUTE FUNCTION act()");
  const std::string model =
      other.write("spend.toml",
                  "[clock]\nstart = 2024-01-01T00:00:00Z\nduration = \"1d\"\n[entity.trx]\ncount = "
                  "20\n[entity.trx.table]\n"
                  "columns = { user_id = \"index\", amount = \"5\", ts = \"start\" }\n");
  const Outcome outcome = other.load({model}, {"--if-exists", "append", "--verify"});
  CAPTURE(outcome.err);
  CHECK(outcome.status == 1);
  CHECK(contains(outcome.err, "table 'trx' does not hold what was written: values differ"));
  CHECK(other.count("trx") == "0");
  CHECK(other.query("SELECT to_regclass('seedbed_load')") == "\n");
  CHECK(other.database().leftovers() == "");
  other.execute("DROP TRIGGER act ON trx");
  other.loaded({model}, {"--if-exists", "append", "--verify"});
  other.check_verified();
}

TEST_CASE("tables that people made are compared where they hold nothing else") {
  Bench bench;
  bench.execute(
      "CREATE TABLE trx (ts timestamptz, more int DEFAULT 1, amount bigint, user_id bigint);"
      "CREATE TABLE clickstream (user_id bigint, event text, ts timestamptz);"
      "CREATE TABLE balance (ts timestamptz, user_id bigint, balance bigint);"
      "CREATE TABLE loan (ts timestamptz, user_id bigint, loan bigint);"
      "CREATE TABLE account (user_id int PRIMARY KEY, balance numeric, loan bigint, state char(12))");
  bench.loaded(kSmallBank, {"--if-exists", "append", "--verify"});
  CHECK(contains(bench.verify().out, "rows counted only: `state` is character(12)"));
  bench.execute("INSERT INTO trx (user_id) VALUES (1)");
  const Outcome outcome = bench.verify();
  CHECK(outcome.status == 0);
  CHECK(contains(outcome.out, "the table existed before the first load"));
  const Outcome drop = bench.drop("bank");
  CHECK(drop.status == 0);
  CHECK(contains(drop.err, "note: the table trx stays with its rows"));
  CHECK(relations(bench) == "account\nbalance\nclickstream\nloan\ntrx\n");
  CHECK(bench.count("account") == "20");
}

TEST_CASE("drop takes what loads of a model made, and the record with the last") {
  Bench bench;
  bench.loaded(kSmallShop);
  bench.loaded(kSmallBank, {"--shard", "1/2"});
  bench.loaded(kSmallBank, {"--shard", "2/2", "--if-exists", "append"});
  bench.execute("CREATE TABLE mine (x int); CREATE INDEX mine_too ON trx (amount)");
  const Outcome bank = bench.drop("bank");
  CHECK(bank.status == 0);
  CHECK(bank.out == "");
  CHECK(contains(bank.err, "dropped view left_without_loan\ndropped table account\n"));
  CHECK(bench.query("SELECT model FROM seedbed_load") == "shop\n");
  bench.check_verified();
  CHECK(bench.drop("shop").status == 0);
  CHECK(relations(bench) == "mine\n");
  CHECK(bench.database().leftovers() == "");
}

TEST_CASE("what others made on top of the tables keeps them, and is named") {
  check_drop_refused("CREATE VIEW mine AS SELECT * FROM trx", "view mine");
  check_drop_refused("CREATE VIEW mine AS SELECT * FROM left_without_loan", "view mine");
  check_drop_refused("CREATE TABLE mine (u bigint REFERENCES account)", "table mine");
  check_drop_refused("CREATE TABLE mine (t trx)", "table mine");
}

TEST_CASE("a model that was not loaded is refused, and the nearest named") {
  Bench bench;
  bench.loaded(kSmallBank);
  for (const auto& [word, says] : std::vector<std::pair<std::string, std::string>>{
           {"bnak", "schema 'public' holds no load of a model `bnak`; did you mean `bank`?"},
           {"shop", "it holds loads of: bank"}}) {
    const Outcome outcome = bench.drop(word);
    CHECK(outcome.status == 2);
    CHECK(contains(outcome.err, says));
  }
  bench.check_verified();
}

TEST_CASE("a model that was dropped can be loaded again") {
  Bench bench;
  for (const Words& how : {Words{}, Words{"--if-exists", "append"}, Words{"--if-exists", "replace"}}) {
    bench.loaded(kSmallShop, how);
    CHECK(bench.drop("shop").status == 0);
    CHECK(relations(bench) == "");
  }
}
