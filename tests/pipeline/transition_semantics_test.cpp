// Which rhythm and fade apply, where transitions lead, what is null on arrival, timers beside ticks, moves:
// in models so small that every row is known, and in counts over many actors.
#include <algorithm>

#include "support/catch.hpp"
#include "support/memory_target.hpp"
#include "support/waiting.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

// Rhythms that are above 0 for one hour of the day each.
std::string awake_at(const std::string& name, int hour) {
  std::string hours;
  for (int h = 0; h < 24; ++h) hours += h == hour ? "1, " : "0, ";
  return "[rhythm." + name + "]\nhours = [" + hours + "]\n";
}

const std::string kHead = R"toml(
[clock]
start = 2024-01-01T00:00:00Z
duration = "1d"
tick = "1h"
[table.t.columns]
ts = "text(now - start)"
what = "transition"
)toml" + awake_at("one", 1) +
                          awake_at("two", 2) + awake_at("three", 3);

MemoryTable table_of(RunSpec spec, std::size_t table = 0) {
  MemoryStore store;
  const auto target = make_memory_target(store);
  (void)run(spec, *target);
  return std::move(store.tables.at(table));
}

std::vector<TextRow> rows_of(const std::string& actor) {
  RunSpec spec;
  spec.model = kHead + "[actor.u]\ncount = 1\ninitial = \"a\"\n" + actor;
  return table_of(spec).rows;
}

std::string transition(const std::string& name, const std::string& rest, const std::string& from = "a") {
  return "[[actor.u.transition]]\nname = \"" + name + "\"\nfrom = \"" + from + "\"\nemit = [\"t\"]\n" + rest +
         "\n";
}

// The time of one event, with these paces on the actor, on its state and on the transition.
std::string first_event(const std::string& timing, const std::string& actor, const std::string& state,
                        const std::string& own) {
  const auto rows = rows_of(actor + "[actor.u.state.a]\nlabels = { x = 1 }\n" + state +
                            transition("go", "to = \"b\"\n" + timing + own));
  REQUIRE(rows.size() == 1);
  return rows[0][0];
}

std::vector<double> counts(const RunResult& result, const std::vector<std::string>& transitions) {
  std::vector<double> all;
  for (const std::string& name : transitions) all.push_back(static_cast<double>(result.fired("u", name)));
  return all;
}

}  // namespace

TEST_CASE("a transition's own rhythm applies, else its state's, else the actor's", "[transitions]") {
  const std::string one = "rhythm = \"one\"\n";
  const std::string two = "rhythm = \"two\"\n";
  const std::string three = "rhythm = \"three\"\n";
  const std::string none = "rhythm = \"none\"\n";
  for (const std::string timing : {"chance = \"100%\"\n", "chance = \"if(x == 1, 1, 0)\"\n"}) {
    CHECK(first_event(timing, "", "", "") == "0s");
    CHECK(first_event(timing, one, "", "") == "1h");
    CHECK(first_event(timing, one, two, "") == "2h");
    CHECK(first_event(timing, one, two, three) == "3h");
    CHECK(first_event(timing, "", two, "") == "2h");
    CHECK(first_event(timing, one, "", three) == "3h");
    CHECK(first_event(timing, one, none, "") == "0s");
    CHECK(first_event(timing, one, two, none) == "0s");
    CHECK(first_event(timing, one, none, three) == "3h");
    CHECK(first_event(timing, "", "", none) == "0s");
  }
  // The one active hour has the weight of a whole day: a wait of 12 hours ends in the middle of it.
  const std::string wait = "weight = 1\nafter = \"12h\"\n";
  CHECK(first_event(wait, one, two, "") == "150m");
  CHECK(first_event(wait, one, two, none) == "12h");
}

TEST_CASE("a state's rhythm may come from the longest prefix", "[transitions]") {
  const std::string defaults =
      "[actor.u.state.\"*\"]\nrhythm = \"one\"\n[actor.u.state.\"a*\"]\nrhythm = \"two\"\n";
  CHECK(rows_of(defaults + transition("go", "to = \"b\"\nchance = \"100%\"")) ==
        std::vector<TextRow>{{"2h", "go"}});
  CHECK(rows_of(defaults + "[actor.u.state.a]\nrhythm = \"none\"\n" +
                transition("go", "to = \"b\"\nchance = \"100%\"")) == std::vector<TextRow>{{"0s", "go"}});
}

