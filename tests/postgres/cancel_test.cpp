// Ctrl-C and SIGTERM: the server's work is cancelled, and nothing is left.
#include <csignal>

#include "postgres/faults.hpp"

using namespace seedbed::test;

namespace {

using Words = std::vector<std::string>;

const Words kFirst{"--seed", "1", "--shard", "1/2"};
const Words kReplace{"--seed", "2", "--if-exists", "replace"};
const Words kAppend{"--seed", "1", "--shard", "2/2", "--if-exists", "append"};

constexpr const char* kInterrupted = "seedbed: interrupted; the target is as it was before";

struct Setup {
  BankLoads loads;
  TestDatabase database;
  std::string before;

  explicit Setup(const Words& first = kFirst, Keys keys = Keys::foreign) : loads(keys) {
    loads.load(database, first);
    before = content_of(database);
  }
  void check_interrupted(const Outcome& outcome) const {
    check_failed(outcome, 130, {kInterrupted}, database);
    CHECK(content_of(database) == before);
  }
};

}  // namespace

TEST_CASE("Ctrl-C and SIGTERM while rows are copied") {
  for (const int signal : {SIGINT, SIGTERM}) {
    for (const Words& words : {endless(kReplace), kEndlessShard}) {
      const Setup setup(kSmallShard, Keys::none);
      Process load(setup.loads.command(setup.database.address(), words));
      wait_for_statement(setup.database, "COPY%");
      load.signal(signal);
      setup.check_interrupted(load.wait());
    }
  }
}

TEST_CASE("Ctrl-C while the server works on one row for a long time") {
  const Setup setup(kSmallShard, Keys::none);
  setup.database.execute(
      "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
      " 'BEGIN PERFORM pg_sleep(600); RETURN new; END'");
  for (const char* table : {"clickstream", "trx", "balance", "loan"}) {
    setup.database.execute(std::string("CREATE TRIGGER slow BEFORE INSERT ON ") + table +
                           " FOR EACH ROW EXECUTE FUNCTION slow()");
  }
  Process load(setup.loads.command(setup.database.address(), kEndlessShard));
  wait_for_statement(setup.database, "COPY%");
  wait_until("the trigger", [&] {
    return setup.database.query(
               "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
               " AND wait_event = 'PgSleep'") != "0\n";
  });
  load.signal(SIGINT);
  setup.check_interrupted(load.wait());
}

TEST_CASE("Ctrl-C while the publishing waits for a reader") {
  const Setup setup;
  PostgresSession other = setup.database.session();
  other.execute("BEGIN; LOCK TABLE public.trx IN ACCESS SHARE MODE");
  Process load(setup.loads.command(setup.database.address(), kReplace));
  wait_for_statement(setup.database, "DROP TABLE%");
  load.signal(SIGINT);
  const Outcome outcome = load.wait();
  other.execute("ROLLBACK");
  setup.check_interrupted(outcome);
}

TEST_CASE("Ctrl-C that reaches the server before the statement does is sent again") {
  const Setup setup;
  Proxy proxy(setup.database.server());
  Cut cut = Cut::before("CREATE INDEX trx_user_id");
  cut.only_after = "TRUNCATE";  // not where the script is tried out
  cut.hold = true;
  proxy.plan(cut);
  Process load(setup.loads.command(address_with_password(proxy, setup.database), kReplace));
  REQUIRE(proxy.was_cut(kPatience));
  REQUIRE(setup.database.schemas().size() == 1);
  const int before = proxy.accepted();
  load.signal(SIGINT);
  wait_until("the request to cancel", [&] { return proxy.accepted() > before; });
  // The index would wait for this lock for ever.
  PostgresSession other = setup.database.session();
  other.execute("BEGIN; LOCK TABLE " + setup.database.schemas().front() + ".trx IN ROW EXCLUSIVE MODE");
  proxy.release();
  wait_until("the end of the index", [&] {
    return setup.database.query(
               "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
               "state = 'active' AND query LIKE 'CREATE INDEX%'") == "0\n";
  });
  other.execute("ROLLBACK");
  setup.check_interrupted(load.wait());
}

TEST_CASE("a second Ctrl-C ends the program at once, and the next load cleans up") {
  const Setup setup;
  Proxy proxy(setup.database.server());
  Cut cut = Cut::before("CREATE INDEX trx_user_id");
  cut.only_after = "TRUNCATE";  // not where the script is tried out
  cut.hold = true;
  proxy.plan(cut);
  Process load(setup.loads.command(address_with_password(proxy, setup.database), kReplace));
  REQUIRE(proxy.was_cut(kPatience));
  load.signal(SIGINT);
  load.signal(SIGTERM);
  CHECK(load.wait().status == 130);
  wait_for_no_connections(setup.database);
  CHECK(setup.database.schemas().size() == 1);
  CHECK(content_of(setup.database) == setup.before);
  setup.loads.load(setup.database, kReplace);
  CHECK(setup.database.leftovers() == "");
  CHECK(content_of(setup.database) == setup.loads.content_after({kFirst, kReplace}));
}
