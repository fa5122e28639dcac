// Timings that are impossible at run time only: the load ends, and the message names place, time and actor.
#include "base/error.hpp"
#include "support/batch_target.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

// The error of a model with actors 0 to 8, where `rest` fails for the sixth actor, in the state `on`.
std::string message_of(const std::string& rest) {
  RunSpec spec;
  spec.model = R"toml([clock]
start = 2024-01-01T00:00:00Z
duration = "1h"
tick = "1m"
[table.log.columns]
id = "index"
[actor.counter]
count = 9
initial = "on"
[actor.counter.attributes]
x = "if(index == 5, -1.0, 1.0)"
zero = "if(index == 5, 0.0, 1.0)"
gap = "if(index == 5, null, 1h)"
[[actor.counter.transition]]
name = "step"
from = "on"
emit = ["log"]
)toml" + rest;
  TargetCalls calls;
  const auto target = make_batch_target(calls, {});
  try {
    (void)run(spec, *target);
  } catch (const Error& error) {
    CHECK(error.failure() == Failure::load);
    CHECK(calls.published == 0);
    CHECK(calls.discarded == 1);
    return error.what();
  }
  return "it went well";
}

void check_says(const std::string& message, const std::vector<std::string>& parts) {
  CAPTURE(message);
  for (const std::string& part : parts) {
    CAPTURE(part);
    CHECK(message.find(part) != std::string::npos);
  }
}

const std::string kWho = "counter 5, transition `step`, at 2024-01-01 00:00:00.000000: ";

}  // namespace

TEST_CASE("weights that are negative or all zero at run time name actor, state and expression", "[errors]") {
  check_says(message_of("weight = \"x\"\nafter = \"1h\"\n"),
             {kWho, "the weight is -1, not a number from 0", "test.toml:18:11: ", "step.weight = \"x\""});
  check_says(message_of("weight = \"x + x * x\"\nafter = \"1h\"\n"),
             {"counter 5", "the weights of state `on` are all 0", "x + x * x"});
  check_says(message_of("weight = \"gap / 1h\"\nafter = \"1h\"\n"),  // null is 0
             {"counter 5", "the weights of state `on` are all 0"});
}

TEST_CASE("weights of `to` that are impossible at run time name actor, transition and expression",
          "[errors]") {
  const auto to = [](const std::string& weights) { return "after = \"1m\"\nto = { " + weights + " }\n"; };
  const std::string who = "counter 5, transition `step`, at 2024-01-01 00:01:00.000000: ";
  check_says(message_of(to("on = 1, off = \"x\"")), {who, "a weight of `to` is -1", "step.to.off = \"x\""});
  check_says(
      message_of(to("on = \"zero\", off = 0")),
      {who, "the weights of `to` are all 0", "test.toml:19:27: in counter.transition.step.to.off = \"0\""});
}

TEST_CASE("a rate below zero names actor and expression", "[errors]") {
  check_says(message_of("rate = \"x / 1d\"\n"), {kWho, "the rate is -", "step.rate = \"x / 1d\""});
  check_says(message_of("rate = \"x / 1d\"\nrhythm = \"r\"\n[rhythm.r]\nweekdays = [1, 1, 1, 1, 1, 3, 3]\n"),
             {kWho, "the rate is -"});
}

TEST_CASE("a negative or null wait names actor, transition and expression", "[errors]") {
  check_says(
      message_of("weight = 1\nafter = \"1h * x\"\n"),
      {kWho, "the wait is negative, -3600000000 microseconds", "step.after = \"1h * x\"", "test.toml:19:10"});
  check_says(message_of("weight = 1\nafter = \"gap\"\n"), {kWho, "the wait is null", "step.after = \"gap\""});
  check_says(message_of("after = \"1h * x\"\n"), {kWho, "the wait is negative", "step.after"});
  check_says(message_of("after = \"gap\"\n"), {kWho, "the wait is null", "step.after"});
  check_says(message_of("weight = 1\n[actor.counter.state.on]\nstay = \"gap\"\n"),
             {kWho, "the wait is null", "counter.state.on.stay"});
  check_says(message_of("weight = 1\nto = \"off\"\n[actor.counter.state.off]\nlead = \"1h * x\"\n"),
             {kWho, "the wait is negative", "counter.state.off.lead"});
  // A timer at a time that is null or past never fires.
  CHECK(message_of("at = \"start + gap\"\n") == "it went well");
  CHECK(message_of("at = \"start + 1h * x\"\n") == "it went well");
}

