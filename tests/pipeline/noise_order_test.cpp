// The order of late rows, and that noise does not depend on how a run is divided.
#include <algorithm>
#include <map>

#include "base/civil_time.hpp"
#include "pipeline/noise_runs.hpp"
#include "support/catch.hpp"
#include "support/memory_target.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

constexpr std::int64_t kHour = 3'600'000'000;

using Tables = std::vector<std::vector<TextRow>>;

struct Outcome {
  Tables rows;
  std::vector<std::vector<std::uint64_t>> ranks;
  LoadTotals totals;
  std::vector<std::uint64_t> counts;  // dropped, nulled, duplicated, late

  // Appends the outcome of a slice that follows in time.
  void append(const Outcome& other) {
    rows.resize(other.rows.size());
    totals.rows.resize(other.rows.size());
    totals.digests.resize(other.rows.size());
    counts.resize(other.counts.size());
    for (std::size_t t = 0; t < rows.size(); ++t) {
      rows[t].insert(rows[t].end(), other.rows[t].begin(), other.rows[t].end());
      totals.rows[t] += other.totals.rows[t];
      totals.digests[t] += other.totals.digests[t];
    }
    for (std::size_t c = 0; c < counts.size(); ++c) counts[c] += other.counts[c];
  }
};

Outcome outcome_of(const RunSpec& spec, bool total_order = false) {
  MemoryStore store;
  const auto target = make_memory_target(store, {1, total_order});
  const RunResult result = run(spec, *target);
  Outcome outcome;
  for (MemoryTable& table : store.tables) {
    outcome.rows.push_back(std::move(table.rows));
    outcome.ranks.push_back(std::move(table.ranks));
  }
  outcome.totals = result.load.totals;
  for (std::size_t t = 0; t < store.tables.size(); ++t)
    CHECK(store.tables[t].digest == result.load.totals.digests[t]);
  const model::NoiseCounts& noise = result.load.noise.at(0);
  outcome.counts = {noise.dropped};
  outcome.counts.insert(outcome.counts.end(), noise.nulled.begin(), noise.nulled.end());
  outcome.counts.insert(outcome.counts.end(), {noise.duplicated, noise.late});
  return outcome;
}

void check_equal(const Outcome& a, const Outcome& b) {
  CHECK((a.rows == b.rows));
  CHECK(a.totals.rows == b.totals.rows);
  CHECK(a.totals.digests == b.totals.digests);
  CHECK(a.counts == b.counts);
}

RunSpec noisy() {
  RunSpec spec;
  spec.model = noisy_model();
  return spec;
}

TextRow text_of(const FeedRow& row) {
  return {std::to_string(row.kind), std::to_string(row.id), std::to_string(row.event),
          std::to_string(row.part), format_time(row.time),  row.name};
}

bool is_finish(const FeedRow& row) { return row.part == 10; }

}  // namespace

