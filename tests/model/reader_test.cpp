// The meaning of a model's tables, beyond single expressions.
#include <fmt/format.h>

#include "document/diagnostics.hpp"
#include "support/catch.hpp"
#include "support/memory_target.hpp"
#include "support/run_model.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

RunSpec spec_of(const std::string& text) {
  RunSpec spec;
  spec.model = text;
  return spec;
}

constexpr const char* kClock = "[clock]\nstart = 2024-01-01T00:00:00Z\nduration = \"5m\"\ntick = \"1m\"\n";

std::string problem(const std::string& text) {
  try {
    (void)compiled(spec_of(text));
  } catch (const model::ModelError& error) {
    return error.what();
  }
  return "";
}

std::string one_actor(const std::string& attributes, const std::string& transition, const std::string& rest) {
  return fmt::format(
      "{}[actor.a]\ncount = 3\ninitial = \"on\"\n{}[[actor.a.transition]]\nname = \"go\"\n{}{}", kClock,
      attributes, transition, rest);
}

}  // namespace

TEST_CASE("an attribute that names another one keeps the other's first value") {
  for (const char* same : {"balance", "coalesce(balance)", "int(balance)", "if(true, balance, 0)"}) {
    INFO(same);
    const RunResult result =
        run(spec_of(one_actor(fmt::format("[actor.a.attributes]\nbalance = \"7\"\nopening = \"{}\"\n", same),
                              "from = \"on\"\nchance = \"100%\"\nset = { balance = \"balance + 1\" }\n"
                              "emit = [{ table = \"t\", when = \"opening != 7\" }]\n",
                              "[table.t.columns]\nopening = \"opening\"\n")));
    CHECK(result.rows("t") == 0);
    CHECK(result.fired("a", "go") == 15);
  }
}

TEST_CASE("a state that is twice in `from` is an error: it would double the chance") {
  CHECK(problem(one_actor("", "from = [\"on\", \"on\"]\nchance = \"40%\"\n", "")) ==
        "test.toml:10:15: error: transition `go`, `from`: the state `on` stands twice");
}

TEST_CASE("columns that only overrides name are last, in the order of the file") {
  const auto model =
      compiled(spec_of(one_actor("[actor.a.start]\nemit = [{ table = \"t\", columns = { first = \"1\" } }]\n",
                                 "from = \"on\"\nchance = \"50%\"\nemit = [{ table = \"t\", columns = { "
                                 "second = \"2\", first = \"3\" } }]\n",
                                 "[table.t.columns]\nplain = \"index\"\n")));
  std::vector<std::string> names;
  for (const Column& column : model.tables.at(0).columns) names.push_back(column.name);
  CHECK(names == std::vector<std::string>{"plain", "first", "second"});
}

TEST_CASE("a transition's chance may depend on its names, like every expression of a transition") {
  const RunResult result = run(spec_of(one_actor(
      "", "from = \"on\"\nchance = \"if(from == 'on' and to == 'on' and transition == 'go', 1.0, 0.0)\"\n",
      "")));
  CHECK(result.fired("a", "go") == 15);
}

TEST_CASE("initial weights that are all 0 are an error before anything runs") {
  CHECK(problem(replaced(one_actor("", "from = \"on\"\nchance = \"50%\"\n", ""), "initial = \"on\"",
                         "initial = { on = 0, off = \"0\" }")) ==
        "test.toml:7:11: error: [actor.a], `initial`: all weights are 0");
}

TEST_CASE("a model of many states and transitions from all of them fits") {
  std::string text = fmt::format("{}[actor.a]\ncount = 1\ninitial = \"s0\"\nstates = [", kClock);
  for (int s = 0; s < 150; ++s) text += fmt::format("\"s{}\", ", s);
  text += "]\n";
  for (int t = 0; t < 150; ++t) {
    text += fmt::format(
        "[[actor.a.transition]]\nname = \"t{0}\"\nfrom = \"*\"\nto = \"s{0}\"\nchance = \"0.5%\"\n", t);
  }
  CHECK(problem(text).empty());
}

TEST_CASE("too many states, and too long a chain of attributes, are errors of the model") {
  std::string states = fmt::format("{}[actor.a]\ncount = 1\ninitial = \"s0\"\nstates = [", kClock);
  for (int s = 0; s < 60'001; ++s) states += fmt::format("\"s{}\",\n", s);
  CHECK(problem(states + "]\n[[actor.a.transition]]\nname = \"t\"\nfrom = \"s60000\"\nchance = \"1%\"\n") ==
        "test.toml:5:8: error: [actor.a] has more than 60,000 states");

  std::string chain = "[actor.a.attributes]\n";
  for (int a = 0; a < 3000; ++a) chain += fmt::format("a{} = \"a{} + 1\"\n", a, a + 1);
  const std::string message =
      problem(one_actor(chain + "a3000 = 1\n", "from = \"on\"\nchance = \"1%\"\n", ""));
  CHECK(message.find("need each other in a chain of more than 1000") != std::string::npos);
}

TEST_CASE("a run stays within the years 1 to 9999") {
  const std::string text = one_actor("", "from = \"on\"\nchance = \"50%\"\n", "");
  CHECK(problem(replaced(text, "2024-01-01T00:00:00Z", "9999-12-31T23:55:00Z")) ==
        "test.toml:1:2: error: the run leaves the years 1 to 9999");
  CHECK(problem(replaced(text, "2024-01-01T00:00:00Z", "9999-12-31T23:54:59Z")).empty());
}

TEST_CASE("names that a database does not distinguish, or reserves, are errors") {
  const std::string emits =
      "from = \"on\"\nchance = \"50%\"\nemit = [\"sale\", \"Sale\", \"sqlite_x\", \"Seedbed_Load\"]\n";
  const std::string tables =
      "[table.sale.columns]\nvisits = 1\nVISITS = 2\n[table.Sale.columns]\na = 1\n"
      "[table.sqlite_x.columns]\na = 1\n[table.Seedbed_Load.columns]\na = 1\n";
  const std::string message = problem(one_actor("", emits, tables));
  for (const char* part :
       {"15:1: error: column `VISITS` differs from `visits` in line 14 by case only",
        "16:8: error: table `Sale` differs from `sale` in line 13 by case only",
        "18:8: error: table `sqlite_x`: the name is taken", "20:8: error: table `Seedbed_Load`"}) {
    INFO(message);
    CHECK(message.find(part) != std::string::npos);
  }
  CHECK(problem("[model]\nname = \"a\\nb\"\n" + one_actor("", "from = \"on\"\nchance = \"50%\"\n", ""))
            .starts_with("test.toml:2:8: error: `name` in [model]"));
}