TEST_CASE("the same holds for a fade, rhythm and fade are found independently", "[transitions]") {
  const auto fade = [](const std::string& scale) {
    return "fade = { since = \"born\", power = 1, scale = \"" + scale + "\" }\n";
  };
  // The attributes, a state's block and a transition come after the actor's keys.
  const auto waited = [](const std::string& actor, const std::string& state, const std::string& own) {
    return first_event("weight = 1\nafter = \"10m\"\n",
                       actor + "[actor.u.attributes]\nborn = \"start - 1h\"\n", state, own);
  };
  const std::string none = "fade = \"none\"\n";
  CHECK(waited("", "", "") == "10m");
  CHECK(waited(fade("1h"), "", "") == "20m");
  CHECK(waited(fade("1h"), fade("30m"), "") == "30m");
  CHECK(waited(fade("1h"), fade("30m"), fade("20m")) == "40m");
  CHECK(waited(fade("1h"), none, "") == "10m");
  CHECK(waited(fade("1h"), fade("30m"), none) == "10m");
  CHECK(waited(fade("1h"), none, fade("20m")) == "40m");
  CHECK(waited("rhythm = \"one\"\n", fade("1h"), "") == "3650s");  // 20 minutes at 24 times the speed
  CHECK(waited(fade("1h"), "rhythm = \"two\"\n", "") == "7250s");
  CHECK(waited(fade("1h"), "rhythm = \"two\"\n", "rhythm = \"none\"\n") == "20m");
}

TEST_CASE("a wait uses the fade of its beginning, and the next wait that of its own", "[transitions]") {
  const auto rows = rows_of(transition(
      "go", "weight = 1\nafter = \"10m\"\nfade = { since = \"start\", power = 1, scale = \"10m\" }"));
  // 10 minutes at the speed 1, then 1/2, then 1/4, …
  CHECK(rows == std::vector<TextRow>{{"10m", "go"},
                                     {"30m", "go"},
                                     {"70m", "go"},
                                     {"150m", "go"},
                                     {"310m", "go"},
                                     {"630m", "go"},
                                     {"1270m", "go"}});
}

TEST_CASE("a wait of 0s ends at once, whatever the rhythm and the fade", "[transitions]") {
  const auto rows = [](const std::string& pace) {
    return rows_of(transition("go", "to = \"b\"\nweight = 1\n" + pace) +
                   "[actor.u.attributes]\nborn = \"start - 365d\"\n");
  };
  const std::string old = "fade = { since = \"born\", half_life = \"1ms\" }\n";
  const std::vector<TextRow> at_once = {{"0s", "go"}};
  CHECK(rows("after = \"0s\"\nrhythm = \"two\"\n") == at_once);
  CHECK(rows("after = \"0s\"\n" + old) == at_once);
  CHECK(rows("after = \"0s\"\nrhythm = \"two\"\n" + old) == at_once);
  CHECK(rows("after = \"1ms\"\n" + old).empty());
}

TEST_CASE("an actor that moves at a boundary draws at the next one, even if a timer fires before",
          "[transitions]") {
  const auto rows =
      rows_of(transition("go", "to = \"b\"\nchance = \"100%\"") + transition("now", "after = \"0s\"", "b") +
              transition("tick", "chance = \"100%\"\nwhen = \"now <= start + 1h\"", "b"));
  CHECK(rows == std::vector<TextRow>{{"0s", "go"}, {"0s", "now"}, {"1h", "tick"}});
  // An actor that begins in the state draws at the start, after the timer.
  const auto begun = rows_of(transition("now", "after = \"0s\"") +
                             transition("tick", "chance = \"100%\"\nwhen = \"now <= start + 1h\""));
  CHECK(begun == std::vector<TextRow>{{"0s", "now"}, {"0s", "tick"}, {"1h", "tick"}});
}

