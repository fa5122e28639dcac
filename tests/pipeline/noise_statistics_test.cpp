// How often noise changes rows, and that it changes nothing else.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/error.hpp"
#include "pipeline/noise_runs.hpp"
#include "support/catch.hpp"
#include "support/memory_target.hpp"
#include "support/statistics.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

constexpr std::int64_t kHour = 3'600'000'000;
constexpr std::int64_t kEnd = 1'704'153'600'000'000;  // of feed_model()

using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>;  // kind, id, event, part
Key key_of(const FeedRow& row) { return {row.kind, row.id, row.event, row.part}; }

std::vector<FeedRow> rows_with(const std::string& noise) {
  RunSpec spec;
  spec.model = feed_model(noise);
  return feed_rows(spec);
}

model::NoiseCounts counts_with(const std::string& noise) {
  RunSpec spec;
  spec.model = feed_model(noise);
  return run(spec).load.noise.at(0);
}

// Checks that `observed` are counts of independent draws with these probabilities.
void check_shares(const std::vector<double>& observed, const std::vector<double>& probabilities) {
  const double statistic = chi_square_statistic(observed, probabilities);
  CAPTURE(observed, probabilities, statistic);
  CHECK(statistic < chi_square_critical(kSignificance, static_cast<double>(observed.size() - 1)));
}

// The rows of tables, by name.
std::map<std::string, std::vector<TextRow>> tables_of(const std::string& text) {
  RunSpec spec;
  spec.model = text;
  MemoryStore store;
  const auto target = make_memory_target(store);
  const RunResult result = run(spec, *target);
  std::map<std::string, std::vector<TextRow>> tables;
  for (std::size_t t = 0; t < store.tables.size(); ++t)
    tables[result.model.tables[t].name] = std::move(store.tables[t].rows);
  return tables;
}

}  // namespace

TEST_CASE("rows are dropped with their probability, independently", "[noise]") {
  const std::vector<FeedRow> clean = rows_with("");
  const std::vector<FeedRow> rows = rows_with("drop = \"30%\"");
  CHECK(counts_with("drop = \"30%\"").dropped == clean.size() - rows.size());
  std::set<Key> left;
  for (const FeedRow& row : rows) left.insert(key_of(row));
  // By the part of the event, and for all parts of one event together.
  std::map<std::int64_t, std::vector<double>> by_part;
  std::vector<double> pairs(4);
  for (const FeedRow& row : clean) {
    auto& counts = by_part[row.part];
    counts.resize(2);
    ++counts[left.contains(key_of(row)) ? 1 : 0];
    if (row.part != 1) continue;
    const bool next = left.contains({row.kind, row.id, row.event, 2});
    ++pairs[(left.contains(key_of(row)) ? 2U : 0U) + (next ? 1U : 0U)];
  }
  CHECK(by_part.size() == 7);
  for (const auto& [part, counts] : by_part) check_shares(counts, {0.3, 0.7});
  check_shares(pairs, {0.09, 0.21, 0.21, 0.49});
}

TEST_CASE("cells are emptied with their column's probability, independently", "[noise]") {
  const std::string noise = "null = { name = \"25%\", ts = \"40%\" }";
  const std::vector<FeedRow> clean = rows_with("");
  const std::vector<FeedRow> rows = rows_with(noise);
  REQUIRE(rows.size() == clean.size());
  REQUIRE(clean.size() > 30'000);
  std::vector<double> both(4);
  std::vector<std::uint64_t> nulled(2);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    CHECK(rows[r].place == clean[r].place);
    const bool no_name = rows[r].name == "NULL" && clean[r].name != "NULL";
    const bool no_time = rows[r].time == 0;
    nulled[0] += no_name ? 1 : 0;
    nulled[1] += no_time ? 1 : 0;
    if (clean[r].name != "NULL") ++both[(no_name ? 2U : 0U) + (no_time ? 1U : 0U)];
  }
  check_shares(both, {0.45, 0.30, 0.15, 0.10});
  CHECK(counts_with(noise).nulled == nulled);
}

