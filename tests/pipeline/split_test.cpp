// Shards and slices of time add up to the whole, row for row.
#include <algorithm>

#include "pipeline/models.hpp"
#include "support/catch.hpp"
#include "support/memory_target.hpp"
#include "support/run_model.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

constexpr std::int64_t kHour = 3'600'000'000;

using Tables = std::vector<std::vector<TextRow>>;

// The sum of several runs.
struct Sum {
  std::vector<std::uint64_t> rows;
  std::vector<Digest> digests;
  std::vector<std::vector<std::uint64_t>> transitions;  // by kind: fired and refused
  Tables tables;                                        // the rows of one run after the other

  void add(const RunSpec& spec) {
    MemoryStore store;
    const auto target = make_memory_target(store);
    const RunResult result = run(spec, *target);
    const std::size_t count = result.model.tables.size();
    rows.resize(count);
    digests.resize(count);
    tables.resize(count);
    for (std::size_t t = 0; t < count; ++t) {
      rows[t] += result.load.totals.rows[t];
      digests[t] += result.load.totals.digests[t];
      CHECK(store.tables[t].digest == result.load.totals.digests[t]);
      tables[t].insert(tables[t].end(), store.tables[t].rows.begin(), store.tables[t].rows.end());
    }
    transitions.resize(2 * result.load.transitions.size());
    for (std::size_t k = 0; k < transitions.size(); ++k) {
      const auto& of_kind = result.load.transitions[k / 2];
      const auto& counts = k % 2 == 0 ? of_kind.fired : of_kind.refused;
      transitions[k].resize(counts.size());
      for (std::size_t i = 0; i < counts.size(); ++i) transitions[k][i] += counts[i];
    }
  }
};

void check_equal(const Sum& whole, const Sum& parts) {
  CHECK(whole.rows == parts.rows);
  CHECK(whole.digests == parts.digests);
  CHECK(whole.transitions == parts.transitions);
}

RunSpec spec_of(const std::string& model) {
  RunSpec spec;
  spec.threads = 2;
  spec.model = model == "bank" ? bundled_model("bank") : mixed_model();
  if (model == "bank") {
    spec.set = {{"users", "100"}};
    spec.duration = 7 * 24 * kHour;
  }
  return spec;
}

}  // namespace

TEST_CASE("shards add up to the whole", "[split]") {
  const std::string model = GENERATE("bank", "mixed");
  RunSpec spec = spec_of(model);
  Sum whole;
  whole.add(spec);
  for (const std::uint64_t shards : {2U, 7U, 130U}) {  // 130: more than users or shops
    INFO(model << " in " << shards << " shards");
    Sum parts;
    for (std::uint64_t k = 1; k <= shards; ++k) {
      spec.shard = k;
      spec.shards = shards;
      spec.threads = 1 + k % 3;
      parts.add(spec);
    }
    check_equal(whole, parts);
    for (std::size_t t = 0; t < whole.tables.size(); ++t) {
      std::sort(whole.tables[t].begin(), whole.tables[t].end());
      std::sort(parts.tables[t].begin(), parts.tables[t].end());
      CHECK((whole.tables[t] == parts.tables[t]));
    }
  }
}

TEST_CASE("shard K of N has the actors i with floor(i N / C) = K - 1", "[split]") {
  RunSpec spec = spec_of("bank");
  spec.shards = 7;
  for (spec.shard = 1; spec.shard <= 7; ++spec.shard) {
    MemoryStore store;
    const auto target = make_memory_target(store);
    (void)run(spec, *target);
    std::vector<TextRow> expected;
    for (std::uint64_t i = 0; i < 100; ++i) {
      if (i * 7 / 100 == spec.shard - 1) expected.push_back({std::to_string(i)});
    }
    std::vector<TextRow> users;
    for (const TextRow& row : store.tables[4].rows) users.push_back({row[0]});  // account: one row per user
    CHECK(users == expected);
  }
}

TEST_CASE("consecutive slices of time are the whole", "[split]") {
  const std::string model = GENERATE("bank", "mixed");
  RunSpec spec = spec_of(model);
  Sum whole;
  whole.add(spec);
  const model::Clock clock = compiled(spec).clock;
  // Days, hours, and lengths that are no multiple of a tick or window.
  for (const std::int64_t length : {24 * kHour, 7 * kHour, 11 * kHour + 1'234'567}) {
    INFO(model << " in slices of " << length << " us");
    Sum parts;
    spec.window_rows = length == 7 * kHour ? 10 : 0;
    spec.sweep_shift = length == 7 * kHour ? 3 : 0;
    for (std::int64_t since = clock.start; since < clock.end; since += length) {
      spec.since = since;
      spec.until = std::min(since + length, clock.end);
      parts.add(spec);
    }
    check_equal(whole, parts);
    for (std::size_t t = 0; t < whole.tables.size(); ++t) CHECK((whole.tables[t] == parts.tables[t]));
  }
}

TEST_CASE("a slice and a shard can be combined", "[split]") {
  RunSpec spec = spec_of("mixed");
  Sum whole;
  whole.add(spec);
  const model::Clock clock = compiled(spec).clock;
  Sum parts;
  spec.shards = 3;
  for (spec.shard = 1; spec.shard <= 3; ++spec.shard) {
    for (const auto& [since, until] :
         {std::pair(clock.start, clock.start + kHour), {clock.start + kHour, clock.end}}) {
      spec.since = since;
      spec.until = until;
      parts.add(spec);
    }
  }
  check_equal(whole, parts);
}

TEST_CASE("a slice has the rows whose time is in it, and finish rows belong to the last slice", "[split]") {
  RunSpec spec = spec_of("bank");
  const model::Clock clock = compiled(spec).clock;
  spec.since = clock.start + 24 * kHour;
  spec.until = clock.start + 48 * kHour;
  MemoryStore store;
  const auto target = make_memory_target(store);
  (void)run(spec, *target);
  REQUIRE(store.tables[0].rows.size() > 100);
  for (const TextRow& row : store.tables[0].rows) {
    CHECK(row[2] >= "2024-01-02 00:00:00.000000");
    CHECK(row[2] < "2024-01-03 00:00:00.000000");
  }
  CHECK(store.tables[4].rows.empty());
}

TEST_CASE("a run that ends within a sweep simulates nothing after its end", "[split]") {
  RunSpec spec;
  spec.model = R"toml(
[parameters]
bound = "1d"
[clock]
start = 2024-01-01T00:00:00Z
duration = "1d"
[actor.a]
count = 200
initial = "a"
[actor.a.attributes]
n = "uniform_int(0, 9)"
[[actor.a.transition]]
name = "act"
from = "a"
rate = "6/h"
let = { left = "1 // if(now < start + bound + 1m, 1, 0)" }
each = { times = "3", emit = ["log"] }
[table.log.columns]
n = "n + left"
at = "now"
)toml";
  const model::Clock clock = compiled(spec).clock;
  for (const std::int64_t seconds : {90, 3'630, 25'200}) {
    spec.set = {
        {"bound", std::to_string(seconds) + "s"}};  // an event more than one window later divides by zero
    spec.until = clock.start + seconds * 1'000'000;
    spec.sweep_shift = 0;
    const RunResult windows = run(spec);
    spec.sweep_shift = 6;
    const RunResult sweeps = run(spec);
    INFO(seconds << " s");
    CHECK(windows.rows("log") > 0);
    CHECK(sweeps.rows("log") == windows.rows("log"));
    CHECK(sweeps.load.totals.digests == windows.load.totals.digests);
  }
}
