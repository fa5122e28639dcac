// Fresh loads, end to end: tables, keys, indexes, views, statistics, and the options that change them.
#include "postgres/program.hpp"
#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace seedbed::test;

namespace {

// Of the schema `public`, in an order of their own, without what loads record.
std::string indexes_of(const Bench& bench, const std::string& schema = "public") {
  return bench.query("SELECT indexdef FROM pg_indexes WHERE schemaname = '" + schema +
                     "' AND tablename <> 'seedbed_load' ORDER BY 1");
}
std::string constraints_of(const Bench& bench) {
  return bench.query(
      "SELECT conrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace ="
      " 'public'::regnamespace AND conrelid <> coalesce(to_regclass('seedbed_load'), 0) ORDER BY 1, 2");
}
std::string views_of(const Bench& bench) {
  return bench.query("SELECT viewname, definition FROM pg_views WHERE schemaname = 'public' ORDER BY 1");
}
std::string columns_of(const Bench& bench) {
  return bench.query(
      "SELECT c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull FROM"
      " pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace"
      " AND c.relkind = 'r' AND c.relname <> 'seedbed_load' AND a.attnum > 0 ORDER BY 1, 2");
}

std::string digests(const Bench& bench, const std::string& out) { return bench.json(out, "digest"); }

}  // namespace

TEST_CASE("a load's tables are those of the printed schema, run by psql") {
  for (const Words& model : {kSmallBank, kSmallShop}) {
    Bench by_load;
    by_load.loaded(model);
    Bench by_hand;
    const Outcome schema = by_hand.run({"schema", model.front(), "--dialect", "postgres"});
    REQUIRE(schema.status == 0);
    const std::string file = by_hand.write("schema.sql", schema.out);
    const Outcome psql =
        run({{"psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-1", "-f", file, by_hand.database().address()},
             "",
             {},
             "",
             0});
    CAPTURE(psql.err);
    REQUIRE(psql.status == 0);
    CHECK(columns_of(by_load) == columns_of(by_hand));
    CHECK(indexes_of(by_load) == indexes_of(by_hand));
    CHECK(constraints_of(by_load) == constraints_of(by_hand));
    CHECK(views_of(by_load) == views_of(by_hand));
    CHECK(contains(constraints_of(by_load), "PRIMARY KEY"));
    CHECK(contains(constraints_of(by_load), "FOREIGN KEY") == (model.front() == "shop"));
    CHECK(contains(views_of(by_load), "left_without_loan") == (model.front() == "bank"));
  }
}

TEST_CASE("tables that somebody made from the printed schema take the rows as they are") {
  Bench bench;
  const Outcome schema = bench.run({"schema", "shop", "--dialect", "postgres"});
  bench.execute(schema.out);
  bench.loaded(kSmallShop, {"--if-exists", "append"});
  bench.check_verified();
}

TEST_CASE("tables are frozen and have statistics when they show") {
  Bench bench;
  bench.loaded(kSmallShop);
  bench.execute("CREATE EXTENSION pg_visibility");
  CHECK(
      bench.query("SELECT c.relname FROM pg_class c, pg_visibility_map_summary(c.oid) m WHERE c.relkind = 'r'"
                  " AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'seedbed_load' AND"
                  " m.all_frozen < pg_relation_size(c.oid) / 8192") == "");
  CHECK(bench.query(
            "SELECT reltuples = (SELECT count(*) FROM orders) FROM pg_class WHERE relname = 'orders'") ==
        "t\n");
  CHECK(bench.query(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'seedbed_load'"
            " AND tablename NOT IN (SELECT tablename FROM pg_stats)") == "");
}

TEST_CASE("the JSON summary has the writers and the rows") {
  Bench bench;
  const std::string out = bench.loaded(kSmallBank, {"--json"});
  CHECK(bench.json(out, "writer,trx") == "binary copy");
  CHECK(bench.json(out, "rows,trx") == bench.count("trx"));
  CHECK(std::stol(bench.json(out, "bytes")) > 5 * 8192);
  CHECK(bench.json(out, "target") == bench.database().address());
  CHECK(bench.query("SELECT model, seed, shard, shards FROM seedbed_load") == "bank|1|1|1\n");
}

TEST_CASE("unlogged tables are so, and the summary says what that means") {
  Bench bench;
  const Outcome outcome = bench.load(kSmallShop, {"--unlogged"});
  CHECK(outcome.status == 0);
  CHECK(contains(outcome.err, "UNLOGGED: a crash of the server empties them"));
  CHECK(
      bench.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
                  " AND relpersistence <> 'u'") == "seedbed_load\n");
  bench.check_verified();
}

