// Errors of the simulation name the transition, the actor, the simulated time and the expression. The target
// stays as it was.
#include "command_line/good_model.hpp"
#include "command_line/program.hpp"
#include "support/catch.hpp"

using namespace seedbed::test;

namespace {

struct Failing {
  std::vector<Edit> edits;
  std::vector<std::string> phrases;
};

void check_failure(const Failing& failing) {
  const TemporaryFolder folder;
  write_file(folder.file("m.toml"), good_model());
  (void)seedbed_out(folder, {"load", "m.toml"});
  const std::string before = read_file(folder.file("good.db"));

  write_file(folder.file("m.toml"), edited(failing.edits));
  for (const char* target : {"good.db", "new.db", "jsonl:new.jsonl", "csv:new"}) {
    const Outcome outcome = run_seedbed(folder, {"load", "m.toml", "--if-exists", "replace", "--to", target});
    CAPTURE(target, outcome.err);
    CHECK(outcome.status == 1);
    CHECK(outcome.err.starts_with("seedbed: user "));
    for (const std::string& phrase : failing.phrases) CHECK(has(outcome.err, phrase));
  }
  CHECK((read_file(folder.file("good.db")) == before));
  CHECK(folder.names() == std::vector<std::string>{"good.db", "m.toml"});

  // `check` meets it too, where its sample does.
  const Outcome check = run_seedbed(folder, {"check", "m.toml"});
  CHECK(check.status == 0);
  CHECK(has(check.err, "m.toml: warning: a load may fail: user "));
}

}  // namespace

TEST_CASE("a division by zero names transition, actor, time and expression") {
  check_failure({{{"balance - amount", "balance // (amount - amount)"}},
                 {", transition `login`, at 2024-01-01 ", ": division by zero",
                  "balance // (amount - amount)", "m.toml:28:"}});
}

TEST_CASE("an overflow names transition, actor, time and expression") {
  check_failure(
      {{{"balance - amount", "9223372036854775807 + amount"}},
       {", transition `login`, at 2024-01-01 ", "overflow", "9223372036854775807 + amount", "m.toml:28:"}});
}

TEST_CASE("a chance that an expression makes larger than 1 names its place") {
  check_failure({{{"chance = \"50%\"", "chance = \"10 - balance\""},
                  {"amount <= balance", "balance <= 9"},
                  {"balance - amount", "0"}},
                 {", transition `logout`, at 2024-01-01 ", "the chance is 10", "10 - balance"}});
}

TEST_CASE("chances that expressions make add up to more than 1 name the state") {
  const std::string second =
      "\n[[actor.user.transition]]\nname = \"b\"\nfrom = \"on\"\nchance = \"0.6 + user_id * 0\"";
  check_failure({{{"chance = \"50%\"", "chance = \"50%\"" + second}},
                 {"at 2024-01-01 ", "the chances of state `on` add up to 1.1, more than 1"}});
}

TEST_CASE("an attribute that cannot be computed names actor and expression") {
  check_failure({{{"user_id = \"index\"", "user_id = \"100 // (5 - index)\""}},
                 {"user 5", "division by zero", "100 // (5 - index)", "m.toml:17:"}});
}
