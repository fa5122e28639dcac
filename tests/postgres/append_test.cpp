// --if-exists append: slices and shards add up to the whole, each of them once.
#include <algorithm>
#include <thread>

#include "postgres/program.hpp"
#include "sink/postgres/load/session.hpp"
#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

Words part(const Words& more) { return Words{"--if-exists", "append", "--json"} + more; }

// The digest of all loaded rows, as verify reads them.
std::string digests(const Bench& bench) {
  const Outcome outcome = bench.verify({"--json"});
  CHECK(outcome.status == 0);
  return bench.query("SELECT key, value ->> 'digest' FROM json_each($$" + outcome.out +
                     "$$::json -> 'tables')"
                     " ORDER BY 1");
}

std::string whole(const Words& model) {
  const Bench bench;
  bench.loaded(model);
  return digests(bench);
}

void wait_for(const Bench& bench, const std::string& sql) {
  for (int i = 0; i < 6000 && bench.query(sql) != "t\n"; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  REQUIRE(bench.query(sql) == "t\n");
}

Process start(const Bench& bench, const std::string& address, const Words& words) {
  return Process(
      {Words{SEEDBED_PROGRAM, "load"} + words + Words{"--to", address}, bench.folder().path(), {}, "", 0});
}

}  // namespace

TEST_CASE("shards of tables with foreign keys add up to the whole") {
  const std::string expected = whole(kSmallShop);
  SECTION("into tables that the first one makes") {
    Bench bench;
    for (const char* shard : {"1/3", "3/3", "2/3"})
      bench.loaded(kSmallShop, part({"--shard", shard, "--verify"}));
    CHECK(digests(bench) == expected);
    CHECK(bench.query("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND connamespace ="
                      " 'public'::regnamespace") == "9\n");
  }
  SECTION("slice after slice, with other numbers of threads") {
    Bench bench;
    bench.loaded(kSmallShop, part({"--until", "2024-01-20", "--threads", "1"}));
    bench.loaded(kSmallShop,
                 part({"--since", "2024-01-20", "--until", "2024-02-01T12:00:00Z", "--threads", "4"}));
    bench.loaded(kSmallShop, part({"--since", "2024-02-01T12:00:00Z"}));
    CHECK(digests(bench) == expected);
  }
  SECTION("two at once") {
    Bench bench;
    bench.loaded(kSmallShop, part({"--shard", "1/3"}));
    Process second = start(bench, bench.database().address(), kSmallShop + part({"--shard", "2/3"}));
    Process third = start(bench, bench.database().address(), kSmallShop + part({"--shard", "3/3"}));
    CHECK(second.wait().status == 0);
    CHECK(third.wait().status == 0);
    CHECK(digests(bench) == expected);
  }
}

TEST_CASE("shards of tables without foreign keys add up in any order") {
  Bench bench;
  Process second = start(bench, bench.database().address(), kSmallBank + part({"--shard", "2/2"}));
  Process first = start(bench, bench.database().address(), kSmallBank + part({"--shard", "1/2"}));
  const Outcome two = second.wait();
  const Outcome one = first.wait();
  CAPTURE(one.err, two.err);
  CHECK(one.status == 0);
  CHECK(two.status == 0);
  CHECK(digests(bench) == whole(kSmallBank));
  CHECK(bench.query("SELECT shard FROM seedbed_load ORDER BY 1") == "1\n2\n");
}

TEST_CASE("rows of a fresh load are appended to") {
  Bench bench;
  bench.loaded(kSmallBank, {"--shard", "1/2"});
  bench.loaded(kSmallBank, part({"--shard", "2/2"}));
  CHECK(digests(bench) == whole(kSmallBank));
}

