// Fades on chances and waits, rhythm and fade together, and competing transitions with different paces: whole
// runs of one million actors each against their formulas.
#include <cmath>

#include "support/catch.hpp"
#include "support/exact_distributions.hpp"
#include "support/waiting.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

// The fade, by hours since the start, of something that began `before` hours earlier.
std::function<double(double)> power_fade(double power, double scale, double before = 0) {
  return [=](double hours) { return std::pow(1 + (hours + before) / scale, -power); };
}

std::function<double(double)> half_life(double length, double before = 0) {
  return [=](double hours) { return std::exp2(-(hours + before) / length); };
}

std::function<double(std::int64_t)> at_ticks(double hazard, const std::function<double(double)>& fade) {
  return [=](std::int64_t tick) { return hazard * fade(static_cast<double>(tick)); };
}

std::string attributes(const std::string& born) { return "[actor.u.attributes]\nborn = \"" + born + "\"\n"; }

const std::string kPower = "fade = { since = \"born\", power = 0.5, scale = \"5h\" }\n";
const std::string kHalfLife = "fade = { since = \"born\", half_life = \"20h\" }\n";

}  // namespace

TEST_CASE("chances with a fade have the hazard of their tick, not a constant one", "[timing]") {
  const double hazard = -std::log(0.9);
  SECTION("by a power") {
    const auto all = leavings(waiting("chance = \"10%\"\n" + kPower, attributes("start - 3h")));
    CHECK(follows_ticks(all, {at_ticks(hazard, power_fade(0.5, 5, 3))}));
    CHECK_FALSE(follows_ticks(all, {at_ticks(hazard, power_fade(0.5, 5))}));
    CHECK_FALSE(follows_ticks(all, {at_ticks(hazard * 1.02, power_fade(0.5, 5, 3))}));
  }
  SECTION("by a half-life: some never leave") {
    const auto all = leavings(waiting("chance = \"10%\"\n" + kHalfLife, attributes("start")));
    CHECK(follows_ticks(all, {at_ticks(hazard, half_life(20))}));
    CHECK_FALSE(follows_ticks(all, {at_ticks(hazard, half_life(20.5))}));
    CHECK_FALSE(follows_ticks(all, {at_ticks(hazard, [](double) { return 1.0; })}));
  }
  SECTION("whose beginning is later: no fade until then") {
    const auto all = leavings(waiting("chance = \"1%\"\n" + kHalfLife, attributes("start + 30h")));
    const auto fade = [](double hours) { return hours < 30 ? 1 : std::exp2(-(hours - 30) / 20); };
    CHECK(follows_ticks(all, {at_ticks(-std::log(0.99), fade)}));
    CHECK_FALSE(follows_ticks(all, {at_ticks(-std::log(0.99), half_life(20))}));
  }
  SECTION("without a beginning: no fade") {
    const std::string never = "[actor.u.attributes]\nborn = { type = \"time\", value = \"null\" }\n";
    const auto all = leavings(waiting("chance = \"10%\"\n" + kHalfLife, never));
    CHECK(follows_ticks(all, {at_ticks(hazard, [](double) { return 1.0; })}));
  }
}

TEST_CASE("a wait passes at the speed that the fade has when it begins", "[timing]") {
  const std::string wait = "weight = 1\nafter = \"exponential(2h)\"\n";
  const std::string scale = "fade = { since = \"born\", power = 1, scale = \"1h\" }\n";
  check_waits(waiting(wait + scale, attributes("start - 3h")), exponential_of(8 * kHours));
  check_waits(waiting(wait + "fade = { since = \"born\", half_life = \"1h\" }\n", attributes("start - 3h")),
              exponential_of(16 * kHours));
  check_waits(waiting(wait + scale, attributes("start + 3h")), exponential_of(2 * kHours));
  // Each actor has its own age: the mean wait is uniform between 2 and 8 hours.
  check_waits(waiting(wait + scale, attributes("start - uniform(0s, 3h)")), [](double x) {
    if (x <= 0) return 0.0;
    return integral([&](double age) { return -std::expm1(-x / kHours / (2 * (1 + age))); }, 0, 3, 40) / 3;
  });
}

