// Errors of the model at run time: the load ends, the target is discarded, and the message names the place.
#include "base/error.hpp"
#include "support/batch_target.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"
#include "support/threads.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

std::string model_with(const std::string& attributes, const std::string& transition,
                       const std::string& more = "") {
  return R"toml(
[clock]
start = 2024-01-01T00:00:00Z
duration = "1h"
tick = "1m"
[actor.counter]
count = 9
initial = "on"
[actor.counter.attributes]
)toml" + attributes +
         R"toml(
[[actor.counter.transition]]
name = "step"
from = "on"
)toml" + transition +
         "\nemit = [\"log\"]\n" + more + R"toml(
[table.log.columns]
id = "index"
)toml";
}

std::string message_of(const std::string& text, std::size_t threads) {
  const Watchdog watchdog;
  RunSpec spec;
  spec.model = text;
  spec.threads = threads;
  TargetCalls calls;
  const auto target = make_batch_target(calls, {});
  std::string message;
  try {
    (void)run(spec, *target);
  } catch (const Error& error) {
    CHECK(error.failure() == Failure::load);
    message = error.what();
  }
  CHECK(calls.discarded == 1);
  CHECK(calls.published == 0);
  CHECK(calls.misused == 0);
  return message;
}

// Actors from 5 on have the error. With one thread, the first actor that fails is known.
void check_names(const std::string& message, const std::vector<std::string>& parts) {
  CAPTURE(message);
  CHECK_FALSE(message.empty());
  for (const std::string& part : parts) {
    CAPTURE(part);
    CHECK(message.find(part) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("overflow of an int names transition, actor, time and expression", "[errors]") {
  const std::size_t threads = GENERATE(1U, 7U);
  const std::string message = message_of(model_with("n = \"if(index == 5, 9223372036854775800, 0)\"",
                                                    "chance = \"100%\"\nset = { n = \"n + 1\" }"),
                                         threads);
  // The 7th event, at 00:06, reaches 9223372036854775807.
  check_names(message, {"counter 5", "`step`", "2024-01-01 00:07:00", "n + 1", "test.toml:15:"});
}

TEST_CASE("division by zero names the place, in every part of a transition", "[errors]") {
  const std::string part = GENERATE("let = { x = \"1 // (index - 5)\" }", "when = \"1 // (index - 5) < 9\"",
                                    "set = { n = \"1 // (index - 5)\" }");
  const std::string message = message_of(model_with("n = \"0\"", "chance = \"100%\"\n" + part), 1);
  check_names(message, {"counter 5", "`step`", "2024-01-01 00:00:00", "1 // (index - 5)"});
}

TEST_CASE("errors in attributes, arrivals, columns and finish rows name the actor and the expression",
          "[errors]") {
  SECTION("attribute") {
    const std::string message = message_of(model_with("n = \"10 // (index - 5)\"", "chance = \"100%\""), 1);
    check_names(message, {"counter 5", "2024-01-01 00:00:00", "10 // (index - 5)"});
  }
  SECTION("arrival") {
    const std::string message =
        message_of(model_with("n = \"0\"\n[actor.counter.start]\nat = \"start + 1h / (index - 5)\"",
                              "chance = \"100%\""),
                   1);
    check_names(message, {"counter 5", "start + 1h / (index - 5)"});
  }
  SECTION("finish row") {
    const std::string message =
        message_of(model_with("n = \"0\"", "chance = \"1%\"",
                              "[[actor.counter.finish]]\nin = \"on\"\nemit = [{ table = \"log\", columns = { "
                              "id = \"7 // (index - 5)\" } }]"),
                   2);
    check_names(message, {"counter 5", "2024-01-01 01:00:00", "7 // (index - 5)"});
    CHECK(message.find("step") == std::string::npos);
  }
}

TEST_CASE("a time or date outside the years 1 to 9999 is an error when a column takes it", "[errors]") {
  const auto column = [](const std::string& value) {
    return message_of(model_with("late = \"start + if(index == 5, 10000000d, 0s)\"", "chance = \"100%\"") +
                          "z = \"" + value + "\"\n",
                      1);
  };
  const std::string who = "counter 5, transition `step`, at 2024-01-01 00:00:00.000000: ";
  const std::string says = "column `z` of table `log` takes the years 1 to 9999, and this is ";
  check_names(column("now + if(index == 5, 10000000d, 0s)"),
              {who + says + "+29403-", "log.0.z = \"now + if(index == 5, 10000000d, 0s)\"", "test.toml:"});
  check_names(column("late"), {who + says + "+29403-", "log.0.z = \"late\""});
  check_names(column("date(now - if(index == 5, 1000000d, 0s))"), {who + says + "-0714-"});
  check_names(column("if(index == 5, 9999-12-31T23:59:59.999999Z + 1us, now)"),
              {who + says + "+10000-01-01"});
  check_names(column("if(index == 5, 0001-01-01T00:00:00Z - 1us, now)"), {who + says + "0000-12-31"});
}

TEST_CASE("the first and the last time and date of the years 1 to 9999 are written", "[errors]") {
  const std::string value = GENERATE(
      "if(index == 5, 0001-01-01T00:00:00Z, now)", "if(index == 5, 9999-12-31T23:59:59.999999Z, now)",
      "date(if(index == 5, 0001-01-01T00:00:00Z, now))", "if(index == 5, null, now)",
      "date(if(index == 5, 9999-12-31T23:59:59.999999Z, now))");
  RunSpec spec;
  spec.model = model_with("n = 0", "chance = \"100%\"") + "z = \"" + value + "\"\n";
  CHECK(run(spec).rows("log") == 9 * 60);
}

TEST_CASE("a chance above 1 at run time names transition, actor, time and expression", "[errors]") {
  SECTION("an expression") {
    const std::string message = message_of(
        model_with("n = \"1\"", "chance = \"if(index == 5, n * 0.3, 1)\"\nset = { n = \"n + 1\" }"), 1);
    check_names(message, {"counter 5", "`step`", "1.2", "if(index == 5, n * 0.3, 1)"});
  }
  SECTION("a plain attribute") {
    const std::string message =
        message_of(model_with("p = \"if(index == 5, 1.5, 0.5)\"", "chance = \"p\""), 1);
    check_names(message, {"counter 5", "`step`", "2024-01-01 00:00:00", "1.5", "step.chance = \"p\"",
                          "test.toml:14:"});
  }
  SECTION("a negative chance") {
    const std::string message =
        message_of(model_with("p = \"if(index == 5, -0.1, 0.5)\"", "chance = \"p\""), 1);
    check_names(message, {"counter 5", "`step`", "-0.1"});
  }
  SECTION("a sum") {
    const std::string other =
        "[[actor.counter.transition]]\nname = \"other\"\nfrom = \"on\"\nchance = \"60%\"\n";
    const std::string message =
        message_of(model_with("p = \"if(index == 5, 0.5, 0.3)\"", "chance = \"p\"", other), 1);
    check_names(message, {"counter 5", "`on`", "1.1"});
  }
  SECTION("a sum slightly above 1 counts as 1") {
    RunSpec spec;
    spec.model = model_with("p = \"1 + 5e-10\"", "chance = \"p\"");
    CHECK(run(spec).rows("log") == 9 * 60);
  }
}

TEST_CASE("impossible weights of `initial` name the actor and the expression", "[errors]") {
  const std::string weights = GENERATE("initial = { on = \"w\" }", "initial = { on = \"2 * w - 1\" }");
  const std::string text = replaced(model_with("w = \"if(index == 5, 0.0, 1.0)\"", "chance = \"1%\""),
                                    "initial = \"on\"", weights);
  check_names(message_of(text, 1), {"counter 5", "2024-01-01 00:00:00"});
}