TEST_CASE("duplicates have the same nulls and a delay of their own", "[noise]") {
  const std::string noise =
      "null = { name = \"50%\" }\nduplicate = \"60%\"\n"
      "late = { chance = \"30%\", by = \"1h + exponential(1h)\", max = \"3h\" }";
  const std::vector<FeedRow> clean = rows_with("");
  std::map<Key, std::vector<FeedRow>> copies;
  const std::vector<FeedRow> rows = rows_with(noise);
  for (const FeedRow& row : rows) copies[key_of(row)].push_back(row);
  CHECK(copies.size() == clean.size());
  std::vector<double> twice(2);
  std::vector<double> late(3);
  std::size_t equal_delays = 0;
  std::uint64_t late_rows = 0;
  std::uint64_t nulled = 0;
  for (const FeedRow& row : clean) {
    const std::vector<FeedRow>& of = copies[key_of(row)];
    REQUIRE((of.size() == 1 || of.size() == 2));
    ++twice[of.size() - 1];
    CHECK(of.front().name == of.back().name);
    std::size_t delayed = 0;
    for (const FeedRow& copy : of) {
      delayed += copy.place > copy.time ? 1U : 0U;
      nulled += copy.name == "NULL" && row.name != "NULL" ? 1U : 0U;
    }
    late_rows += delayed;
    if (of.size() == 1 || row.part == 10) continue;
    ++late[delayed];
    const bool cut = of[0].place - of[0].time == 3 * kHour || of[0].time > kEnd - 3 * kHour;
    equal_delays += delayed == 2 && !cut && of[0].place == of[1].place ? 1U : 0U;
  }
  check_shares(twice, {0.4, 0.6});
  check_shares(late, {0.49, 0.42, 0.09});
  CHECK(equal_delays == 0);
  const model::NoiseCounts counts = counts_with(noise);
  CHECK(counts.duplicated == rows.size() - clean.size());
  CHECK(counts.late == late_rows);
  CHECK(counts.nulled == std::vector<std::uint64_t>{nulled});
}

TEST_CASE("delays have the distribution of `by`, limited to `max`", "[noise]") {
  const std::vector<FeedRow> rows =
      rows_with("late = { chance = \"50%\", by = \"exponential(1h)\", max = \"2h\" }");
  std::vector<double> observed(6);  // on time, four half hours, limited
  for (const FeedRow& row : rows) {
    if (row.time > kEnd - 2 * kHour) continue;
    const double hours = static_cast<double>(row.place - row.time) / static_cast<double>(kHour);
    ++observed[hours == 0 ? 0 : hours == 2 ? 5 : 1 + static_cast<std::size_t>(hours * 2)];
  }
  std::vector<double> expected{0.5};
  for (int half = 0; half < 4; ++half)
    expected.push_back((std::exp(-half / 2.0) - std::exp(-(half + 1) / 2.0)) / 2);
  expected.push_back(std::exp(-2) / 2);
  check_shares(observed, expected);
}

TEST_CASE("a probability of 1 applies to every row, a probability of 0 to none", "[noise]") {
  const std::vector<FeedRow> clean = rows_with("");
  CHECK(rows_with("drop = \"100%\"").empty());
  CHECK(rows_with("duplicate = 1").size() == 2 * clean.size());
  CHECK((rows_with("drop = 0\nduplicate = \"0%\"\nnull = { name = 0 }\n"
                   "late = { chance = \"0%\", by = \"1h\", max = \"1h\" }") == clean));
  const model::NoiseCounts none = counts_with("drop = 0");
  CHECK(none.dropped + none.duplicated + none.late == 0);
}

