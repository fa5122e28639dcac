// kill -9 of the program: in every phase of a load, and at moments drawn over the whole of it.
#include <csignal>

#include <chrono>
#include <optional>
#include <random>
#include <thread>

#include "postgres/faults.hpp"
#include "support/long_run.hpp"

using namespace seedbed::test;

namespace {

using Words = std::vector<std::string>;
using Clock = std::chrono::steady_clock;

constexpr int kKilled = 128 + SIGKILL;
// Of each kind; so many of them hit a load that was under way.
const int kMoments = is_long_run() ? 20 : 6;
constexpr int kMostAttempts = 200;

Words replace_with(int seed) { return {"--seed", std::to_string(seed), "--if-exists", "replace"}; }

Cut hold(Cut cut, const std::string& only_after = "") {
  cut.hold = true;
  cut.only_after = only_after;
  return cut;
}

// Kills the load when it is where the proxy holds it.
void kill_where_held(const BankLoads& loads, const TestDatabase& database, Proxy& proxy, const Words& words,
                     const Cut& cut) {
  proxy.plan(cut);
  Process load(loads.command(address_with_password(proxy, database), words));
  REQUIRE(proxy.was_cut(kPatience));
  load.signal(SIGKILL);
  REQUIRE(load.wait().status == kKilled);
  wait_for_no_connections(database);
}

// Kills a load after this time. Whether it was still under way.
bool kill_after(const BankLoads& loads, const TestDatabase& database, const Words& words,
                std::chrono::microseconds moment) {
  Process load(loads.command(database.address(), words));
  std::this_thread::sleep_for(moment);
  load.signal(SIGKILL);
  const bool killed = load.wait().status == kKilled;
  wait_for_no_connections(database);
  return killed;
}

template <typename Load>
std::chrono::microseconds duration_of(const Load& load) {
  const auto start = Clock::now();
  load();
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
}

// Moments of a load that takes this long.
class Moments {
 public:
  explicit Moments(std::chrono::microseconds duration) : distribution_(0, duration.count()) {}
  std::chrono::microseconds next() { return std::chrono::microseconds(distribution_(random_)); }

