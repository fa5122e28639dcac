// Waiting times of whole runs against their formulas: one million actors each, which wait once.
#include <cmath>

#include "support/catch.hpp"
#include "support/distribution_checks.hpp"
#include "support/run_model.hpp"
#include "support/waiting.hpp"

using namespace seedbed;
using namespace seedbed::test;

TEST_CASE("a rate's wait is exponential", "[timing]") {
  check_waits(waiting("rate = \"3/day\""), exponential_of(8 * kHours));
}

TEST_CASE("a weight's wait is its `after`, the `lead` of its destination or the `stay`", "[timing]") {
  const std::string stay = "[actor.u.state.a]\nstay = \"exponential(2h)\"\n";
  const std::string lead = "[actor.u.state.b]\nlead = \"exponential(3h)\"\n";
  check_waits(waiting("weight = 2", stay), exponential_of(2 * kHours));
  check_waits(waiting("weight = 2", stay + lead), exponential_of(3 * kHours));
  check_waits(waiting("weight = 2\nafter = \"exponential(4h)\"", stay + lead), exponential_of(4 * kHours));
}

TEST_CASE("a timer fires after the time drawn on entry", "[timing]") {
  check_waits(waiting("after = \"exponential(5h)\""), exponential_of(5 * kHours));
}

TEST_CASE("a rhythm, shifted or not, applies exactly to a rate and to a wait", "[timing]") {
  const auto by_evening = [](std::int64_t shift) {
    return [=](double x) { return x > 0 ? -std::expm1(-passed(x, shift) / 30) : 0; };
  };
  check_waits(waiting("rate = \"0.8/day\"\nrhythm = \"evening\"", evening_rhythm()), by_evening(0));
  check_waits(waiting("rate = \"0.8/day\"\nrhythm = { use = \"evening\", shift = \"5h\" }", evening_rhythm()),
              by_evening(5));
  check_waits(waiting("weight = 1\nafter = \"exponential(30h)\"\nrhythm = \"evening\"", evening_rhythm()),
              by_evening(0));
}

TEST_CASE("fades reduce a rate", "[timing]") {
  // The integral of the fade over t is 2 sqrt(1 + t/1h) - 2 hours.
  check_waits(
      waiting("rate = \"1/day\"\nfade = { since = \"start\", power = 0.5, scale = \"1h\" }"),
      [](double x) { return x > 0 ? -std::expm1(-(2 * std::sqrt(1 + x / kHours) - 2) / 24) : 0; }, 1.05);
  // With a half-life, some never leave: the share that leaves is 1 - e^-(rate * half-life / ln 2).
  const auto model = waiting("rate = \"1/h\"\nfade = { since = \"start\", half_life = \"1h\" }");
  const double share = -std::expm1(-1 / std::log(2));
  const std::vector<Leaving> all = leavings(model);
  CHECK(std::abs(static_cast<double>(all.size()) - 1e6 * share) < 5 * std::sqrt(1e6 * share * (1 - share)));
  const Cumulative expected = [=](double x) {
    return x > 0 ? -std::expm1(std::expm1(-x / kHours * std::log(2)) / std::log(2)) / share : 0;
  };
  std::size_t next = 0;
  const Sample sample(
      expected, [&](std::uint64_t) { return all[next++].seconds; }, 1, all.size());
  CHECK(sample.follows(expected));
  CHECK_FALSE(sample.follows([&](double x) { return expected(x / 1.01); }));
}

TEST_CASE("chances with jitter happen anywhere in the tick", "[timing]") {
  RunSpec spec = waiting("chance = \"20%\"");
  spec.model = replaced(spec.model, "tick = \"1h\"", "tick = \"1h\"\njitter = true");
  check_waits(spec, [](double x) {
    if (x <= 0) return 0.0;
    const double tick = std::floor(x / kHours);
    const double before = 1 - std::pow(0.8, tick);
    return before + (x / kHours - tick) * 0.2 * std::pow(0.8, tick);
  });
}