TEST_CASE("noise changes no value of another table, another kind or another step", "[noise]") {
  const std::string noise =
      "drop = \"10%\"\nnull = { name = \"30%\" }\nduplicate = \"20%\"\n"
      "late = { chance = \"40%\", by = \"exponential(2h)\", max = \"8h\" }";
  const std::string text = feed_model(noise);
  const auto tables = tables_of(text);
  const auto clean = tables_of(replaced(feed_model(""), "[table.feed.noise]\n", ""));
  CHECK((tables.at("quiet") == clean.at("quiet")));
  CHECK((tables_of(feed_model("")) == clean));
  // Noise on the other table; one more column; one more table between the emissions.
  const auto more = tables_of(text + "[table.quiet.noise]\ndrop = \"50%\"\n");
  CHECK((more.at("feed") == tables.at("feed")));
  CHECK(more.at("quiet").size() < tables.at("quiet").size());
  auto wider = tables_of(replaced(text, "name = \"name\"\n", "name = \"name\"\nextra = \"uniform(0, 1)\"\n"));
  for (TextRow& row : wider.at("feed")) row.pop_back();
  CHECK((wider.at("feed") == tables.at("feed")));
  const auto between =
      tables_of(replaced(text, "emit = [{ table = \"feed\", columns = { part = \"1\" } }, \"quiet\",",
                         "emit = [\"quiet\", { table = \"feed\", columns = { part = \"1\" } },"));
  CHECK((between.at("feed") == tables.at("feed")));
  // Without duplicates, the same rows are dropped, emptied and late.
  RunSpec spec;
  spec.model = text;
  std::vector<FeedRow> all = feed_rows(spec);
  spec.model = feed_model(replaced(noise, "duplicate = \"20%\"\n", ""));
  std::vector<FeedRow> single = feed_rows(spec);
  std::sort(all.begin(), all.end());
  std::sort(single.begin(), single.end());
  CHECK(std::includes(all.begin(), all.end(), single.begin(), single.end()));
  CHECK(all.size() > single.size());
}

TEST_CASE("an impossible delay is an error that names its place", "[noise]") {
  RunSpec spec;
  const std::string by = GENERATE("exponential(1h) - 1h", "if(bernoulli(0.5), null, 1h)");
  spec.model = feed_model("late = { chance = \"50%\", by = \"" + by + "\", max = \"2h\" }");
  std::string message;
  try {
    (void)run(spec);
  } catch (const Error& error) {
    CHECK(error.failure() == Failure::load);
    message = error.what();
  }
  CAPTURE(message);
  CHECK(message.find("the delay of a late row of `feed` is ") != std::string::npos);
  CHECK(message.find("in table.feed.noise.late.by = \"" + by + "\"") != std::string::npos);
  CHECK(message.find("test.toml:53:") != std::string::npos);
}

TEST_CASE("rows of entities have noise but are never late", "[noise]") {
  RunSpec spec;
  spec.model = R"toml(
[clock]
start = 2024-01-01T00:00:00Z
duration = "1d"
[entity.app]
count = 20_000
[entity.app.table]
columns = { id = "index", bid = "index" }
noise = { drop = "10%", duplicate = "20%", null = { bid = "50%" }, late = { chance = 1, by = "1h", max = "1h" } }
[actor.person]
per = { app = 1, max = 2 }
initial = "on"
)toml";
  MemoryStore store;
  const auto target = make_memory_target(store);
  const RunResult result = run(spec, *target);
  const model::NoiseCounts counts = result.load.noise.at(0);
  const auto written = static_cast<double>(20'000 - counts.dropped);
  check_shares({static_cast<double>(counts.dropped), written}, {0.1, 0.9});
  check_shares({static_cast<double>(counts.duplicated), written - static_cast<double>(counts.duplicated)},
               {0.2, 0.8});
  CHECK(counts.late == 0);
  const std::vector<TextRow>& rows = store.tables[0].rows;
  CHECK(rows.size() == 20'000 - counts.dropped + counts.duplicated);
  CHECK(counts.nulled.at(0) ==
        static_cast<std::uint64_t>(
            std::count_if(rows.begin(), rows.end(), [](const TextRow& r) { return r[1] == "NULL"; })));
  CHECK(std::is_sorted(rows.begin(), rows.end(),
                       [](const TextRow& a, const TextRow& b) { return std::stoi(a[0]) < std::stoi(b[0]); }));
}
