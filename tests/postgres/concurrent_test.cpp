// Two loads at once, and readers meanwhile.
#include <csignal>

#include <atomic>
#include <optional>
#include <set>
#include <thread>

#include "postgres/faults.hpp"

using namespace seedbed::test;

namespace {

using Words = std::vector<std::string>;

Words replace_with(int seed) { return {"--seed", std::to_string(seed), "--if-exists", "replace"}; }
const Words kFirst{"--seed", "1", "--shard", "1/2"};
const Words kAppend{"--seed", "1", "--shard", "2/2", "--if-exists", "append"};

// A load that is held at some moment.
struct Held {
  Proxy proxy;
  std::optional<Process> load;

  Held(const BankLoads& loads, const TestDatabase& database, const Words& words, Cut cut)
      : proxy(database.server()) {
    cut.hold = true;
    proxy.plan(cut);
    load.emplace(loads.command(address_with_password(proxy, database), words));
    REQUIRE(proxy.was_cut(kPatience));
  }
  Outcome go_on() {
    proxy.release();
    return load->wait();
  }
};

}  // namespace

TEST_CASE("of two loads that replace, the one that ends last remains") {
  const BankLoads loads;
  const std::string first_content = loads.content_after({replace_with(1)});
  const TestDatabase database;
  for (const Cut& cut : {Cut::before("CREATE SCHEMA"), Cut::in_copy(0), Cut::before("ANALYZE"),
                         Cut::before("pg_advisory_xact_lock")}) {
    CAPTURE(cut.text);
    Held first(loads, database, replace_with(1), cut);
    loads.load(database, replace_with(2));
    const Outcome outcome = first.go_on();
    check_failed(outcome, 0, {}, database);
    CHECK(content_of(database) == first_content);
  }
}

TEST_CASE("of two loads into new tables, the one that ends last says that they are there") {
  const BankLoads loads;
  const TestDatabase database;
  Held first(loads, database, {"--seed", "1"}, Cut::in_copy(0));
  loads.load(database, {"--seed", "2"});
  check_failed(first.go_on(), 3, {"schema 'public' holds '", "already", "--if-exists"}, database);
  CHECK(content_of(database) == loads.content_after({{"--seed", "2"}}));
}

TEST_CASE("two loads at once that are not held") {
  const BankLoads loads;
  const std::set<std::string> contents{loads.content_after({replace_with(1)}),
                                       loads.content_after({replace_with(2)})};
  const TestDatabase database;
  for (int i = 0; i < 5; ++i) {
    Process one(loads.command(database.address(), replace_with(1)));
    Process other(loads.command(database.address(), replace_with(2)));
    check_failed(one.wait(), 0, {}, database);
    check_failed(other.wait(), 0, {}, database);
    CHECK(contents.contains(content_of(database)));
  }
}

TEST_CASE("the same append twice at once: one succeeds, the other is refused, at every isolation level") {
  const BankLoads loads;
  const std::string whole = loads.content_after({kFirst, kAppend});
  for (const std::string isolation : {"read committed", "repeatable read", "serializable"}) {
    CAPTURE(isolation);
    DatabaseOptions options;
    options.settings = {"default_transaction_isolation = '" + isolation + "'"};
    const TestDatabase database(options);
    loads.load(database, kFirst);
    Held first(loads, database, kAppend, Cut::before("LOCK TABLE"));
    Process second(loads.command(database.address(), kAppend));
    wait_for_statement(database, "%pg_advisory_xact_lock%");
    CHECK(first.go_on().status == 0);
    check_failed(second.wait(), 3, {"in it already", "nothing is appended"}, database);
    CHECK(content_of(database) == whole);
  }
}

TEST_CASE("an append that meets a load that replaces") {
  const BankLoads loads;
  const TestDatabase database;
  loads.load(database, kFirst);
  Held append(loads, database, kAppend, Cut::before("LOCK TABLE"));
  Process replace(loads.command(database.address(), replace_with(2)));
  wait_for_statement(database, "%pg_advisory_xact_lock%");
  CHECK(append.go_on().status == 0);
  check_failed(replace.wait(), 0, {}, database);
  CHECK(content_of(database) == loads.content_after({replace_with(2)}));
}

TEST_CASE("readers see the old data until the last commit, and never a part of the new") {
  const BankLoads loads;
  const TestDatabase database;
  loads.load(database, replace_with(1));
  const std::string before = content_of(database);
  for (const Cut& cut : {Cut::before("COPY"), Cut::before("ANALYZE"), Cut::before("DROP VIEW")}) {
    Held held(loads, database, replace_with(2), cut);
    CHECK(content_of(database) == before);
    held.load->signal(SIGKILL);
  }
  const std::string sql = "SELECT sum(hashtextextended(t::text, 0)::numeric) FROM public.trx AS t";
  const std::string old_rows = database.query(sql);
  std::atomic<bool> done = false;
  std::set<std::string> seen;
  std::thread reader([&] {
    PostgresSession session = database.session();
    while (!done) seen.insert(session.query(sql));
    seen.insert(session.query(sql));
  });
  const Outcome outcome = loads.run(database.address(), replace_with(2));
  done = true;
  reader.join();
  check_failed(outcome, 0, {}, database);
  CHECK(seen == std::set<std::string>{old_rows, database.query(sql)});
}
