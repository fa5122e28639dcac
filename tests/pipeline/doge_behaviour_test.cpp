// The five behaviour tests of doge-datagen (its tests/doge_datagen/test_doge.py): what its users may rely on
// is true here too. Ticks of 1,000 ms from 1970 on, as in the original.
#include "base/error.hpp"
#include "support/catch.hpp"
#include "support/memory_target.hpp"
#include "support/run_model.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

std::string model_of(const std::string& actor) {
  return R"toml(
[clock]
start = 1970-01-01T00:00:00Z
duration = "2s"
tick = "1s"
[actor.subject]
)toml" + actor +
         R"toml(
[table.event.columns]
subject = "index"
event = "transition"
from_state = "from"
to_state = "to"
ts = "now"
)toml";
}

struct Run {
  MemoryStore store;
  RunResult result;
};

std::unique_ptr<Run> run_of(const std::string& actor) {
  auto outcome = std::make_unique<Run>();
  const auto target = make_memory_target(outcome->store);
  RunSpec spec;
  spec.model = model_of(actor);
  outcome->result = run(spec, *target);
  return outcome;
}

const std::string kFirstTick = "1970-01-01 00:00:00.000000";
const std::string kSecondTick = "1970-01-01 00:00:01.000000";

}  // namespace

TEST_CASE("doge (a): two subjects, sure transitions, two ticks", "[doge]") {
  const auto outcome = run_of(R"toml(
count = 2
states = ["initial", "second", "third"]
initial = "initial"
[[actor.subject.transition]]
name = "one"
from = "initial"
to = "second"
chance = "100%"
emit = ["event"]
[[actor.subject.transition]]
name = "two"
from = "second"
to = "third"
chance = "100%"
emit = ["event"]
)toml");
  const std::vector<TextRow> expected = {{"0", "one", "initial", "second", kFirstTick},
                                         {"1", "one", "initial", "second", kFirstTick},
                                         {"0", "two", "second", "third", kSecondTick},
                                         {"1", "two", "second", "third", kSecondTick}};
  CHECK(outcome->store.tables[0].rows == expected);
  CHECK(outcome->result.fired("subject", "one") == 2);
  CHECK(outcome->result.fired("subject", "two") == 2);
  CHECK(outcome->store.writers_finished == 1);  // in the original: its sinks are closed
  CHECK(outcome->store.published);
}

TEST_CASE("doge (b): a final state is never left", "[doge]") {
  const auto outcome = run_of(R"toml(
count = 1
initial = "initial"
[[actor.subject.transition]]
name = "end"
from = "initial"
to = "final"
chance = "100%"
emit = ["event"]
)toml");
  CHECK(outcome->store.tables[0].rows == std::vector<TextRow>{{"0", "end", "initial", "final", kFirstTick}});
}

// In the original, a callback returns False, then True. Here a refused attempt leaves nothing that could be
// counted, so the condition depends on the clock: false at the first tick, true at the second.
TEST_CASE("doge (c): a refused transition stays in its state and writes nothing", "[doge]") {
  const auto outcome = run_of(R"toml(
count = 1
initial = "initial"
[[actor.subject.transition]]
name = "go"
from = "initial"
to = "second"
chance = "100%"
when = "now >= start + 1s"
emit = ["event"]
)toml");
  CHECK(outcome->store.tables[0].rows == std::vector<TextRow>{{"0", "go", "initial", "second", kSecondTick}});
  CHECK(outcome->result.refused("subject", "go") == 1);
  CHECK(outcome->result.fired("subject", "go") == 1);
}

TEST_CASE("doge (d): a transition from or to an unknown state is an error of the model", "[doge]") {
  const std::string from_to =
      GENERATE("from = \"unknown\"\nto = \"initial\"", "from = \"initial\"\nto = \"unknown\"");
  const std::string actor =
      "count = 1\nstates = [\"initial\"]\ninitial = \"initial\"\n"
      "[[actor.subject.transition]]\nname = \"go\"\nchance = \"100%\"\n" +
      from_to + "\n";
  try {
    (void)run_of(actor);
    FAIL("the model was accepted");
  } catch (const Error& error) {
    CHECK(error.failure() == Failure::usage);
    CHECK(std::string(error.what()).find("there is no state `unknown`") != std::string::npos);
  }
}

TEST_CASE("doge (e): an unknown initial state is an error of the model", "[doge]") {
  try {
    (void)run_of("count = 1\nstates = [\"first\", \"second\"]\ninitial = \"unknown\"\n");
    FAIL("the model was accepted");
  } catch (const Error& error) {
    CHECK(error.failure() == Failure::usage);
    CHECK(std::string(error.what()).find("there is no state `unknown`") != std::string::npos);
  }
}