TEST_CASE("chances with dates have the hazard of their tick, by the clock of their rhythm", "[timing]") {
  const std::string dates = "dates = { \"2024-01-03\" = 20, \"2024-01-04\" = 0, \"2024-01-07\" = 3 }\n";
  const auto all =
      leavings(waiting("chance = \"0.1%\"\nrhythm = { use = \"evening\", shift = \"5h\" }",
                       also("other", "chance = \"0.2%\"\nrhythm = \"evening\"") + evening_rhythm() + dates));
  const auto dated = [](std::int64_t hour) {
    const std::int64_t day = hour / 24;
    return evening(hour) * (day == 2 ? 20 : day == 3 ? 0 : day == 6 ? 3 : 1);
  };
  const double hazard = -std::log1p(-0.003);
  const auto go = [=](std::int64_t tick) { return hazard / 3 * dated(tick + 5); };
  const auto other = [=](std::int64_t tick) { return hazard * 2 / 3 * dated(tick); };
  CHECK(follows_ticks(all, {go, other}));
  CHECK_FALSE(follows_ticks(all, {[=](std::int64_t tick) { return hazard / 3 * evening(tick + 5); }, other}));
}

TEST_CASE("chances with a rhythm have the hazard of their tick, not of the next tick", "[timing]") {
  const std::vector<Leaving> all =
      leavings(waiting("chance = \"3%\"\nrhythm = \"evening\"", evening_rhythm()));
  REQUIRE(all.size() == kSampleDraws);
  const auto hazard = [](std::int64_t tick) { return -std::log(0.97) * evening(tick); };
  CHECK(follows_ticks(all, {hazard}));
  CHECK_FALSE(follows_ticks(all, {[&](std::int64_t tick) { return hazard(tick + 1); }}));
  CHECK_FALSE(follows_ticks(all, {[&](std::int64_t tick) { return 1.02 * hazard(tick); }}));
  CHECK_FALSE(follows_ticks(all, {[](std::int64_t) { return -std::log(0.97); }}));
}

TEST_CASE("competing rates win in proportion", "[timing]") {
  RunSpec spec = waiting("rate = \"3/day\"", R"toml(
[[actor.u.transition]]
name = "other"
from = "a"
to = "b"
rate = "9/day"
emit = ["t"]
)toml");
  check_waits(spec, exponential_of(2 * kHours));
  const auto first = static_cast<double>(run(spec).fired("u", "go"));
  CHECK(std::abs(first - 250'000) < 5 * std::sqrt(1e6 * 0.25 * 0.75));
}

TEST_CASE("an absorbing chain has the visits of its fundamental matrix", "[timing]") {
  RunSpec spec;
  spec.model = R"toml(
[clock]
start = 2024-01-01T00:00:00Z
duration = "20000d"
[table.t.columns]
s = "state"
[actor.u]
count = 1_000_000
initial = "a"
[actor.u.state."*"]
stay = "1h"
[actor.u.moves]
a = { b = 0.5, end = 0.5 }
b = { a = 0.25, c = 0.75 }
c = { a = 0.5, end = { weight = 0.5, emit = ["t"] } }
)toml";
  const RunResult result = run(spec);
  // a = 1 + b/4 + c/2, b = a/2, c = 3b/4 = 3a/8: a = 1 / (1 - 1/8 - 3/16) = 16/11, with probability of return
  // 5/16.
  const auto a = static_cast<double>(result.fired("u", "a->b") + result.fired("u", "a->end"));
  CHECK(std::abs(a - 1e6 * 16 / 11) < 5 * std::sqrt(1e6 * (16.0 / 11) * (5.0 / 11)));
  const auto b = static_cast<double>(result.fired("u", "a->b"));
  CHECK(std::abs(b - a / 2) < 5 * std::sqrt(a / 4));
  CHECK(std::abs(static_cast<double>(result.fired("u", "b->c")) - 0.75 * b) < 5 * std::sqrt(b * 0.75 * 0.25));
}