TEST_CASE("a fade that is impossible at run time names actor and expression", "[errors]") {
  const auto fade = [](const std::string& how) {
    return "rate = \"3/day\"\nfade = { since = \"start\", " + how + " }\n";
  };
  check_says(message_of(fade("power = \"x\", scale = \"1h\"")),
             {"counter 5", "the power of a fade is -1", "fade.power"});
  check_says(message_of(fade("power = 1, scale = \"1h * x\"")),
             {"counter 5", "the scale of a fade is not above 0"});
  check_says(message_of(fade("half_life = \"1h * zero\"")), {"counter 5", "not above 0", "fade.half_life"});
}

TEST_CASE("a fade or shift that is impossible at run time names its own transition, not the last one",
          "[errors]") {
  const auto beside = [](const std::string& wear) {
    return "after = \"1m\"\nto = \"off\"\n[[actor.counter.transition]]\nname = \"calm\"\nfrom = \"off\"\n"
           "rate = \"1/day\"\n[[actor.counter.transition]]\nname = \"wear\"\nfrom = \"off\"\nrate = "
           "\"3/day\"\n" +
           wear;
  };
  const std::string who = "counter 5, transition `wear`, at 2024-01-01 00:01:00.000000: ";
  check_says(message_of(beside("fade = { since = \"start\", power = \"x\", scale = \"1h\" }\n")),
             {who + "the power of a fade is -1", "wear.fade.power = \"x\""});
  check_says(message_of(beside("rhythm = { use = \"r\", shift = \"1h * (1 // (index - 5))\" }\n"
                               "[rhythm.r]\nweekdays = [1, 1, 1, 1, 1, 3, 3]\n")),
             {who, "1h * (1 // (index - 5))"});
}

TEST_CASE("10,000 attempts at one instant are allowed, one more is not", "[errors]") {
  const auto counting = [](const std::string& after, const std::string& rest) {
    RunSpec spec;
    spec.model = R"toml([clock]
start = 2024-01-01T00:00:00Z
duration = "1h"
[table.log.columns]
id = "index"
[actor.counter]
count = 1
initial = "on"
[actor.counter.attributes]
n = 0
[[actor.counter.transition]]
name = "step"
from = "on"
weight = 1
emit = ["log"]
set = { n = "n + 1" }
)toml" + ("after = \"" + after + "\"\n" + rest);
    TargetCalls calls;
    const auto target = make_batch_target(calls, {});
    try {
      return std::to_string(run(spec, *target).rows("log"));
    } catch (const Error& error) {
      return std::string(error.what());
    }
  };
  CHECK(counting("if(n < 10000, 0s, 1d)", "") == "10000");
  check_says(counting("if(n < 10001, 0s, 1d)", ""),
             {"counter 0", "at 2024-01-01 00:00:00", "10000 attempts at one instant"});
  // After the start too; refused attempts count.
  CHECK(counting("if(n % 10000 == 0, 10m, 0s)", "") == "50000");
  check_says(counting("if(n == 0, 10m, 0s)", "when = \"n == 0\"\n"),
             {"counter 0", "at 2024-01-01 00:10:00", "10000 attempts at one instant"});
}

TEST_CASE("an endless loop of timers is an error", "[errors]") {
  check_says(
      message_of(
          "after = \"0s\"\nto = \"off\"\n[[actor.counter.transition]]\nname = \"back\"\nfrom = \"off\"\n"
          "to = \"on\"\nafter = \"0s\"\n"),
      {"counter 0", "at 2024-01-01 00:00:00", "10000 attempts at one instant"});
}
