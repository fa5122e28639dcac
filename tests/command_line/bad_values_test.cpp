// Values that a model gets wrong: types, chances, the clock, the population, numbers, bytes; and the usual
// confusions.
#include <fmt/format.h>

#include "command_line/bad_model.hpp"
#include "command_line/program.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"

using namespace seedbed::test;

TEST_CASE("a type mismatch is told where it stands inside the expression") {
  check_all({
      {{{"amount <= balance", "amount <= country"}},
       {{"27:16: error", "`<=` does not work on int and text"}}},
      {{{"\"amount <= balance\"", "\"amount + balance\""}},
       {{"27:9: error", "expected a condition, such as \"amount <= balance\", and this is int"}}},
      {{{"\"balance - amount\"", "\"country\""}},
       {{"28:20: error", "expected a value of the attribute's type, int, and this is text"}}},
      {{{"\"balance - amount\"", "\"balance - amount * length(3)\""}},
       {{"28:39: error", "`length` does not take int"}}},
      {{{"amount <= balance", "amount <= (balance"}},
       {{"27:27: error", "the expression ends where `)` should follow"}}},
      {{{"amount <= balance", "amount = balance"}}, {{"27:16: error", "write `==`"}}},
      {{{"amount <= balance", "amount <= balance && true"}}, {{"27:27: error", "write `and` for `&&`"}}},
      {{{"user_id = \"index\"", "user_id = \"now\""}}, {{"17:12: error", "`now` is not in scope here"}}},
      {{{"chance = \"50%\"", "chance = \"uniform(0, 1)\""}},
       {{"35:11: error", "`uniform` draws a random number"}}},
      {{{"users = 10", "users = \"uniform_int(0, 9)\""}},
       {{"5:10: error", "`uniform_int` draws a random number"}}},
      {{{"country = \"'US'\"", "country = \"null\""}},
       {{"19:11: error", "say its type, country = { type = \"time\", value = \"null\" }"}}},
  });
}

TEST_CASE("chances that add up to more than 100% and negative ones are errors") {
  check_all({
      {{{"chance = \"50%\"",
         "chance = \"50%\"\n[[actor.user.transition]]\nname = \"b\"\nfrom = \"on\"\nto = \"off\"\nchance = "
         "\"50.1%\""}},
       {{"40:10: error", "the chances of state `on` add up to 100.1%, more than 100%"}}},
      {{{"chance = \"50%\"", "chance = \"-50%\""}}, {{"35:10: error", "expected a probability from 0 to 1"}}},
      {{{"chance = \"50%\"", "chance = \"0%\""}}, {}},
  });
}

TEST_CASE("142 chances of 0.7% and one of 0.6% are exactly 100%") {
  const auto model = [](const char* last) {
    std::string text = kGoodModel;
    for (int i = 0; i <= 142; ++i) {
      text += fmt::format("[[actor.user.transition]]\nname = \"t{}\"\nfrom = \"on\"\nchance = \"{}\"\n", i,
                          i < 142 ? "0.7%" : last);
    }
    return replaced(text, "chance = \"50%\"", "chance = \"0%\"");
  };
  check_complaints(model("0.6%"), {});
  check_complaints(model("0.6001%"), {{"612:10: error", "add up to 100.0001%"}});
}

TEST_CASE("an empty population and a run of no length are errors") {
  check_all({
      {{{"users = 10", "users = 0"}}, {{"13:9: error", "`count` in [actor.user] is 0: an empty population"}}},
      {{{"count = \"users\"", "count = -4"}},
       {{"13:9: error", "`count` in [actor.user] is -4: an empty population"}}},
      {{{"duration = \"1d\"", "duration = \"0d\""}},
       {{"9:12: error", "`duration` in [clock] is not above zero"}}},
      {{{"duration = \"1d\"", "duration = \"-1d\""}},
       {{"9:12: error", "`duration` in [clock] is not above zero"}}},
      {{{"tick = \"1m\"", "tick = \"0s\""}}, {{"10:8: error", "`tick` in [clock] is not above zero"}}},
      {{{"duration = \"1d\"\n", ""}}, {{"7:2: error", "[clock] has no `duration`"}}},
  });
}

TEST_CASE("a chance needs a tick, whatever else is wrong") {
  check_all({
      {{{"tick = \"1m\"\n", ""}},
       {{"24:1: error", "`chance` per tick, but [clock] has no `tick`: add one such as tick = \"1m\""}}},
      {{{"tick = \"1m\"\n", ""}, {"users = 10", "users = 0"}},
       {{"12:9: error", "an empty population"}, {"24:1: error", "no `tick`"}}},
  });
}

TEST_CASE("whole numbers beyond 64 bits are errors") {
  check_all({
      {{{"users = 10", "users = 99999999999999999999"}},
       {{"5:29: error", "'99999999999999999999' is not representable in 64 bits"}}},
      {{{"users = 10", "users = \"99999999999999999999\""}},
       {{"5:10: error", "does not fit into an int of 64 bits"}}},
      {{{"users = 10", "users = \"9223372036854775807 + 1\""}},
       {{"5:30: error", "overflow: 9223372036854775807 + 1"}}},
  });
}

TEST_CASE("bytes that are no UTF-8 are told with their place") {
  check_all({{{{"'US'", "'\xff'"}}, {{"19:12: error", "utf-8"}}}});
}

