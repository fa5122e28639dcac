// Timings over so many ticks that a run that looks at each tick would not end.
#include <cmath>

#include "support/catch.hpp"
#include "support/threads.hpp"
#include "support/waiting.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

constexpr double kCount = 20'000;

// Actors that leave by `go`, whose timing is `transition`; ticks are microseconds.
RunSpec ticking(const std::string& duration, const std::string& transition, const std::string& rest) {
  RunSpec spec;
  spec.model = "[clock]\nstart = 2024-01-01T00:00:00Z\ntick = \"1us\"\nduration = \"" + duration +
               "\"\n[table.t.columns]\nid = \"index\"\n[actor.u]\ncount = 20_000\ninitial = \"a\"\n" +
               also("go", transition) + rest;
  return spec;
}

// Whether as many actors went as expected with this total hazard.
bool leave_at(const RunSpec& spec, double hazard) {
  const double gone = static_cast<double>(run(spec).fired("u", "go"));
  UNSCOPED_INFO(gone << " went");
  return follows_shares({gone, kCount - gone}, {-std::expm1(-hazard), std::exp(-hazard)});
}

const std::string kFlat = "[rhythm.flat]\nweekdays = [1, 1, 1, 1, 1, 1, 1]\n";

}  // namespace

TEST_CASE("a chance of 100% whose fade has reached 0 does not look at every tick", "[timing]") {
  const Watchdog watchdog;
  const RunSpec spec = ticking("365d",
                               "chance = \"100%\"\nrhythm = \"evening\"\n"
                               "fade = { since = \"start\", half_life = \"1s\" }\n",
                               evening_rhythm());
  CHECK(run(spec).fired("u", "go") == 0);  // their rhythm is 0 until six
}

TEST_CASE("a busy date that is not near costs a chance nothing", "[timing]") {
  const Watchdog watchdog;
  const double ticks = 86'400e6;
  SECTION("outside the run") {
    const RunSpec spec =
        ticking("1d", "chance = 1e-11\nrhythm = \"flat\"\n", kFlat + "dates = { \"2035-01-01\" = 1e9 }\n");
    CHECK(leave_at(spec, ticks * 1e-11));
  }
  SECTION("in the run") {
    // The third of January is the second day of the run: the actors' clock is one day ahead.
    const RunSpec spec = ticking("10d", "chance = 1e-12\nrhythm = { use = \"flat\", shift = \"24h\" }\n",
                                 kFlat + "dates = { \"2024-01-03\" = 5, \"2024-02-01\" = 1e9 }\n");
    CHECK(leave_at(spec, ticks * 1e-12 * (9 + 5)));
    CHECK_FALSE(leave_at(spec, ticks * 1e-12 * 10));
  }
}

TEST_CASE("the smallest chance with a rhythm is still a chance", "[timing]") {
  const Watchdog watchdog;
  CHECK(
      leave_at(ticking("2900000d", "chance = 1e-17\nrhythm = \"flat\"\n", kFlat), 2.9e6 * 86'400e6 * 1e-17));
}