TEST_CASE("late rows are ordered by their own time, then by kind, index, event and emission", "[noise]") {
  RunSpec spec = noisy();
  std::vector<FeedRow> rows = feed_rows(spec, 5);
  const model::Clock clock = compiled(spec).clock;
  std::sort(rows.begin(), rows.end(), [](const FeedRow& a, const FeedRow& b) {
    return std::tuple(is_finish(a), a) < std::tuple(is_finish(b), b);
  });
  std::vector<TextRow> expected;
  std::size_t crowded = 0;  // rows of several events at one time
  for (std::size_t r = 0; r < rows.size(); ++r) {
    expected.push_back(text_of(rows[r]));
    if (r > 0 && rows[r].place == rows[r - 1].place && rows[r].time != rows[r - 1].time) ++crowded;
    CHECK(rows[r].place >= rows[r].time);
    CHECK(rows[r].place <= std::min(clock.end, rows[r].time + 8 * kHour));
  }
  REQUIRE(expected.size() > 20'000);
  CHECK(crowded > 2'000);
  spec.threads = GENERATE(1U, 3U);
  spec.window_rows = GENERATE(0U, 1U, 1'000'000U);
  const Outcome outcome = outcome_of(spec, GENERATE(false, true));
  CHECK((outcome.rows[0] == expected));
}

TEST_CASE("in one order of all tables, late rows are among the others, whatever the threads", "[noise]") {
  RunSpec spec = noisy();
  const Outcome one = outcome_of(spec, true);
  std::vector<std::uint64_t> all = one.ranks[0];
  all.insert(all.end(), one.ranks[1].begin(), one.ranks[1].end());
  for (const auto& ranks : one.ranks) CHECK(std::is_sorted(ranks.begin(), ranks.end()));
  std::sort(all.begin(), all.end());
  for (std::size_t r = 0; r < all.size(); ++r) REQUIRE(all[r] == r);
  spec.threads = 3;
  spec.window_rows = 100;
  const Outcome three = outcome_of(spec, true);
  check_equal(one, three);
  CHECK((one.ranks == three.ranks));
}

TEST_CASE("noise does not depend on threads, windows or shards", "[noise]") {
  RunSpec spec = noisy();
  const Outcome whole = outcome_of(spec);
  spec.threads = 3;
  check_equal(outcome_of(spec), whole);
  spec.window_rows = 1;
  check_equal(outcome_of(spec), whole);
  Outcome parts;
  spec.shards = 3;
  for (spec.shard = 1; spec.shard <= 3; ++spec.shard) parts.append(outcome_of(spec));
  CHECK(parts.totals.digests == whole.totals.digests);
  CHECK(parts.counts == whole.counts);
}

TEST_CASE("slices have the rows whose time is in them, also late rows of earlier events", "[noise]") {
  RunSpec spec = noisy();
  const Outcome whole = outcome_of(spec);
  const model::Clock clock = compiled(spec).clock;
  const std::int64_t length = GENERATE(6 * kHour, kHour + 1'234'567, 23 * kHour);
  spec.threads = 2;
  Outcome parts;
  std::size_t from_before = 0;
  for (std::int64_t since = clock.start; since < clock.end; since += length) {
    spec.since = since;
    spec.until = std::min(since + length, clock.end);
    for (const FeedRow& row : feed_rows(spec)) {
      CHECK(row.place >= since);
      CHECK((row.place < *spec.until || *spec.until == clock.end));
      if (row.time < since) ++from_before;
    }
    parts.append(outcome_of(spec));
  }
  CHECK(from_before > 500);
  check_equal(parts, whole);
}

TEST_CASE("rows delayed beyond the end come at the end, before finish rows", "[noise]") {
  RunSpec spec;
  spec.model = feed_model("late = { chance = 1, by = \"100d\", max = \"100d\" }");
  const model::Clock clock = compiled(spec).clock;
  const std::vector<FeedRow> rows = feed_rows(spec);
  CHECK(std::all_of(rows.begin(), rows.end(), [&](const FeedRow& row) { return row.place == clock.end; }));
  const auto finish = std::find_if(rows.begin(), rows.end(), is_finish);
  CHECK(rows.end() - finish == 120);
  CHECK(std::all_of(finish, rows.end(),
                    [&](const FeedRow& row) { return is_finish(row) && row.time == clock.end; }));
  const Outcome whole = outcome_of(spec);
  CHECK(whole.counts == std::vector<std::uint64_t>{0, 0, rows.size() - 120});
  CHECK(whole.rows[0].size() == rows.size());
  spec.until = clock.end - 1;
  CHECK(outcome_of(spec).rows[0].empty());
  spec.since = clock.end - 1;
  spec.until = clock.end;
  CHECK((outcome_of(spec).rows[0] == whole.rows[0]));
}

TEST_CASE("a delay is at most `max`", "[noise]") {
  RunSpec spec;
  const std::int64_t max = GENERATE(std::int64_t{0}, 2 * kHour);
  spec.model =
      feed_model("late = { chance = 1, by = \"5h\", max = \"" + std::to_string(max / kHour) + "h\" }");
  const model::Clock clock = compiled(spec).clock;
  std::uint64_t late = 0;
  for (const FeedRow& row : feed_rows(spec)) {
    CHECK(row.place == std::min(row.time + max, clock.end));
    if (row.place > row.time) ++late;
  }
  CHECK(outcome_of(spec).counts.back() == late);
}