TEST_CASE("the usual confusions of expressions, names and text get a hint of their own") {
  check_all({
      {{{"duration = \"1d\"", "duration = 1d"}},
       {{"9:13: error", "expressions stand in quotes: write duration = \"1d\""}}},
      {{{"chance = \"50%\"", "chance = 50%"}},
       {{"35:12: error", "expressions stand in quotes: write chance = \"50%\""}}},
      {{{"count = \"users\"", "count = users"}},
       {{"13:9: error", "expressions stand in quotes: write count = \"users\""}}},
      {{{"country = \"'US'\"", "country = \"US\""}},
       {{"19:12: error", "unknown name `US`; if it is text, write \"'US'\""}}},
      {{{"chance = \"50%\"", "chance = 70"}},
       {{"35:10: error", "a probability is from 0 to 1, and this is 70; write \"70%\""}}},
      {{{"chance = \"50%\"", "chance = \"70\""}}, {{"35:11: error", "write \"70%\""}}},
      {{{"duration = \"1d\"", "duration = 30"}}, {{"9:12: error", "a duration has a unit: write \"30s\""}}},
      {{{"from = \"on\"", "from = \"'on'\""}},
       {{"33:8: error", "expected the name of a state, found the expression 'on'"}}},
      {{{"initial = \"off\"", "initial = \"if(true, off, on)\""}},
       {{"14:11: error", "expected the name of a state, found the expression if("}}},
      {{{"from = \"on\"", "from = 3"}},
       {{"33:8: error", "transition `logout`, `from`: expected the name of a state, found an int"}}},
      {{{"emit = [\"click\"]", "emit = \"click\""}},
       {{"29:8: error", "`emit` expects a list such as [\"click\"], found a text"}}},
      {{{"emit = [\"click\"]", "emit = [\"'click'\"]"}},
       {{"29:9: error", "there is no table `'click'`: did you mean `click`?"}}},
      {{{"set = { balance = \"balance - amount\" }", "set = [\"balance - amount\"]"}},
       {{"28:7: error", "expected a table, found an array"}}},
      {{{"[[actor.user.transition]]\nname = \"logout\"", "[actor.user.transition]\nname = \"logout\""}},
       {{"31:1: error", "cannot redefine existing array 'actor.user.transition' as table"}}},
      {{{"[table.click.columns]", "[actor.user.finish]\nin = \"*\"\n[table.click.columns]"}},
       {{"37:13: error", "expected [[actor.user.finish]] with double brackets"}}},
      {{{"[table.click.columns]", "[[table.click.columns]]"}},
       {{"37:1: error", "expected a table, found an array"}}},
  });
}

TEST_CASE("one transition in single brackets is told") {
  const std::string model =
      kGoodModel.substr(0, kGoodModel.find("[[actor.user.transition]]\nname = \"logout\"")) +
      kGoodModel.substr(kGoodModel.find("[table.click"));
  check_complaints(replaced(model, "[[actor.user.transition]]", "[actor.user.transition]"),
                   {{"21:13: error", "expected [[actor.user.transition]] with double brackets"}});
}

TEST_CASE("what is missing is told by what it is for") {
  check_all({
      {{{"from = \"on\"\n", ""}}, {{"31:1: error", "transition `logout` has no `from`"}}},
      {{{"name = \"logout\"\n", ""}}, {{"31:1: error", "[[actor.user.transition]] has no `name`"}}},
      {{{"initial = \"off\"\n", ""}}, {{"12:8: error", "[actor.user] has no `initial`"}}},
      {{{"count = \"users\"\n", ""}}, {{"12:8: error", "[actor.user] has no `count`"}}},
      {{{"chance = \"50%\"\n", ""}}, {{"31:1: error", "transition `logout` has no timing"}}},
      {{{"count = \"users\"\n", "count = \"users\"\nper = { app = 1 }\n"}},
       {{"14:1: error", "[actor.user] has `count` and `per`: expected one of them"},
        {"14:9: error", "`per` of [actor.user]: there is no entity `app`"}}},
  });
  check_complaints("", {{"1:1: error", "[clock] has no `start`"},
                        {"1:1: error", "[clock] has no `duration`"},
                        {"1:1: error", "the model has no actors"}});
}

TEST_CASE("all errors are told at once, in the order of the file, of a TOML syntax error the first") {
  check_all({
      {{{"users = 10", "users = 10\nfoo = \"bar(\""},
        {"chance = \"1%\"", "chance = 70"},
        {"emit = [\"click\"]", "emit = [\"clik\"]"},
        {"to = \"off\"", "too = \"off\""}},
       {{"6:12: error", "the expression ends where a value should follow"},
        {"26:10: error", "write \"70%\""},
        {"30:9: error", "there is no table `clik`"},
        {"35:1: error", "unknown key `too`"}}},
      {{{"users = 10", "users = = 10"}, {"chance = \"1%\"", "chance = 70"}}, {{"5:9: error", ""}}},
  });
}

TEST_CASE("a file that is missing, a folder or a gigabyte of zeros is no model") {
  const TemporaryFolder folder;
  REQUIRE(run({{"truncate", "-s", "1G", "zeros.toml"}, folder.path(), {}, "", 0}).status == 0);
  for (const char* command : {"check", "load", "show"}) {
    CAPTURE(command);
    const auto error_of = [&](const std::string& model) {
      const Outcome outcome = run_seedbed(folder, {command, model});
      CHECK(outcome.status == 2);
      return outcome.err;
    };
    CHECK(error_of("nowhere.toml") ==
          "seedbed: cannot read the model nowhere.toml: No such file or directory\n");
    CHECK(error_of(folder.path()) ==
          "seedbed: cannot read the model " + folder.path() + ": it is a folder, not a .toml file\n");
    CHECK(error_of("zeros.toml") == "seedbed: zeros.toml is larger than 16 MiB: it is no model\n");
  }
  CHECK(folder.names() == std::vector<std::string>{"zeros.toml"});
}