TEST_CASE("chances are evaluated again after a timer that does not leave, at the same tick too",
          "[transitions]") {
  const std::string attributes = "[actor.u.attributes]\np = 0.0\n";
  const std::string tick = transition("tick", "to = \"b\"\nchance = \"p\"");
  const auto set_at = [&](const std::string& after) {
    return rows_of(attributes + tick + transition("timer", "after = \"" + after + "\"\nset = { p = 1.0 }"));
  };
  CHECK(set_at("90m") == std::vector<TextRow>{{"90m", "timer"}, {"2h", "tick"}});
  CHECK(set_at("2h") == std::vector<TextRow>{{"2h", "timer"}, {"2h", "tick"}});
  // A timer that is refused changes nothing.
  CHECK(
      rows_of(attributes + tick + transition("timer", "after = \"2h\"\nwhen = \"false\"\nset = { p = 1.0 }"))
          .empty());
}

TEST_CASE("a jittered tick happens only if a timer has not left before", "[transitions]") {
  // Half of the actors draw an instant after the half hour.
  const auto jittered = [](const std::string& to) {
    RunSpec spec = waiting("chance = \"100%\"", also("timer", "after = \"30m\""));
    spec.model = replaced(spec.model, "tick = \"1h\"", "tick = \"1h\"\njitter = true");
    if (to.empty()) {
      const std::size_t at = spec.model.rfind("to = \"b\"\n");
      spec.model.erase(at, std::string("to = \"b\"\n").size());
    }
    return spec;
  };
  const RunResult leaving = run(jittered("b"));
  CHECK(follows_shares(counts(leaving, {"go", "timer"}), {0.5, 0.5}));
  // A timer that does not leave keeps the draw that was made at the boundary: the instant stays uniform.
  std::vector<double> seconds;
  std::size_t timers = 0;
  for (const Leaving& event : leavings(jittered(""))) {
    if (event.transition == "go") {
      seconds.push_back(event.seconds);
    } else {
      ++timers;
    }
  }
  REQUIRE(seconds.size() == kSampleDraws);
  CHECK(follows_shares({static_cast<double>(timers), 1e6 - static_cast<double>(timers)}, {0.5, 0.5}));
  const Cumulative uniform = [](double x) { return std::clamp(x / kHours, 0.0, 1.0); };
  std::size_t next = 0;
  CHECK(Sample(uniform, [&](std::uint64_t) { return seconds[next++]; }).follows(uniform));
}

TEST_CASE("a timer at a boundary comes before that boundary's jittered draw", "[transitions]") {
  // Half of the actors go in the first hour; then the timer sets the chance to 0.
  RunSpec spec = waiting("chance = \"p\"", "[actor.u.attributes]\np = 0.5\n" +
                                               transition("timer", "after = \"1h\"\nset = { p = 0.0 }"));
  spec.model = replaced(spec.model, "tick = \"1h\"", "tick = \"1h\"\njitter = true");
  const auto fired = static_cast<double>(run(spec).fired("u", "go"));
  CHECK(follows_shares({fired, 1e6 - fired}, {0.5, 0.5}));
  // A timer inside the tick comes after the draw: the actors that were to go in the second hour go.
  spec.model = replaced(spec.model, "after = \"1h\"", "after = \"61m\"");
  const auto later = static_cast<double>(run(spec).fired("u", "go"));
  CHECK(follows_shares({later, 1e6 - later}, {0.75, 0.25}));
}

TEST_CASE("no jittered tick happens after the end of the run", "[transitions]") {
  RunSpec spec = waiting("chance = \"100%\"");
  spec.model = replaced(replaced(spec.model, "tick = \"1h\"", "tick = \"1h\"\njitter = true"), "\"20000d\"",
                        "\"15m\"");
  const auto fired = static_cast<double>(run(spec).fired("u", "go"));
  CHECK(follows_shares({fired, 1e6 - fired}, {0.25, 0.75}));
}

