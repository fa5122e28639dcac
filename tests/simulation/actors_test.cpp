// The events of actors, in models so small that every row is known.
#include <map>

#include "support/catch.hpp"
#include "support/memory_target.hpp"
#include "support/run_model.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

const std::string kClock = R"toml(
[clock]
start = 2024-01-01T00:00:00Z
duration = "5m"
tick = "1m"
[actor.a]
)toml";

std::vector<TextRow> rows_of(const std::string& actor, std::size_t threads = 1) {
  MemoryStore store;
  const auto target = make_memory_target(store);
  RunSpec spec;
  spec.model = kClock + actor;
  spec.threads = threads;
  (void)run(spec, *target);
  return store.tables.at(0).rows;
}

std::string minute(int m) { return "2024-01-01 00:0" + std::to_string(m) + ":00.000000"; }

const std::string kEveryTick = "[[actor.a.transition]]\nname = \"act\"\nfrom = \"on\"\nchance = \"100%\"\n";

}  // namespace

TEST_CASE("a run of N ticks draws N times, the first at the start", "[simulate]") {
  const auto rows = rows_of("count = 1\ninitial = \"on\"\n" + kEveryTick +
                            "emit = [\"log\"]\n[table.log.columns]\nts = \"now\"\n");
  CHECK(rows == std::vector<TextRow>{{minute(0)}, {minute(1)}, {minute(2)}, {minute(3)}, {minute(4)}});
}

TEST_CASE("a run that ends between two ticks draws at the last tick before its end", "[simulate]") {
  RunSpec spec;
  spec.model = kClock + "count = 1\ninitial = \"on\"\n" + kEveryTick +
               "emit = [\"log\"]\n[table.log.columns]\nts = \"now\"\n";
  for (const auto& [duration, ticks] : {std::pair<std::int64_t, std::uint64_t>{1, 1},
                                        {60'000'000, 1},
                                        {60'000'001, 2},
                                        {239'999'999, 4},
                                        {240'000'000, 4}}) {
    spec.duration = duration;
    CHECK(run(spec).rows("log") == ticks);
  }
}

TEST_CASE("a tick far longer than the run is drawn once, at the start", "[simulate]") {
  RunSpec spec;
  spec.model = replaced(kClock, "tick = \"1m\"", "tick = \"106000000d\"") + "count = 3\ninitial = \"on\"\n" +
               kEveryTick + "emit = [\"log\"]\n[table.log.columns]\nts = \"now\"\n";
  CHECK(run(spec).rows("log") == 3);
  spec.model += "[actor.a.start]\nat = \"start + 1us * index\"\n";
  spec.model = replaced(spec.model, "1us", "1ms");
  CHECK(run(spec).rows("log") == 1);  // actors that arrive later miss the only boundary
}

TEST_CASE("an actor first draws at the boundary at or after its arrival", "[simulate]") {
  const auto rows = rows_of(R"toml(
count = 6
initial = "on"
[actor.a.start]
at = "if(index == 5, null, start + 30s * index)"
emit = [{ table = "log", columns = { event = "'arrival'" } }]
)toml" + kEveryTick + R"toml(
when = "now < start + 3m"
emit = ["log"]
[table.log.columns]
ts = "now"
id = "index"
event = "'act'"
)toml");
  const std::string half = "2024-01-01 00:00:30.000000";
  const std::string one_half = "2024-01-01 00:01:30.000000";
  const std::vector<TextRow> expected = {
      {minute(0), "0", "arrival"}, {minute(0), "0", "act"},    {half, "1", "arrival"},
      {minute(1), "0", "act"},     {minute(1), "1", "act"},    {minute(1), "2", "arrival"},
      {minute(1), "2", "act"},     {one_half, "3", "arrival"}, {minute(2), "0", "act"},
      {minute(2), "1", "act"},     {minute(2), "2", "act"},    {minute(2), "3", "act"},
      {minute(2), "4", "arrival"}, {minute(2), "4", "act"}};
  CHECK(rows == expected);
}

TEST_CASE(
    "an actor that arrives before the start is there at the start, one that arrives at the end never comes",
    "[simulate]") {
  const auto rows = rows_of(R"toml(
count = 4
initial = "on"
[actor.a.start]
at = "start - 1d + 12h * index"
emit = ["log"]
[[actor.a.finish]]
in = "*"
emit = ["log"]
[table.log.columns]
id = "index"
ts = "now"
)toml");
  const std::vector<TextRow> expected = {{"0", minute(0)}, {"1", minute(0)}, {"2", minute(0)},
                                         {"0", minute(5)}, {"1", minute(5)}, {"2", minute(5)}};
  CHECK(rows == expected);
}