TEST_CASE("what was loaded is not loaded again") {
  Bench bench;
  bench.loaded(kSmallBank, part({"--shard", "1/2", "--until", "2024-01-03"}));
  const std::string before = digests(bench);
  struct Case {
    Words more;
    int status;
  };
  for (const Case& again :
       {Case{{"--shard", "1/2", "--until", "2024-01-03"}, 3}, Case{{"--shard", "1/2"}, 3},
        Case{{"--shard", "1/2", "--since", "2024-01-02", "--until", "2024-01-04"}, 3}, Case{{}, 3},
        Case{{"--shard", "1/3"}, 3}, Case{{"--shard", "2/2", "--seed", "2"}, 2},
        Case{{"--shard", "2/2", "--set", "users=21"}, 2},
        Case{{"--shard", "2/2", "--start", "2024-01-02"}, 2}}) {
    const Outcome outcome = bench.load(kSmallBank, part(again.more));
    CAPTURE(again.more, outcome.err);
    CHECK(outcome.status == again.status);
    CHECK(outcome.out == "");
    CHECK(digests(bench) == before);
  }
  CHECK(bench.database().leftovers() == "");
  bench.loaded(kSmallBank, part({"--shard", "2/2"}));
  bench.loaded(kSmallBank, part({"--shard", "1/2", "--since", "2024-01-03"}));
  CHECK(digests(bench) == whole(kSmallBank));
}

TEST_CASE("of two loads of the same rows at once one is refused, whatever the sessions' isolation is") {
  for (const char* isolation : {"read committed", "repeatable read", "serializable"}) {
    DatabaseOptions options;
    options.settings = {std::string("default_transaction_isolation = '") + isolation + "'"};
    Bench bench(options);
    bench.loaded(kSmallBank, part({"--shard", "1/2"}));
    // Holds both loads at the lock, then releases them.
    PostgresSession holder = bench.database().session();
    holder.execute("BEGIN; SELECT pg_advisory_xact_lock(" +
                   std::to_string(static_cast<int>(postgres::LockClass::publish)) + ", " +
                   std::to_string(postgres::lock_key("public")) + ")");
    Process one = start(bench, bench.database().address(), kSmallBank + part({"--shard", "2/2"}));
    Process two = start(bench, bench.database().address(), kSmallBank + part({"--shard", "2/2"}));
    wait_for(bench, "SELECT count(*) = 2 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
    holder.execute("COMMIT");
    const int a = one.wait().status;
    const int b = two.wait().status;
    CAPTURE(isolation, a, b);
    CHECK(std::min(a, b) == 0);
    CHECK(std::max(a, b) == 3);
    CHECK(digests(bench) == whole(kSmallBank));
  }
}

TEST_CASE("a foreign key that rows break is named, and nothing stays") {
  Bench bench;
  bench.loaded(kSmallShop, part({"--shard", "1/2"}));
  const std::string before = digests(bench);
  bench.execute(
      "CREATE TABLE vip (customer_id bigint PRIMARY KEY); INSERT INTO vip SELECT customer_id FROM customer;"
      "ALTER TABLE orders ADD CONSTRAINT only_vips FOREIGN KEY (customer_id) REFERENCES vip");
  const Outcome outcome = bench.load(kSmallShop, part({"--shard", "2/2"}));
  CAPTURE(outcome.err);
  CHECK(outcome.status == 1);
  for (const char* text : {"table 'orders'", "only_vips", "(SQLSTATE 23503)"})
    CHECK(contains(outcome.err, text));
  CHECK(digests(bench) == before);
  CHECK(bench.database().leftovers() == "");
}

TEST_CASE("option --unlogged is for new tables") {
  Bench bench;
  CHECK(contains(bench.load(kSmallBank, {"--if-exists", "append", "--shard", "1/2", "--unlogged"}).err,
                 "The tables are UNLOGGED"));
  CHECK(bench.query("SELECT relpersistence FROM pg_class WHERE relname = 'trx'") == "u\n");
  CHECK(contains(bench.load(kSmallBank, {"--if-exists", "append", "--shard", "2/2", "--unlogged"}).err,
                 "those that were there stay as they are"));
}