 private:
  std::mt19937_64 random_{20240101};
  std::uniform_int_distribution<std::int64_t> distribution_;
};

// Where a load that replaces is held and killed.
const std::vector<Cut> kPhases{hold(Cut::before("CREATE SCHEMA")),
                               hold(Cut::after_answer_to("COMMIT"), "COMMENT ON SCHEMA"),
                               hold(Cut::after_answer_to("TRUNCATE")),
                               hold(Cut::before("COPY")),
                               hold(Cut::in_copy(20'000)),
                               hold(Cut::before("COMMIT"), "TRUNCATE"),
                               hold(Cut::after_answer_to("COMMIT"), "TRUNCATE"),
                               hold(Cut::after_answer_to("ADD PRIMARY KEY"), "TRUNCATE"),
                               hold(Cut::before("CREATE INDEX"), "TRUNCATE"),
                               hold(Cut::after_answer_to("FOREIGN KEY"), "TRUNCATE"),
                               hold(Cut::before("ANALYZE"), "TRUNCATE"),
                               hold(Cut::after_answer_to("DROP TABLE")),
                               hold(Cut::after_answer_to("SET SCHEMA")),
                               hold(Cut::after_answer_to("INSERT INTO")),
                               hold(Cut::after_answer_to("DROP SCHEMA")),
                               hold(Cut::before("COMMIT"), "DROP SCHEMA")};

}  // namespace

TEST_CASE("kill -9 in any phase of a load keeps the old data, and the next load cleans up") {
  const BankLoads loads;
  const TestDatabase database;
  loads.load(database, replace_with(1));
  const std::string before = content_of(database);
  Proxy proxy(database.server());
  for (const Cut& cut : kPhases) {
    CAPTURE(cut.text, cut.only_after, static_cast<int>(cut.moment));
    kill_where_held(loads, database, proxy, replace_with(2), cut);
    CHECK(content_of(database) == before);
    CHECK(database.schemas().size() <= 1);
  }
  // What the last one left was cleared by those after it, all but its own.
  kill_where_held(loads, database, proxy, replace_with(2), hold(Cut::in_copy(0)));
  CHECK(database.schemas().size() == 1);
  loads.load(database, replace_with(2));
  CHECK(content_of(database) == loads.content_after({replace_with(2)}));
  CHECK(database.leftovers() == "");
}

TEST_CASE("kill -9 after the last commit: the new data is visible") {
  const BankLoads loads;
  const TestDatabase database;
  loads.load(database, replace_with(1));
  Proxy proxy(database.server());
  kill_where_held(loads, database, proxy, replace_with(2),
                  hold(Cut::after_answer_to("COMMIT"), "DROP SCHEMA"));
  CHECK(proxy.withheld_answer() == "COMMIT");
  CHECK(content_of(database) == loads.content_after({replace_with(2)}));
  CHECK(database.leftovers() == "");
}

TEST_CASE("kill -9 at random moments of loads that replace: old data or new, and the next load succeeds") {
  const BankLoads loads;
  const TestDatabase database;
  const std::string contents[] = {loads.content_after({replace_with(1)}),
                                  loads.content_after({replace_with(2)})};
  REQUIRE(contents[0] != contents[1]);
  Moments moments(duration_of([&] { loads.load(database, replace_with(1)); }));
  int killed = 0;
  int intact = 0;
  for (int i = 0; killed < kMoments && i < kMostAttempts; ++i) {
    const std::string& old = contents[i % 2];
    const std::string& fresh = contents[(i + 1) % 2];
    if (kill_after(loads, database, replace_with(i % 2 == 0 ? 2 : 1), moments.next())) ++killed;
    const std::string now = content_of(database);
    CHECK((now == old || now == fresh));
    if (now == old) ++intact;
    loads.load(database, replace_with(i % 2 == 0 ? 2 : 1));
    CHECK(content_of(database) == fresh);
    CHECK(database.leftovers() == "");
  }
  CHECK(killed == kMoments);
  CHECK(intact > 0);
}

TEST_CASE("kill -9 at random moments of loads that append: run again, every row is there once") {
  const BankLoads loads;
  const Words first{"--seed", "1", "--shard", "1/2"};
  const Words second{"--seed", "1", "--shard", "2/2", "--if-exists", "append"};
  const std::string whole = loads.content_after({first, second});
  std::optional<TestDatabase> database(std::in_place);
  loads.load(*database, first);
  const std::string half = content_of(*database);
  Moments moments(duration_of([&] { loads.load(*database, second); }));
  int killed = 0;
  int none = 0;
  for (int i = 0; killed < kMoments && i < kMostAttempts; ++i) {
    database.emplace();
    loads.load(*database, first);
    if (kill_after(loads, *database, second, moments.next())) ++killed;
    const bool all = content_of(*database) == whole;
    if (!all) {
      CHECK(content_of(*database) == half);
      ++none;
    }
    const Outcome again = loads.run(database->address(), second);
    CAPTURE(again.err);
    CHECK(again.status == (all ? 3 : 0));
    CHECK(content_of(*database) == whole);
    CHECK(database->leftovers() == "");
  }
  CHECK(killed == kMoments);
  CHECK(none > 0);
}

TEST_CASE("kill -9 of an append while rows are copied and around its commit") {
  const BankLoads loads;
  const Words first{"--seed", "1", "--shard", "1/2"};
  const Words second{"--seed", "1", "--shard", "2/2", "--if-exists", "append"};
  const std::string whole = loads.content_after({first, second});
  const TestDatabase database;
  loads.load(database, first);
  const std::string half = content_of(database);
  Proxy proxy(database.server());
  for (const Cut& cut :
       {hold(Cut::before("LOCK TABLE")), hold(Cut::before("COPY")), hold(Cut::in_copy(10'000)),
        hold(Cut::after_answer_to("SET CONSTRAINTS")), hold(Cut::after_answer_to("INSERT INTO")),
        hold(Cut::before("COMMIT"), "INSERT INTO")}) {
    CAPTURE(cut.text, static_cast<int>(cut.moment));
    kill_where_held(loads, database, proxy, second, cut);
    CHECK(content_of(database) == half);
    CHECK(database.leftovers() == "");
  }
  kill_where_held(loads, database, proxy, second, hold(Cut::after_answer_to("COMMIT"), "INSERT INTO"));
  CHECK(content_of(database) == whole);
  const Outcome again = loads.run(database.address(), second);
  CAPTURE(again.err);
  CHECK(again.status == 3);
  CHECK(content_of(database) == whole);
}