TEST_CASE("weights of `initial` may use the attributes", "[simulate]") {
  const auto rows = rows_of(R"toml(
count = 10000
initial = { left = "if(index < 5000, 1, 3)", right = "1", never = "0" }
[[actor.a.finish]]
in = "*"
emit = ["log"]
[table.log.columns]
half = "index // 5000"
state = "state"
)toml",
                            2);
  std::map<TextRow, int> counts;
  for (const TextRow& row : rows) ++counts[row];
  CHECK(counts.size() == 4);
  CHECK(std::abs(counts[{"0", "left"}] - 2500) < 200);  // 5 sigma are 177
  CHECK(std::abs(counts[{"1", "left"}] - 3750) < 200);
  CHECK(counts[{"0", "left"}] + counts[{"0", "right"}] == 5000);
}

TEST_CASE("a refused transition changes nothing, and nothing more happens at that tick", "[simulate]") {
  const auto rows = rows_of(R"toml(
count = 1
initial = "on"
[actor.a.attributes]
n = "0"
tries = "0"
[[actor.a.transition]]
name = "act"
from = "on"
to = "off"
chance = "100%"
let = { x = "n + 1" }
when = "now >= start + 2m"
set = { n = "x" }
emit = ["log"]
[[actor.a.transition]]
name = "back"
from = "off"
to = "on"
chance = "100%"
[table.log.columns]
ts = "now"
n = "n"
)toml");
  CHECK(rows == std::vector<TextRow>{{minute(2), "1"}, {minute(4), "2"}});
}

TEST_CASE("all right-hand sides of `set` read the old values, texts too", "[simulate]") {
  const auto rows = rows_of(R"toml(
count = 500
initial = "on"
[actor.a.attributes]
first = "concat('a text that is long enough to be on the heap, of ', text(index))"
second = "concat('another one, also on the heap, of ', text(index))"
third = "if(index % 2 == 0, null, concat('third of ', text(index)))"
x = "1"
y = "2"
)toml" + kEveryTick + R"toml(
set = { first = "second", second = "third", third = "first", x = "y", y = "x + y" }
[[actor.a.finish]]
in = "*"
emit = ["log"]
[table.log.columns]
id = "index"
first = "first"
second = "second"
third = "third"
x = "x"
y = "y"
)toml",
                            2);
  REQUIRE(rows.size() == 500);
  bool right = true;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string id = std::to_string(i);
    // Five rotations of three values are the same as two rotations.
    const std::string a = "a text that is long enough to be on the heap, of " + id;
    const std::string b = "another one, also on the heap, of " + id;
    const std::string c = i % 2 == 0 ? "NULL" : "third of " + id;
    right = right && rows[i] == TextRow{id, c, a, b, "13", "21"};
  }
  CHECK(right);
}

TEST_CASE("texts of attributes are kept from event to event", "[simulate]") {
  const auto rows = rows_of(R"toml(
count = 300
initial = "on"
[actor.a.attributes]
path = "''"
last = "'none'"
)toml" + kEveryTick + R"toml(
set = { path = "concat(path, text(index % 10), '.')", last = "if(length(path) > 6, path, last)" }
emit = ["log"]
[table.log.columns]
id = "index"
path = "path"
last = "last"
)toml");
  REQUIRE(rows.size() == 1500);
  bool right = true;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::string path;
    for (std::size_t step = 0; step <= i / 300; ++step) path += std::to_string(i % 10) + ".";
    const std::string last = path.size() > 8 ? path.substr(0, path.size() - 2) : "none";
    right = right && rows[i] == TextRow{std::to_string(i % 300), path, last};
  }
  CHECK(right);
}

TEST_CASE("a chance of 0 or null, constant or not, never fires", "[simulate]") {
  const std::string chance = GENERATE("\"0%\"", "\"p\"", "\"if(index < 0, 0.5, null)\"");
  const auto rows = rows_of(
      "count = 50\ninitial = \"on\"\n[actor.a.attributes]\np = \"0.0\"\n"
      "[[actor.a.transition]]\nname = \"never\"\nfrom = \"on\"\nchance = " +
      chance +
      "\nemit = [\"log\"]\n[[actor.a.transition]]\nname = \"always\"\nfrom = \"on\"\n"
      "chance = \"100%\"\nemit = [\"log\"]\n[table.log.columns]\nevent = \"transition\"\n");
  REQUIRE(rows.size() == 250);
  CHECK(std::all_of(rows.begin(), rows.end(), [](const TextRow& row) { return row[0] == "always"; }));
}

TEST_CASE("142 times 0.7% and 0.6% are 100%: every tick fires", "[simulate]") {
  std::string text = "count = 20\ninitial = \"on\"\n";
  for (int t = 0; t < 143; ++t) {
    text += "[[actor.a.transition]]\nname = \"t" + std::to_string(t) + "\"\nfrom = \"on\"\nchance = \"" +
            (t < 142 ? "0.7%" : "0.6%") + "\"\nemit = [\"log\"]\n";
  }
  CHECK(rows_of(text + "[table.log.columns]\nevent = \"transition\"\n").size() == 100);
}