TEST_CASE("a weighted `to` is drawn by its weights, after `set`", "[transitions]") {
  RunSpec spec = waiting("rate = \"1/h\"");
  spec.model =
      replaced(
          spec.model, "to = \"b\"\n",
          "to = { b = \"low\", c = 0.5, d = \"0.75 - low\", e = 0, f = \"null\" }\nset = { low = 0.25 }\n") +
      R"toml(
[actor.u.attributes]
low = 0.75
[[actor.u.transition]]
name = "of_b"
from = "b"
to = "end"
after = "1s"
[[actor.u.transition]]
name = "of_c"
from = "c"
to = { end = 2, c = 1 }
after = "1s"
[[actor.u.transition]]
name = "of_d"
from = "d"
to = "end"
after = "1s"
[[actor.u.transition]]
name = "of_rest"
from = ["e", "f"]
to = "end"
after = "1s"
)toml";
  const RunResult result = run(spec);
  CHECK(follows_shares(
      {static_cast<double>(result.fired("u", "of_b")), static_cast<double>(result.fired("u", "of_d")),
       1e6 - static_cast<double>(result.fired("u", "of_b") + result.fired("u", "of_d"))},
      {0.2, 0.4, 0.4}));
  CHECK(result.fired("u", "of_rest") == 0);
}

TEST_CASE("moves are weights, or chances with `moves_are`", "[transitions]") {
  RunSpec spec;
  spec.model = R"toml(
[clock]
start = 2024-01-01T00:00:00Z
duration = "2m"
tick = "1m"
[table.t.columns]
what = "transition"
[actor.u]
count = 1_000_000
initial = "a"
moves_are = "chance"
[actor.u.moves]
a = { b = 0.2, c = "0.1 + 0.2", d = { chance = 0.1, emit = ["t"] } }
)toml";
  const RunResult chances = run(spec);
  auto seen = counts(chances, {"a->b", "a->c", "a->d"});
  seen.push_back(1e6 - seen[0] - seen[1] - seen[2]);
  const double both = 1 + 0.4;  // two ticks; 40% stay after the first
  CHECK(follows_shares(seen, {0.2 * both, 0.3 * both, 0.1 * both, 0.16}));
  CHECK(chances.rows("t") == chances.fired("u", "a->d"));

  spec.model =
      replaced(replaced(spec.model, "moves_are = \"chance\"\n", ""), "chance = 0.1", "weight = 0.1") +
      "[actor.u.state.a]\nstay = \"90s\"\n";
  const RunResult weights = run(spec);
  CHECK(follows_shares(counts(weights, {"a->b", "a->c", "a->d"}), {2.0 / 6, 3.0 / 6, 1.0 / 6}));
}

TEST_CASE("on arrival `transition` and `from` are null, and `to` and `state` are the initial state",
          "[transitions]") {
  RunSpec spec;
  spec.model = R"toml(
[clock]
start = 2024-01-01T00:00:00Z
duration = "1h"
[table.t.columns]
what = "coalesce(transition, 'none')"
origin = "coalesce(from, 'none')"
target = "coalesce(to, 'none')"
s = "coalesce(state, 'none')"
seen = "seen"
[actor.u]
count = 1
initial = "a"
[actor.u.attributes]
seen = "'nothing'"
[actor.u.start]
at = "start + 1m"
[actor.u.state."*"]
set = { seen = "coalesce(concat(from, '>', transition), 'arrival')" }
emit = ["t"]
[[actor.u.transition]]
name = "go"
from = "a"
to = "b"
after = "10m"
[[actor.u.transition]]
name = "back"
from = "b"
to = "b"
after = "40m"
)toml";
  CHECK(table_of(spec).rows == std::vector<TextRow>{{"none", "none", "a", "a", "arrival"},
                                                    {"go", "a", "b", "b", "a>go"},
                                                    {"back", "b", "b", "b", "b>back"}});
}

