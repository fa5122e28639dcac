// What can happen to a server in the middle of a load: it crashes, ends a connection, has no room left.
#include "postgres/faults.hpp"
#include "support/own_server.hpp"
#include "support/skip.hpp"

using namespace seedbed::test;

namespace {

using Words = std::vector<std::string>;

const Words kReplace{"--seed", "2", "--if-exists", "replace"};

Cut hold(Cut cut, const std::string& only_after) {
  cut.hold = true;
  cut.only_after = only_after;
  return cut;
}

void terminate(const TestDatabase& database, const std::string& application_name_like) {
  const std::string ended = database.query(
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database()"
      " AND application_name LIKE '" +
      application_name_like + "'");
  REQUIRE(ended != "0\n");
}

}  // namespace

TEST_CASE("a server that is stopped in the middle and started again has the old data") {
  OwnServer own;
  const BankLoads loads(Keys::none);
  const TestDatabase database(own.server());
  loads.load(database, kSmallShard);
  const std::string before = content_of(database);
  for (const Words& words : {endless(kReplace), kEndlessShard}) {
    Process load(loads.command(database.tcp_address(), words));
    wait_for_statement(database, "COPY%");
    own.crash();
    const Outcome outcome = load.wait();
    CAPTURE(outcome.err);
    CHECK(outcome.status == 1);
    CHECK(contains(outcome.err, "run the load again when the server is up"));
    CHECK_FALSE(contains(outcome.err, own.server().password));
    own.start();
    CHECK(content_of(database) == before);
  }
  loads.load(database, kReplace);
  CHECK(database.leftovers() == "");
  CHECK(content_of(database) == loads.content_after({kReplace}));
}

TEST_CASE("a server that crashes in the last COMMIT is asked when it is up again") {
  OwnServer own;
  const BankLoads loads;
  const TestDatabase database(own.server());
  Proxy proxy(own.server());
  loads.load(database, {"--seed", "1"});
  const std::string before = content_of(database);
  for (const bool taken : {false, true}) {
    proxy.plan(hold(taken ? Cut::after_answer_to("COMMIT") : Cut::before("COMMIT"), "DROP SCHEMA"));
    Process load(loads.command(address_with_password(proxy, database), kReplace));
    REQUIRE(proxy.was_cut(kPatience));
    own.crash();
    proxy.refuse();
    own.start();
    proxy.accept_again();
    const Outcome outcome = load.wait();
    CAPTURE(outcome.err);
    CHECK(outcome.status == (taken ? 0 : 1));
    CHECK((content_of(database) == before) == !taken);
    CHECK(database.leftovers() == "");
  }
  CHECK(content_of(database) == loads.content_after({kReplace}));
}

TEST_CASE("a connection that the server ends fails the load") {
  const BankLoads loads(Keys::none);
  const TestDatabase database;
  loads.load(database, kSmallShard);
  const std::string before = content_of(database);
  for (const Words& words : {endless(kReplace), kEndlessShard}) {
    Process load(loads.command(database.address(), words));
    wait_for_statement(database, "COPY%");
    terminate(database, "seedbed bank _%");
    check_failed(load.wait(), 1, {"the connection was lost", "run the load again"}, database);
    CHECK(content_of(database) == before);
  }
}

TEST_CASE("the controlling connection is ended while rows are copied") {
  const BankLoads loads;
  const TestDatabase database;
  loads.load(database, {"--seed", "1"});
  const std::string before = content_of(database);
  Proxy proxy(database.server());
  proxy.plan(hold(Cut::in_copy(0), ""));
  Process load(loads.command(address_with_password(proxy, database), kReplace));
  REQUIRE(proxy.was_cut(kPatience));
  terminate(database, "seedbed bank");
  proxy.release();
  check_failed(load.wait(), 1, {"the connection was lost", "run the load again"}, database);
  CHECK(content_of(database) == before);
}

TEST_CASE("a disk that is full fails the load, and leaves room again") {
  OwnServer own;
  const std::string why_not = own.add_small_tablespace("small", 24);
  if (!why_not.empty()) {
    skip(why_not);
    return;
  }
  const BankLoads loads(Keys::none);
  DatabaseOptions options;
  options.tablespace = "small";
  const TestDatabase database(own.server(), options);
  loads.load(database, kSmallShard);
  const std::string before = content_of(database);
  for (const Words& words : {endless(kReplace), kEndlessShard}) {
    check_failed(loads.run(database.address(), words), 1,
                 {"SQLSTATE 53100", "table '", "free space on the server's disk, and run the load again"},
                 database);
    CHECK(content_of(database) == before);
    database.execute("VACUUM");  // an append that failed leaves its room within the tables
  }
  loads.load(database, {"--seed", "2", "--duration", "1d", "--if-exists", "replace"});
  CHECK(database.leftovers() == "");
}
