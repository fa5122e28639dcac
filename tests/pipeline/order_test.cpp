// Rows of a table come by (place in time, kind by position in the file, index, order of emission).
#include <algorithm>
#include <tuple>

#include "pipeline/models.hpp"
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

TEST_CASE("rows of a table stand in the promised order", "[order]") {
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

TEST_CASE("arrivals lie between the ticks and come in order with all others", "[order]") {
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
  CHECK(at_start > 50);  // those who would have come before
  CHECK(between > 100);  // the others: nothing else is off the ticks
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
  // Every person who has come has a row for "*", those at home one before it; every shop one.
  const auto shops =
      std::count_if(first, rows.end(), [](const TextRow& row) { return row[kKind] == "shop"; });
  CHECK(shops == 30);
  CHECK(rows.end() - first - shops > 300);
  CHECK(rows.end() - first - shops < 800);
}

TEST_CASE("an event's rows of different tables keep their order in one order of all tables", "[order]") {
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
