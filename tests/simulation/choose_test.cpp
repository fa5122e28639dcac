// choose(): how often each row is chosen, and which changes of a model change no choice.
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "support/catch.hpp"
#include "support/loaded.hpp"
#include "support/statistics.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

using Rows = std::vector<TextRow>;

constexpr int kChoosers = 40'000;

const std::string kApps = R"toml(
[entity.app]
rows = [ { n = 0, r = 0.5, name = "a" }, { n = 1, r = 0, name = "b" }, { n = 2, r = 2.5, name = "c" }, { n = 5, name = "d" } ]
[entity.app.attributes]
d = "decimal(n, 2) * 3"
i = "index"
[entity.campaign]
per = { app = 3 }
[entity.campaign.attributes]
place = "index - 3 * app.i"
bid = "if(app.i == 3, 0, place * (app.i + 1))"
share = "if(app.i == 3, null, 0.5 * place)"
)toml";

// How often each of the values 0 … n - 1 is in the column. Throws for other values.
std::vector<double> counts_of(const std::vector<std::string>& cells, std::size_t n) {
  std::vector<double> counts(n);
  for (const std::string& cell : cells) counts.at(std::stoul(cell)) += 1;
  return counts;
}

// kChoosers actors choose by the expression, and each writes the field `number` of its choice once.
std::vector<std::string> choices(const std::string& choice, const std::string& number,
                                 const std::string& more = "") {
  return Loaded(a_day_of(kApps + fmt::format(R"toml(
[actor.user]
count = {}
initial = "on"
[actor.user.attributes]
factor = "index % 2"
{}
[actor.user.state.on]
let = {{ chosen = "{}" }}
emit = ["t"]
[table.t.columns]
chosen = "chosen.{}"
)toml",
                                             kChoosers, more, choice, number)))
      .column("t", "chosen");
}

// Checks that the counts fit `expected`, and that the test rejects the other distribution.
void check_follows(const std::vector<double>& observed, const std::vector<double>& expected,
                   const std::vector<double>& others) {
  std::vector<double> seen;
  std::vector<double> right;
  std::vector<double> wrong;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (expected[i] == 0) {
      CHECK(observed[i] == 0);
      continue;
    }
    seen.push_back(observed[i]);
    right.push_back(expected[i]);
    wrong.push_back(others[i]);
  }
  const double critical = chi_square_critical(kSignificance, static_cast<double>(seen.size()) - 1);
  CHECK(chi_square_statistic(seen, right) < critical);
  CHECK(chi_square_statistic(seen, wrong) > critical);
}

}  // namespace

TEST_CASE("choose(entity) takes every row equally often", "[choose]") {
  check_follows(counts_of(choices("choose(app)", "i"), 4), {0.25, 0.25, 0.25, 0.25},
                {0.24, 0.26, 0.23, 0.27});
}

TEST_CASE("choose(entity, field) takes rows in proportion to the field, and never a row where it is null",
          "[choose]") {
  const std::vector<double> off = {0.1, 0.14, 0.24, 0.62};
  check_follows(counts_of(choices("choose(app, n)", "i"), 4), {0, 0.125, 0.25, 0.625}, off);
  check_follows(counts_of(choices("choose(app, d)", "i"), 4), {0, 0.125, 0.25, 0.625}, off);
  check_follows(counts_of(choices("choose(app, r)", "i"), 4), {1.0 / 6, 0, 5.0 / 6, 0}, {0.18, 0, 0.82, 0});
}

TEST_CASE("choose(child of parent) takes every child equally often", "[choose]") {
  // The two draws of one expression are independent of each other.
  const auto places = counts_of(choices("choose(campaign of choose(app))", "place"), 3);
  check_follows(places, {1.0 / 3, 1.0 / 3, 1.0 / 3}, {0.35, 0.33, 0.32});
  const auto apps = counts_of(choices("choose(campaign of choose(app))", "app.i"), 4);
  check_follows(apps, {0.25, 0.25, 0.25, 0.25}, {0.24, 0.26, 0.23, 0.27});
}

TEST_CASE("choose(child of parent, field) is null if no child has a positive weight", "[choose]") {
  for (const char* field : {"bid", "share"}) {
    CAPTURE(field);
    const auto cells = choices(fmt::format("choose(campaign of choose(app), {})", field), "place");
    std::vector<double> observed(4);
    for (const std::string& cell : cells) observed[cell == "NULL" ? 3 : std::stoul(cell)] += 1;
    check_follows(observed, {0, 0.25, 0.5, 0.25}, {0, 0.24, 0.52, 0.24});
  }
}

TEST_CASE("the weight of a child may be an expression, in which the child's fields come before other names",
          "[choose]") {
  const std::vector<std::string> expressions = {
      "place * place + factor - factor",
      // `bid` of actors is 7, but the child's `bid` comes first. The product is 1, 4 … for apps 0 to 2.
      "if(app.i == 3, place * place, bid * place / (app.i + 1))",
      // Half an hour of the run for every square.
      "if(now == start, place * place, 99)",
      "if(place == 0, null, place * place)",
  };
  for (const std::string& expression : expressions) {
    CAPTURE(expression);
    const auto cells =
        choices(fmt::format("choose(campaign of choose(app), {})", expression), "place", "bid = \"7\"");
    check_follows(counts_of(cells, 3), {0, 0.2, 0.8}, {0, 0.22, 0.78});
  }
  // The weight depends on the actor: with factor 1, every other child is never taken.
  const auto cells = choices("choose(campaign of choose(app), if(factor == 1, place, 1))", "place");
  std::vector<double> odd(3);
  for (std::size_t i = 1; i < cells.size(); i += 2) odd.at(std::stoul(cells[i])) += 1;
  check_follows(odd, {0, 1.0 / 3, 2.0 / 3}, {0, 0.35, 0.65});
}

