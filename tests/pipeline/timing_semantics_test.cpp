// The meaning of timings, states, moves and `each`, in models so small that every row is known. Also: they do
// not depend on threads, windows, shards or slices.
#include <set>

#include "support/catch.hpp"
#include "support/memory_target.hpp"
#include "support/run_model.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

const std::string kHead = R"toml(
[clock]
start = 2024-01-01T00:00:00Z
duration = "1h"
tick = "10m"
[table.t.columns]
ts = "text(now - start)"
what = "transition"
[actor.u]
count = 1
initial = "a"
)toml";

std::vector<TextRow> rows_of(const std::string& actor) {
  MemoryStore store;
  const auto target = make_memory_target(store);
  RunSpec spec;
  spec.model = kHead + actor;
  (void)run(spec, *target);
  return store.tables.at(0).rows;
}

std::string transition(const std::string& name, const std::string& rest) {
  return "[[actor.u.transition]]\nname = \"" + name + "\"\nfrom = \"a\"\nemit = [\"t\"]\n" + rest + "\n";
}

// A model that uses everything: rhythm, fade, jitter, timers, defaults, weighted `to`, each, serial numbers,
// arrivals.
const std::string kEverything = R"toml(
[clock]
start = 2024-01-01T00:00:00Z
duration = "4d"
tick = "10m"
jitter = true
[rhythm.evening]
hours = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4, 4, 4, 4, 1, 1]
[table.view.columns]
ts = "now"
u = "index"
page = "page"
what = "transition"
visits = "visits"
age = "now - arrival"
view = "serial('view')"
[table.line.columns]
ts = "now"
order_id = "order_id"
nth = "nth"
size = "size"
[actor.u]
count = 300
initial = { home = 3, idle = 1 }
[actor.u.start]
at = "growing(start, start + 3d, 0.5/day)"
[actor.u.attributes]
visits = 0
born = "arrival"
[actor.u.state."*"]
labels = { page = "none" }
set = { visits = "visits + 1" }
stay = "exponential(20m)"
emit = ["view"]
[actor.u.state.home]
labels = { page = "Home" }
rhythm = { use = "evening", shift = "2h" }
[actor.u.state.shop]
labels = { page = "Shop" }
lead = "1m"
[actor.u.moves]
home = { shop = 0.5, idle = 0.1, home = 0.4 }
shop = { home = 1, pay = { weight = 1, fade = { since = "born", half_life = "1d" } } }
[[actor.u.transition]]
name = "paid"
from = "pay"
to = { home = "0.5", idle = "0.5" }
rate = "6/h"
let = { order_id = "serial('order')" }
when = "bernoulli(0.7)"
each = { times = "1 + poisson(1)", let = { size = "uniform_int(1, 9)" }, emit = ["line"] }
[[actor.u.transition]]
name = "wake"
from = "idle"
to = "home"
chance = "5%"
[[actor.u.transition]]
name = "bored"
from = ["home", "shop"]
to = "idle"
after = "3h"
)toml";

MemoryTable run_table(RunSpec spec, std::size_t table) {
  MemoryStore store;
  const auto target = make_memory_target(store);
  (void)run(spec, *target);
  return std::move(store.tables.at(table));
}

}  // namespace

TEST_CASE("at one instant timers come first, in the order of the file", "[timing]") {
  const auto rows = rows_of(transition("tick", "chance = \"100%\"\nwhen = \"now == start + 20m\"") +
                            transition("late", "after = \"20m\"") + transition("at", "at = \"start + 20m\"") +
                            transition("past", "at = \"start - 1m\"") + transition("never", "at = \"null\""));
  CHECK(rows == std::vector<TextRow>{{"20m", "late"}, {"20m", "at"}, {"20m", "tick"}});
}

TEST_CASE("only the weighted transition itself draws a new weight and wait when it fires", "[timing]") {
  const auto rows =
      rows_of(transition("own", "weight = 1\nafter = \"25m\"") + transition("timer", "after = \"10m\""));
  CHECK(rows == std::vector<TextRow>{{"10m", "timer"}, {"25m", "own"}, {"50m", "own"}});
}

TEST_CASE("after a refused wait a new wait is drawn, a refused timer does not fire again", "[timing]") {
  const auto rows = rows_of("[actor.u.attributes]\nn = 0\n" +
                            transition("own", "weight = 1\nafter = \"25m\"\nwhen = \"now > start + 25m\"") +
                            transition("timer", "after = \"10m\"\nwhen = \"false\""));
  CHECK(rows == std::vector<TextRow>{{"50m", "own"}});
}

