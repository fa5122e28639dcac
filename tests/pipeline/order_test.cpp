// Rows of a table are ordered by (time, kind by position in the file, index, order of emission).
#include <algorithm>
#include <array>
#include <tuple>

#include "pipeline/models.hpp"
#include "support/batch_target.hpp"
#include "support/catch.hpp"
#include "support/memory_target.hpp"
#include "support/run_model.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

// The columns of `diary` in mixed_model().
enum Diary : std::size_t { kTime, kKind, kId, kNick, kEvents, kWhat };

std::tuple<std::string, int, std::uint64_t, std::uint64_t> key_of(const TextRow& row) {
  return {row[kTime], row[kKind] == "person" ? 0 : 1, std::stoull(row[kId]), std::stoull(row[kEvents])};
}

const MemoryTable& table_of(const MemoryStore& store, const RunResult& result, const std::string& name) {
  const auto& tables = result.model.tables;
  const auto at = std::find_if(tables.begin(), tables.end(), [&](const Table& t) { return t.name == name; });
  return store.tables.at(static_cast<std::size_t>(at - tables.begin()));
}

}  // namespace

TEST_CASE("rows of a table are in the promised order", "[order]") {
  RunSpec spec;
  spec.model = mixed_model();
  spec.threads = GENERATE(1U, 7U);
  MemoryStore store;
  const auto target = make_memory_target(store);
  const RunResult result = run(spec, *target);
  const auto& rows = table_of(store, result, "diary").rows;
  REQUIRE(rows.size() > 10'000);

  bool sorted = true;
  bool one_event_together = true;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    sorted = sorted && key_of(rows[r - 1]) <= key_of(rows[r]);
    // The three rows of `leave`, in the order of its `emit`.
    if (rows[r][kWhat] != "first") {
      one_event_together = one_event_together && key_of(rows[r - 1]) == key_of(rows[r]);
      one_event_together =
          one_event_together && rows[r - 1][kWhat] == (rows[r][kWhat] == "again" ? "first" : "again");
    }
  }
  CHECK(sorted);
  CHECK(one_event_together);
}

TEST_CASE("arrivals between the ticks are in order with all other rows", "[order]") {
  RunSpec spec;
  spec.model = mixed_model();
  MemoryStore store;
  const auto target = make_memory_target(store);
  const RunResult result = run(spec, *target);
  const auto& rows = table_of(store, result, "diary").rows;
  std::size_t at_start = 0;
  std::size_t between = 0;
  for (const TextRow& row : rows) {
    if (row[kTime] == "2024-03-01 00:00:00.000000") ++at_start;
    if (row[kTime].substr(15) != "0:00.000000") ++between;
  }
  CHECK(at_start > 50);  // actors whose arrival is before the start
  CHECK(between > 100);  // the other actors: no other event is between the ticks
  CHECK(between < 400);
}

TEST_CASE("finish rows come last, at the run's end", "[order]") {
  RunSpec spec;
  spec.model = mixed_model();
  spec.threads = 2;
  MemoryStore store;
  const auto target = make_memory_target(store);
  const RunResult result = run(spec, *target);
  const auto& rows = table_of(store, result, "diary").rows;
  const std::string end = "2024-03-03 00:00:00.000000";
  const auto first =
      std::find_if(rows.begin(), rows.end(), [&](const TextRow& row) { return row[kTime] == end; });
  REQUIRE(first != rows.end());
  CHECK(std::all_of(first, rows.end(), [&](const TextRow& row) { return row[kTime] == end; }));
  // Every person who has arrived has a row for "*", after one for "home" if they are there; every shop has
  // one.
  const auto shops =
      std::count_if(first, rows.end(), [](const TextRow& row) { return row[kKind] == "shop"; });
  CHECK(shops == 30);
  CHECK(rows.end() - first - shops > 300);
  CHECK(rows.end() - first - shops < 800);
}

TEST_CASE("in one order of all tables, an event's rows of different tables keep their order", "[order]") {
  RunSpec spec;
  spec.model = R"toml(
[clock]
start = 2024-01-01T00:00:00Z
duration = "1d"
tick = "1m"
[actor.a]
count = 20
initial = "on"
[[actor.a.transition]]
name = "act"
from = "on"
chance = "100%"
emit = ["outer", "inner", "outer"]
[table.outer.columns]
id = "index"
[table.inner.columns]
id = "index"
)toml";
  spec.window_rows = GENERATE(1U, 1'000'000U);
  spec.threads = GENERATE(1U, 7U);
  MemoryStore store;
  const auto target = make_memory_target(store, {1, true});
  const RunResult result = run(spec, *target);
  std::vector<std::uint64_t> outer;
  std::vector<std::uint64_t> inner;
  for (std::uint64_t event = 0; event < 20 * 24 * 60; ++event) {
    outer.insert(outer.end(), {3 * event, 3 * event + 2});
    inner.push_back(3 * event + 1);
  }
  CHECK((table_of(store, result, "outer").ranks == outer));
  CHECK((table_of(store, result, "inner").ranks == inner));
}

// A sink with foreign keys needs this: the parents of all rows before a checkpoint are there.
TEST_CASE("the rows before a checkpoint are all rows of all tables up to a moment", "[order]") {
  RunSpec spec;
  spec.model = bundled_model("bank");
  spec.set = {{"users", "3000"}};
  spec.threads = GENERATE(1U, 3U);
  constexpr std::array<std::size_t, 4> kTimeColumn = {2, 2, 0, 0};  // of the tables before `account`
  std::int64_t latest = 0;
  std::int64_t checkpoint = 0;
  std::size_t checkpoints = 0;
  bool late = false;
  TargetCalls calls;
  const auto on_batch = [&](std::size_t table, const Batch& batch) {
    for (std::size_t r = 0; table < kTimeColumn.size() && r < batch.rows(); ++r) {
      const std::int64_t time = batch.integer(kTimeColumn[table], r);
      late = late || time < checkpoint;
      latest = std::max(latest, time);
    }
  };
  const auto on_checkpoint = [&](std::size_t) {
    checkpoint = latest;
    ++checkpoints;
  };
  (void)run(spec, *make_batch_target(calls, on_batch, {1, false, on_checkpoint}));
  CHECK(checkpoints >= 3);
  CHECK_FALSE(late);
}
