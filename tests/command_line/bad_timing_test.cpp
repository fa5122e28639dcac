// Timings that are wrong, and where each is told.
#include "command_line/bad_model.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"

using namespace seedbed::test;

namespace {

const std::string kLogout = "chance = \"50%\"\n";

std::string numbers(int count, const std::string& number) {
  std::string list = number;
  for (int i = 1; i < count; ++i) list += ", " + number;
  return list;
}

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
      {{{kLogout,
         "rate = \"3/day\"\nfade = { since = \"start\", half_life = \"if(to == 'on', 1d, 2d)\" }\n"}},
       {{"36:43: error", "`to` is not in scope in a rhythm or fade"}}},
      {{{"from = \"on\"\n", "from = []\n"}}, {{"33:8: error", "the list names no state"}}},
      {{{kLogout, kLogout + "each = { times = 1_000_001 }\n"}},
       {{"36:18: error", "`times` of transition `logout`, `each` is 1000001, more than 1000000"}}},
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
      {{{kLogout, rate}, {end, "[rhythm.r]\nhours = [" + numbers(23, "1") + "]\n" + end}},
       {{"39:9: error", "`hours` of [rhythm.r] has 23 numbers: expected 24"}}},
      {{{kLogout, rate}, {end, "[rhythm.r]\nhours = [" + numbers(25, "1") + "]\n" + end}},
       {{"39:9: error", "`hours` of [rhythm.r] has 25 numbers: expected 24"}}},
      {{{kLogout, rate}, {end, "[rhythm.r]\nhours = [" + numbers(24, "0") + "]\n" + end}},
       {{"39:9: error", "`hours` of [rhythm.r] are all 0"}}},
      {{{kLogout, rate}, {end, "[rhythm.r]\nweekdays = [nan, 1, 1, 1, 1, 1, 1]\n" + end}},
       {{"39:13: error", "expected a number from 0, found nan"}}},
      {{{kLogout, rate}, {end, "[rhythm.r]\nweekdays = [1e308, 1, 1, 1, 1, 1, 5e-324]\n" + end}},
       {{"39:13: error", "found 1e+308, which is not from 1e-09 to 1000000000"},
        {"39:35: error", "found 5e-324, which is not from"}}},
      {{{kLogout, rate}, {end, "[rhythm.r]\nweekdays = [1, 1, 1, 1, 1, 1, \"1\"]\n" + end}},
       {{"39:31: error", "found a text"}}},
      {{{kLogout, rate}, {end, "[rhythm.r]\ndates = { \"2024-02-30\" = 1, \"2024-01-05\" = -1 }\n" + end}},
       {{"39:11: error", "expected a date such as \"2024-11-29\", found `2024-02-30`"},
        {"39:44: error", "expected a number from 0"}}},
  });
}

TEST_CASE("transitions of one state that mix their timings are told, timers are not") {
  const auto second = [](const std::string& timing) {
    return kLogout + "\n[[actor.user.transition]]\nname = \"other\"\nfrom = \"on\"\nto = \"off\"\n" + timing;
  };
  const std::string mixed = "state `on` has transitions with a `chance` (`logout`) and with a `";
  check_all({
      {{{kLogout, second("rate = \"3/day\"\n")}}, {{"41:1: error", mixed + "rate` (`other`)"}}},
      {{{kLogout, second("weight = 1\nafter = \"1h\"\n")}}, {{"41:1: error", mixed + "weight` (`other`)"}}},
      {{{kLogout, second("after = \"1h\"\n")}}, {}},
      {{{kLogout, second("at = \"start + 1h\"\n")}}, {}},
      {{{kLogout, second("chance = \"51%\"\n")}},
       {{"41:10: error", "the chances of state `on` add up to 101%"}}},
  });
}

TEST_CASE("weights and waits that a constant shows to be impossible are told") {
  const auto to = [](const std::string& weights) {
    return Edit{"to = \"off\"\nchance = \"50%\"", "to = { " + weights + " }\nchance = \"50%\""};
  };
  check_all({
      {{to("off = 1, on = -1")}, {{"34:22: error", "the weight of state `on` is negative"}}},
      {{to("off = nan, on = 1")}, {{"34:14: error", "there is no inf or nan"}}},
      {{to("off = 0, on = 0")}, {{"34:22: error", "the weights of `to` of transition `logout` are all 0"}}},
      {{to("off = \"1 - 1\"")}, {{"34:14: error", "the weights of `to` of transition `logout` are all 0"}}},
      {{to("off = \"uniform(0, 1)\"")}, {{"34:15: error", "weights are fixed when the draw is made"}}},
      {{{kLogout, "weight = nan\nafter = \"1h\"\n"}}, {{"35:10: error", "there is no inf or nan"}}},
      {{{kLogout, "weight = 1\nafter = \"null\"\n"}}, {{"36:9: error", "is null"}}},
      {{{kLogout, "after = \"-1s\"\n"}}, {{"35:9: error", "is negative"}}},
      {{{kLogout, "rate = \"-3/day\"\n"}}, {{"35:8: error", "is negative"}}},
  });
}

TEST_CASE("moves to and from states that are not there are told") {
  const Edit states{"initial = \"off\"", "initial = \"off\"\nstates = [\"off\", \"on\"]"};
  const auto actor = [&](const std::string& lines) {
    return Edit{"[actor.user.attributes]",
                "moves_are = \"chance\"\n[actor.user.moves]\n" + lines + "[actor.user.attributes]"};
  };
  check_all({
      {{states, actor("on = { of = 0.5 }\n")},
       {{"19:8: error", "move `on->of`: there is no state `of`: did you mean `off`"}}},
      {{states, actor("om = { off = 0.5 }\n")}, {{"19:1: error", "there is no state `om`: did you mean `o"}}},
      {{states, actor("on = { off = { set = { balance = 1 } } }\n")},
       {{"19:14: error", "move `on->off` has no timing"}}},
      {{states, actor("on = 1\n")}, {{"19:6: error", "the moves from `on`: expected a table"}}},
      {{states, actor("on = { off = 0.6 }\n")},
       {{"39:10: error", "the chances of state `on` add up to 110%"}}},
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

TEST_CASE("a `let` and a label of one name, and a serial number of two kinds, are told") {
  const std::string end = "[table.click.columns]";
  const std::string labels = "labels = { amount = 1 }\n";
  const std::string other = R"toml([actor.shop]
count = 1
initial = "open"
[[actor.shop.transition]]
name = "sale"
from = "open"
chance = 0.5
let = { id = "serial('x')" }
)toml";
  check_all({
      {{{end, "[actor.user.state.off]\n" + labels + end}},
       {{"26:9: error", "`let` amount of transition `login`: the name is taken, by a label"}}},
      {{{end, "[actor.user.state.on]\n" + labels + end}},
       {{"26:9: error", "`let` amount of transition `login`: state `on` has a label of that name"}}},
      {{{"amount = \"uniform_int(1, 5)\"", "amount = \"serial('x')\""}, {end, other + end}},
       {{"44:15: error", "serial('x') belongs to the actor `user`"}}},
      {{{"amount = \"uniform_int(1, 5)\"", "amount = \"serial('y')\""}, {end, other + end}}, {}},
  });
}