TEST_CASE("a transition to the same state leaves and enters it: its timers start again", "[timing]") {
  const auto rows = rows_of(transition("again", "to = \"a\"\nafter = \"20m\""));
  CHECK(rows == std::vector<TextRow>{{"20m", "again"}, {"40m", "again"}});
}

TEST_CASE("a state takes missing keys from the longest prefix, and labels one by one", "[timing]") {
  const auto rows = rows_of(R"toml(
[actor.u.attributes]
n = 0
[actor.u.state."*"]
labels = { kind = "any", level = "free" }
set = { n = "n + 1" }
stay = "10m"
emit = [{ table = "t", columns = { what = "format('{} {} {} {}', state, kind, level, n)" } }]
[actor.u.state."paid_*"]
labels = { level = "paid" }
stay = "20m"
[actor.u.state.paid_b]
labels = { kind = "b" }
set = { n = "n * 10" }
[actor.u.moves]
a = { paid_b = 1 }
paid_b = { paid_c = 1 }
paid_c = { a = 1 }
)toml");
  CHECK(rows == std::vector<TextRow>{{"0s", "a any free 1"},
                                     {"10m", "paid_b b paid 10"},
                                     {"30m", "paid_c any paid 11"},
                                     {"50m", "a any free 12"}});
}

TEST_CASE("`each` is computed before the transition's rows and written after them", "[timing]") {
  const auto rows = rows_of("[actor.u.attributes]\ntotal = 0\n" + transition("buy", R"toml(
after = "10m"
each = { times = 3, let = { x = "uniform_int(0, 1000000)" }, set = { total = "total + nth" }, emit = [
  { table = "t", columns = { ts = "text(nth)", what = "text(x)" } } ] }
[[actor.u.transition]]
name = "sum"
from = "a"
at = "start + 20m"
emit = [{ table = "t", columns = { what = "text(total)" } }])toml"));
  REQUIRE(rows.size() == 5);
  CHECK(rows[0] == TextRow{"10m", "buy"});
  CHECK(rows[1][0] == "1");
  CHECK(rows[3][0] == "3");
  CHECK(std::set<std::string>{rows[1][1], rows[2][1], rows[3][1]}.size() == 3);
  CHECK(rows[4] == TextRow{"20m", "6"});
}

TEST_CASE("serial numbers are unique, and a refusal gives them back", "[timing]") {
  const auto rows = rows_of(R"toml(
[actor.u.state.a]
stay = "10m"
[[actor.u.transition]]
name = "take"
from = "a"
weight = 1
let = { id = "serial('x')" }
when = "now != start + 20m"
emit = [{ table = "t", columns = { what = "text(id)" } }])toml");
  CHECK(rows == std::vector<TextRow>{{"10m", "1"}, {"30m", "2"}, {"40m", "3"}, {"50m", "4"}});
}

TEST_CASE("timings do not depend on threads, windows, shards or slices", "[timing]") {
  RunSpec spec;
  spec.model = kEverything;
  for (std::size_t table = 0; table < 2; ++table) {
    const MemoryTable whole = run_table(spec, table);
    REQUIRE(whole.rows.size() > 500);
    for (const std::uint64_t window : {std::uint64_t{1}, std::uint64_t{100}}) {
      RunSpec other = spec;
      other.threads = 3;
      other.window_rows = window;
      CHECK(run_table(other, table).rows == whole.rows);
    }
    Digest shards;
    Digest slices;
    const std::int64_t start = 1'704'067'200'000'000;
    for (std::uint64_t k = 1; k <= 4; ++k) {
      RunSpec shard = spec;
      shard.shard = k;
      shard.shards = 4;
      shards += run_table(shard, table).digest;
      RunSpec day = spec;
      day.since = start + static_cast<std::int64_t>(k - 1) * 86'400'000'000;
      day.until = start + static_cast<std::int64_t>(k) * 86'400'000'000;
      slices += run_table(day, table).digest;
    }
    CHECK(shards == whole.digest);
    CHECK(slices == whole.digest);
  }
  std::set<std::string> ids;
  const MemoryTable views = run_table(spec, 0);
  for (const TextRow& row : views.rows) ids.insert(row[6]);
  CHECK(ids.size() == views.rows.size());
}
