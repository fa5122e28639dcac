// Timings that are wrong, and where each is told.
#include "command_line/bad_model.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"

using namespace seedbed::test;

namespace {

const std::string kLogout = "chance = \"50%\"\n";

}  // namespace

TEST_CASE("a timing that is mixed, missing or impossible is told") {
  check_all({
      {{{kLogout, "chance = \"50%\"\nrate = \"3/day\"\n"}}, {{"36:1: error", "has a `chance` and a `rate`"}}},
      {{{kLogout, "weight = 1\n"}}, {{"35:1: error", "has a `weight` but no wait"}}},
      {{{kLogout, "weight = 1\nafter = \"-5s\"\n"}}, {{"36:9: error", "is negative"}}},
      {{{kLogout, "weight = 0\nafter = \"5s\"\n"}},
       {{"35:10: error", "the weights of state `on` are all 0"}}},
      {{{kLogout, "weight = -1\nafter = \"5s\"\n"}},
       {{"35:10: error", "`weight` of transition `logout` is negative"}}},
      {{{kLogout, "rate = \"now - start\"\n"}}, {{"35:9: error", "`now` is not in scope in `rate`"}}},
      {{{kLogout, "rate = 3\n"}}, {{"35:8: error", "expected a rate"}}},
      {{{kLogout, "rate = \"3/day\"\nrhythm = \"evening\"\n"}},
       {{"36:10: error", "there is no rhythm `evening`"}}},
      {{{kLogout, "rate = \"3/day\"\nfade = { since = \"start\" }\n"}},
       {{"36:8: error", "either `power` and `scale`"}}},
  });
}

TEST_CASE("a rhythm with too few hours or only zeros is told") {
  const std::string rate = "rate = \"3/day\"\nrhythm = \"r\"\n";
  const std::string end = "[table.click.columns]";
  check_all({
      {{{kLogout, rate}, {end, "[rhythm.r]\nhours = [1, 2]\n" + end}},
       {{"39:9: error", "`hours` of [rhythm.r] has 2 numbers: expected 24"}}},
      {{{kLogout, rate}, {end, "[rhythm.r]\nweekdays = [0, 0, 0, 0, 0, 0, 0]\n" + end}},
       {{"39:12: error", "`weekdays` of [rhythm.r] are all 0"}}},
      {{{kLogout, rate}, {end, "[rhythm.r]\nweekdays = [1, 1, -1, 1, 1, 1, 1]\n" + end}},
       {{"39:19: error", "expected a number from 0"}}},
  });
}

TEST_CASE("labels, serial numbers and `stay` that cannot be are told") {
  const std::string end = "[table.click.columns]";
  check_all({
      {{{end, "[actor.user.state.on]\nlabels = { balance = 1 }\n" + end}},
       {{"38:12: error", "label `balance`: the name is taken"}}},
      {{{end, "[actor.user.state.on]\nstay = \"1h\"\n" + end}},
       {{"38:1: error", "`stay` of state `on` is never waited"}}},
      {{{"balance = \"uniform_int(0, 9)\"", "balance = \"serial('x')\""}},
       {{"18:12: error", "`serial` is not in scope here"}}},
  });
}