TEST_CASE("a longer run begins like the shorter one if the model does not use `end`", "[transitions]") {
  RunSpec spec = waiting("rate = \"2/day\"\nrhythm = \"evening\"",
                         also("other", "rate = \"1/day\"\nfade = { since = \"start\", half_life = \"1d\" }") +
                             evening_rhythm() + R"toml(
[[actor.u.transition]]
name = "wake"
from = "b"
to = { a = 1, c = 1 }
chance = "3%"
rhythm = { use = "evening", shift = "5h" }
emit = ["t"]
[[actor.u.transition]]
name = "rest"
from = "c"
to = "a"
weight = 1
after = "lognormal_median(6h, 1)"
rhythm = "evening"
emit = ["t"]
[[actor.u.transition]]
name = "tired"
from = ["a", "b"]
to = "c"
after = "30h"
emit = ["t"]
[actor.u.start]
at = "growing(start, start + 6d, 0.5/day)"
)toml");
  spec.model =
      replaced(replaced(spec.model, "tick = \"1h\"", "tick = \"1h\"\njitter = true"), "1_000_000", "1_000");
  constexpr std::int64_t kDay = 86'400'000'000;
  spec.duration = 9 * kDay;
  const std::vector<TextRow> longest = table_of(spec).rows;
  REQUIRE(longest.size() > 5'000);
  for (const std::int64_t days : {1, 2, 5}) {
    spec.duration = days * kDay;
    const std::vector<TextRow> rows = table_of(spec).rows;
    REQUIRE(rows.size() > 10);
    REQUIRE(rows.size() < longest.size());
    CHECK(std::equal(rows.begin(), rows.end(), longest.begin()));
  }
}

TEST_CASE("an absorbing chain has the exits and visits of its fundamental matrix", "[transitions]") {
  RunSpec spec;
  spec.model = R"toml(
[clock]
start = 2024-01-01T00:00:00Z
duration = "20000d"
[actor.u]
count = 1_000_000
initial = { play = 0.6, settings = 0.4 }
[actor.u.state."*"]
stay = "exponential(1m)"
[actor.u.moves]
play = { play = 0.7, settings = 0.1, quit = 0.15, crash = 0.05 }
settings = { play = 0.5, settings = 0.2, quit = 0.3 }
)toml";
  const RunResult result = run(spec);
  // Expected visits (p, s) = (0.6, 0.4) (I - Q)^-1: p = 0.6 + 0.7 p + 0.5 s, s = 0.4 + 0.1 p + 0.2 s.
  const double p = (0.6 * 0.8 + 0.4 * 0.5) / (0.3 * 0.8 - 0.1 * 0.5);
  const double s = (0.4 + 0.1 * p) / 0.8;
  const auto plays = counts(result, {"play->play", "play->settings", "play->quit", "play->crash"});
  const auto sets = counts(result, {"settings->play", "settings->settings", "settings->quit"});
  CHECK(follows_shares(plays, {0.7, 0.1, 0.15, 0.05}));
  CHECK(follows_shares(sets, {0.5, 0.2, 0.3}));
  const auto sum = [](const std::vector<double>& all) {
    double total = 0;
    for (const double x : all) total += x;
    return total;
  };
  // For visits to `play`, E[N(N-1)] = 2 p (n - 1), where n is the expected number from `play` on.
  const double n = 0.8 / (0.3 * 0.8 - 0.1 * 0.5);
  const double m = 0.3 / (0.3 * 0.8 - 0.1 * 0.5);
  CHECK(std::abs(sum(plays) / 1e6 - p) < 5 * std::sqrt((2 * p * (n - 1) + p - p * p) / 1e6));
  CHECK(std::abs(sum(sets) / 1e6 - s) < 5 * std::sqrt((2 * s * (m - 1) + s - s * s) / 1e6));
  const double crashes = 0.05 * p;
  CHECK(follows_shares({plays[3], plays[2] + sets[2]}, {crashes, 1 - crashes}));
}

TEST_CASE("a state that is left for itself is entered with its own `lead`", "[transitions]") {
  RunSpec spec;
  spec.model = kHead + R"toml(
[actor.u]
count = 1
initial = "a"
[actor.u.state.a]
stay = "20h"
lead = "10h"
[[actor.u.transition]]
name = "again"
from = "a"
to = "a"
weight = 1
emit = ["t"]
)toml";
  const auto rows = table_of(spec).rows;
  REQUIRE(rows.size() == 2);
  CHECK(rows[0][0] == "10h");
  CHECK(rows[1][0] == "20h");
}
