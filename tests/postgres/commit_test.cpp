// A connection is lost during the last COMMIT: the load's row in seedbed_load decides the outcome.
#include <csignal>

#include <thread>

#include "postgres/faults.hpp"

using namespace seedbed::test;

namespace {

using Words = std::vector<std::string>;

const Words kFirst{"--seed", "1", "--shard", "1/2"};
const Words kReplace{"--seed", "2", "--if-exists", "replace"};
const Words kAppend{"--seed", "1", "--shard", "2/2", "--if-exists", "append"};

// Of the transaction that shows a load's rows: fresh or appended.
Cut last_commit(Cut cut) {
  cut.text = "COMMIT";
  cut.only_after = ".seedbed_load (load_id";
  return cut;
}

struct Setup {
  BankLoads loads;
  TestDatabase database;
  Proxy proxy{database.server()};
  std::string address = address_with_password(proxy, database);
  std::string before;

  Setup() {
    loads.load(database, kFirst);
    before = content_of(database);
  }
  Outcome run(const Words& words, const Cut& cut) {
    proxy.plan(last_commit(cut));
    Outcome outcome = loads.run(address, words);
    CAPTURE(outcome.err);
    CHECK(proxy.was_cut());
    return outcome;
  }
};

}  // namespace

TEST_CASE("cut before the server has the last COMMIT: the load failed, and can be run again") {
  for (const Words& words : {kReplace, kAppend}) {
    Setup setup;
    const Outcome outcome = setup.run(words, Cut::before(""));
    check_failed(outcome, 1, {"committing", "nothing was changed, the load can be run again"},
                 setup.database);
    CHECK(content_of(setup.database) == setup.before);
    setup.loads.load(setup.database, words);
    CHECK(content_of(setup.database) == setup.loads.content_after({kFirst, words}));
  }
}

TEST_CASE("cut after the server took the last COMMIT: the load is done") {
  for (const Words& words : {kReplace, kAppend}) {
    Setup setup;
    const Outcome outcome = setup.run(words, Cut::after_answer_to(""));
    CHECK(setup.proxy.withheld_answer() == "COMMIT");
    check_failed(outcome, 0, {}, setup.database);
    CHECK(content_of(setup.database) == setup.loads.content_after({kFirst, words}));
  }
}

TEST_CASE("cut at the last COMMIT, server unreachable for a while: the outcome is found when it is back") {
  for (const bool taken : {false, true}) {
    for (const Words& words : {kReplace, kAppend}) {
      Setup setup;
      Cut cut = taken ? Cut::after_answer_to("") : Cut::before("");
      cut.refuse_afterwards = true;
      setup.proxy.plan(last_commit(cut));
      Process load(setup.loads.command(setup.address, words));
      REQUIRE(setup.proxy.was_cut(kPatience));
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      setup.proxy.accept_again();
      check_failed(load.wait(), taken ? 0 : 1, {}, setup.database);
      CHECK((content_of(setup.database) == setup.before) == !taken);
    }
  }
}

TEST_CASE("cut at the last COMMIT, server unreachable: in doubt, and the message says how to find out") {
  for (const Words& words : {kReplace, kAppend}) {
    Setup setup;
    Cut cut = Cut::after_answer_to("");
    cut.refuse_afterwards = true;
    setup.proxy.plan(last_commit(cut));
    Process load(setup.loads.command(setup.address, words));
    REQUIRE(setup.proxy.was_cut(kPatience));
    load.signal(SIGINT);  // else it would go on asking for half a minute
    const Outcome outcome = load.wait();
    check_failed(outcome, 4, {"in doubt", "SELECT * FROM \"public\".seedbed_load WHERE load_id = '"},
                 setup.database);
    // What the message says does tell.
    const std::size_t at = outcome.err.find("SELECT * FROM");
    REQUIRE(at != std::string::npos);
    const std::string ask = outcome.err.substr(at, outcome.err.find("' returns") + 1 - at);
    CHECK(setup.database.query(ask) != "");
    CHECK(content_of(setup.database) == setup.loads.content_after({kFirst, words}));
  }
}

TEST_CASE("Ctrl-C during a last COMMIT whose answer is lost") {
  for (const Words& words : {kReplace, kAppend}) {
    Setup setup;
    Cut cut = Cut::after_answer_to("");
    cut.hold = true;
    setup.proxy.plan(last_commit(cut));
    Process load(setup.loads.command(setup.address, words));
    REQUIRE(setup.proxy.was_cut(kPatience));
    const int before = setup.proxy.accepted();
    load.signal(SIGINT);
    wait_until("the request to cancel", [&] { return setup.proxy.accepted() > before; });
    setup.proxy.cut_held();
    check_failed(load.wait(), 0, {}, setup.database);
    CHECK(content_of(setup.database) == setup.loads.content_after({kFirst, words}));
  }
}

TEST_CASE("a connection lost after the last COMMIT was answered changes nothing of it") {
  for (const Words& words : {kReplace, kAppend}) {
    Setup setup;
    setup.proxy.plan(Cut::before("pg_total_relation_size"));
    const Outcome outcome = setup.loads.run(setup.address, words);
    CHECK(setup.proxy.was_cut());
    check_failed(outcome, 0, {}, setup.database);
    CHECK(content_of(setup.database) == setup.loads.content_after({kFirst, words}));
  }
}