TEST_CASE("weights by a field and by the same expression give the same distribution", "[choose]") {
  const auto cells = choices("choose(campaign of choose(app), share + 0)", "place");
  std::vector<double> observed(4);
  for (const std::string& cell : cells) observed[cell == "NULL" ? 3 : std::stoul(cell)] += 1;
  check_follows(observed, {0, 0.25, 0.5, 0.25}, {0, 0.24, 0.52, 0.24});
}

TEST_CASE("choosing among the children of a null reference is null", "[choose]") {
  const Loaded loaded(a_day_of(kApps + R"toml(
[actor.user]
count = 3
initial = "on"
[actor.user.attributes]
app = { type = "app", value = "null" }
a = "choose(campaign of app)"
b = "choose(campaign of app, bid)"
c = "choose(campaign of app, bid + 1)"
[actor.user.state.on]
emit = ["t"]
[table.t.columns]
all = "a == null and b == null and c == null"
)toml"));
  CHECK(loaded.column("t", "all") == std::vector<std::string>{"true", "true", "true"});
}

TEST_CASE("entities choose among others, and the weights may be drawn", "[choose]") {
  const Loaded loaded(a_day_of(R"toml(
[entity.placement]
per = { app = 5 }
[entity.placement.attributes]
network = "choose(network, reach)"
[entity.placement.table]
columns = { app = "app.i", network = "network.i", reach = "network.reach" }
[entity.network]
count = 8
[entity.network.attributes]
reach = "pareto(1.2, 1)"
i = "index"
[entity.network.table]
columns = { reach = "reach" }
[entity.app]
count = 8_000
[entity.app.attributes]
i = "index"
)toml"));
  std::vector<double> reach;
  double sum = 0;
  for (const std::string& cell : loaded.column("network", "reach"))
    sum += reach.emplace_back(std::stod(cell));
  for (double& share : reach) share /= sum;
  const auto observed = counts_of(loaded.column("placement", "network"), 8);
  CHECK(chi_square_statistic(observed, reach) < chi_square_critical(kSignificance, 7));
  for (const TextRow& row : loaded.rows("placement"))
    CHECK(row[2] == loaded.rows("network").at(std::stoul(row[1]))[0]);
}

namespace {

const std::string kAddressed = R"toml(
[parameters]
people = 200
[entity.network]
count = 7
[entity.network.attributes]
reach = "uniform(0, 1)"
label = "uuid()"
[entity.person]
count = "people"
[entity.person.attributes]
age = "uniform_int(1, 99)"
network = "choose(network, reach)"
[entity.person.table]
columns = { i = "index", age = "age", network = "network.label", drawn = "uniform(0, 1)" }
[entity.account]
per = { person = "poisson(1)", max = 4 }
distinct = "kind"
[entity.account.attributes]
kind = "uniform_int(1, 4)"
[entity.account.table]
columns = { i = "index", kind = "kind", drawn = "uniform(0, 1)" }
[actor.user]
per = { person = "poisson(1)", max = 3 }
initial = "on"
[[actor.user.transition]]
name = "step"
from = "on"
rate = "4/day"
let = { account = "choose(account of person)", network = "choose(network, reach)" }
emit = ["t"]
[table.t.columns]
ts = "now"
i = "index"
kind = "account.kind"
network = "network.label"
)toml";

Rows below(const Rows& rows, std::size_t column, std::uint64_t index) {
  Rows result;
  for (const TextRow& row : rows) {
    if (std::stoull(row[column]) < index) result.push_back(row);
  }
  return result;
}

}  // namespace

TEST_CASE("a new column, attribute, entity or actor kind changes no other value", "[choose]") {
  const Loaded before(a_day_of(kAddressed));
  REQUIRE(before.rows("t").size() > 300);
  const std::vector<std::string> tables = {"person", "account", "t"};
  const auto check_same = [&](const std::string& text) {
    const Loaded after(a_day_of(text));
    for (const std::string& table : tables) CHECK((after.rows(table) == before.rows(table)));
  };
  check_same(replaced(kAddressed, "age = \"uniform", "first = \"normal(0, 1)\"\nage = \"uniform"));
  check_same(replaced(kAddressed, "[entity.network]\n",
                      "[entity.first]\ncount = 3\n[entity.first.attributes]\nx = \"choose(network)\"\n"
                      "[entity.network]\n"));
  check_same(replaced(kAddressed, "[actor.user]\n",
                      "[actor.first]\nper = { network = 2 }\ninitial = \"x\"\n[actor.first.state.x]\n"
                      "emit = [\"u\"]\n[table.u.columns]\ni = \"index\"\n[actor.user]\n"));
  const Loaded wider(a_day_of(replaced(kAddressed, "columns = { i = \"index\", age",
                                       "columns = { i = \"index\", new = \"uuid()\", age")));
  Rows people = wider.rows("person");
  for (TextRow& row : people) row.erase(row.begin() + 1);
  CHECK((people == before.rows("person")));
  CHECK((wider.rows("t") == before.rows("t")));
}

TEST_CASE("more rows of an entity change no existing row of it or of its children", "[choose]") {
  const Loaded few(a_day_of(kAddressed));
  RunSpec spec = a_day_of(kAddressed);
  spec.set = {{"people", "250"}};
  const Loaded many(spec);
  CHECK(many.rows("person").size() == 250);
  CHECK((few.rows("person") == below(many.rows("person"), 0, 200)));
  CHECK((few.rows("account") == below(many.rows("account"), 0, 800)));
  CHECK((few.rows("t") == below(many.rows("t"), 1, 600)));
  CHECK(few.rows("t").size() < many.rows("t").size());
}