TEST_CASE("rhythm and fade are multiplied", "[timing]") {
  const std::string rest = evening_rhythm() + attributes("start");
  const std::string rhythm = "rhythm = \"evening\"\n";
  SECTION("on a rate") {
    const auto all = leavings(waiting("rate = \"3/day\"\n" + rhythm + kPower, rest));
    const auto fade = power_fade(0.5, 5);
    const auto both = [&](double hours) {
      return evening(static_cast<std::int64_t>(hours)) * fade(hours) / 8;
    };
    CHECK(follows_hours(all, {both}));
    CHECK_FALSE(follows_hours(all, {[&](double hours) { return fade(hours) / 8; }}));
    CHECK_FALSE(
        follows_hours(all, {[](double hours) { return evening(static_cast<std::int64_t>(hours)) / 8; }}));
    CHECK_FALSE(follows_hours(all, {[&](double hours) { return 1.02 * both(hours); }}));
  }
  SECTION("on a chance") {
    const auto all = leavings(waiting("chance = \"10%\"\n" + rhythm + kHalfLife, rest));
    const auto fade = half_life(20);
    const auto both = [&](std::int64_t tick) {
      return -std::log(0.9) * evening(tick) * fade(static_cast<double>(tick));
    };
    CHECK(follows_ticks(all, {both}));
    CHECK_FALSE(follows_ticks(all, {at_ticks(-std::log(0.9), fade)}));
    CHECK_FALSE(follows_ticks(all, {[&](std::int64_t tick) { return 1.02 * both(tick); }}));
  }
  SECTION("on a wait") {
    const std::string old = evening_rhythm() + attributes("start - 15h");  // a fade of 1/2
    check_waits(waiting("weight = 1\nafter = \"exponential(15h)\"\n" + rhythm + kPower, old),
                [](double x) { return x > 0 ? -std::expm1(-passed(x) / 30) : 0; });
  }
}

TEST_CASE("rates with different paces compete", "[timing]") {
  const std::string rest = evening_rhythm() + attributes("start - 2h");
  const auto all = leavings(waiting("rate = \"2/day\"\nrhythm = \"evening\"",
                                    also("other", "rate = \"4/day\"\n" + kHalfLife) + rest));
  const auto go = [](double hours) { return evening(static_cast<std::int64_t>(hours)) / 12; };
  const auto other = [](double hours) { return half_life(20, 2)(hours) / 6; };
  CHECK(follows_hours(all, {go, other}));
  CHECK_FALSE(follows_hours(all, {other, go}));
  CHECK_FALSE(follows_hours(all, {go, [&](double hours) { return 1.02 * other(hours); }}));
}

TEST_CASE("chances with different paces share a tick in proportion to their hazards", "[timing]") {
  const std::string rest = evening_rhythm() + attributes("start");
  const auto all = leavings(waiting("chance = \"5%\"\nrhythm = \"evening\"",
                                    also("other", "chance = \"10%\"\n" + kHalfLife) + rest));
  const double hazard = -std::log(0.85);
  const auto go = [=](std::int64_t tick) { return hazard / 3 * evening(tick); };
  const auto other = at_ticks(hazard * 2 / 3, half_life(20));
  CHECK(follows_ticks(all, {go, other}));
  CHECK_FALSE(follows_ticks(all, {go, at_ticks(-std::log(0.9), half_life(20))}));
}

TEST_CASE("chances of 100% fire at the first tick where one of them is above 0, in proportion", "[timing]") {
  const std::string rest = evening_rhythm() + attributes("start");
  // From midnight to six the rhythm is 0: only the other transition fires.
  const auto quiet =
      leavings(waiting("chance = \"50%\"\nrhythm = \"evening\"", also("other", "chance = \"50%\"") + rest));
  REQUIRE(quiet.size() == kSampleDraws);
  for (const Leaving& leaving : quiet) {
    if (leaving.seconds != 0 || leaving.transition != "other") FAIL("left at a quiet hour");
  }
  // The transition with the rhythm alone waits for the morning.
  for (const Leaving& leaving : leavings(waiting("chance = \"100%\"\nrhythm = \"evening\"", rest))) {
    if (leaving.seconds != 6 * kHours) FAIL("left at another hour than the first of the morning");
  }
  // On a Monday evening, in proportion to the multiplier.
  RunSpec spec = waiting("chance = \"50%\"\nrhythm = { use = \"evening\", shift = \"18h\" }",
                         also("other", "chance = \"50%\"") + rest);
  const RunResult result = run(spec);
  CHECK(follows_shares(
      {static_cast<double>(result.fired("u", "go")), static_cast<double>(result.fired("u", "other"))},
      {evening(18) / (1 + evening(18)), 1 / (1 + evening(18))}));
}