TEST_CASE("without indexes only the indexes that foreign keys need are created") {
  Bench shop;
  shop.loaded(kSmallShop, {"--no-indexes"});
  CHECK(shop.query("SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public' AND tablename <>"
                   " 'seedbed_load' ORDER BY 1") ==
        "cart|cart_pkey\ncustomer|customer_pkey\norder_line|order_line_pkey\norders|orders_pkey\n"
        "product|product_pkey\n");
  CHECK(contains(constraints_of(shop), "FOREIGN KEY"));
  shop.check_verified();
  Bench bank;
  bank.loaded(kSmallBank, {"--no-indexes"});
  CHECK(indexes_of(bank) == "");
  CHECK(contains(views_of(bank), "left_without_loan"));
}

TEST_CASE("tables are created in the named schema, for every name") {
  Bench bench;
  for (const std::string& schema : {std::string("plain"), std::string("Mixed Case"), std::string("select"),
                                    std::string("quo\"te'd \\ one"), std::string("größe")}) {
    CAPTURE(schema);
    std::string quoted = schema;
    if (const auto at = quoted.find('"'); at != std::string::npos) quoted.insert(at, "\"");
    quoted = "\"" + quoted + "\"";
    const Outcome missing = bench.load(kSmallBank, {"--schema", schema});
    CHECK(missing.status == 2);
    CHECK(contains(missing.err, "there is no schema '" + schema + "'"));
    bench.execute("CREATE SCHEMA " + quoted);
    bench.loaded(kSmallBank, {"--schema", schema, "--verify"});
    CHECK(bench.load(kSmallBank, {"--schema", schema}).status == 3);
    bench.loaded(kSmallBank, {"--schema", schema, "--if-exists", "replace"});
    CHECK(bench.load(kSmallBank, {"--schema", schema, "--if-exists", "append"}).status == 3);
    CHECK(bench.count(quoted + ".account") == "20");
    CHECK(bench.count(quoted + ".left_without_loan") != "");
    const Outcome verified = bench.verify({"--schema", schema});
    CHECK(verified.status == 0);
    CHECK(contains(verified.out, "schema '" + schema + "': 1 load"));
    CHECK(bench.drop("bank", {"--schema", schema}).status == 0);
    bench.execute("DROP SCHEMA " + quoted);
  }
  CHECK(bench.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace") == "");
}

TEST_CASE("rows are the same in every sink, by any number of threads and connections") {
  Bench bench;
  for (const Words& model : {kSmallBank, kSmallShop}) {
    const Outcome null = bench.run(Words{"load"} + model + Words{"--to", "null:", "--json"});
    const std::string expected = digests(bench, null.out);
    REQUIRE(expected.size() > 100);
    CHECK(digests(bench, bench.run(Words{"load"} + model + Words{"--json"}).out) == expected);
    for (const Words& how :
         {Words{"--connections", "1"}, Words{"--connections", "2", "--threads", "4"},
          Words{"--connections", "64", "--threads", "1"}, Words{"--connections", "3", "--threads", "2"}}) {
      CAPTURE(how);
      const std::string out =
          bench.loaded(model, how + Words{"--if-exists", "replace", "--json", "--verify"});
      CHECK(digests(bench, out) == expected);
    }
    bench.check_verified();
    CHECK(bench.query("SELECT count(*) FROM seedbed_load WHERE model = '" + model.front() + "'") == "1\n");
  }
}

TEST_CASE("option --log-sql shows what is run") {
  Bench bench;
  const Outcome outcome = bench.load(kSmallBank, {"--log-sql", "--quiet"});
  CHECK(outcome.status == 0);
  for (const char* sql : {"CREATE TABLE trx", "FROM STDIN (FORMAT binary, FREEZE)", "ADD PRIMARY KEY",
                          "ANALYZE", "SET SCHEMA \"public\"", "CREATE VIEW left_without_loan", "COMMIT"}) {
    CAPTURE(sql);
    CHECK(contains(outcome.err, sql));
  }
}

TEST_CASE("tables without rows are created too") {
  Bench bench;
  const Words nothing{"bank", "--set", "users=1", "--duration", "2m"};
  bench.loaded(nothing);
  CHECK(bench.count("trx") == "0");
  CHECK(contains(indexes_of(bench), "trx_user_id_ts"));
  bench.check_verified();
  bench.loaded(nothing, {"--if-exists", "replace", "--verify"});
  CHECK(bench.load(nothing, {"--if-exists", "append"}).status == 3);
}
