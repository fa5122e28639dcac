// `distinct`: siblings have different values, among entities and among actors.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "support/catch.hpp"
#include "support/loaded.hpp"
#include "support/statistics.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

// A model where so many parents have children, which are rows of an entity or actors, with the attributes.
// Their table has the index and the columns `value` and `after`.
std::string siblings(bool actors, int parents, const std::string& per, const std::string& attributes) {
  const std::string head = fmt::format(R"toml(
[entity.network]
rows = [ {{ reach = 4.0, name = "n0" }}, {{ reach = 2.0, name = "n1" }}, {{ reach = 1.0, name = "n2" }} ]
[entity.parent]
count = {}
)toml",
                                       parents);
  const std::string columns = "{ i = \"index\", value = \"value\", after = \"after\" }\n";
  if (!actors) {
    return head + "[entity.child]\nper = " + per + "\ndistinct = \"" +
           (attributes.find("network") != std::string::npos ? "network" : "value") +
           "\"\n[entity.child.attributes]\n" + attributes + "[entity.child.table]\ncolumns = " + columns;
  }
  return head + "[actor.child]\nper = " + per + "\ndistinct = \"" +
         (attributes.find("network") != std::string::npos ? "network" : "value") +
         "\"\ninitial = \"on\"\n[actor.child.attributes]\n" + attributes +
         "[actor.child.state.on]\nemit = [\"child\"]\n[table.child]\ncolumns = " + columns;
}

// By parent: number and value of each child.
using Families = std::map<std::uint64_t, std::map<std::uint64_t, std::string>>;

Families families_of(const Loaded& loaded, std::uint64_t max) {
  Families families;
  for (const TextRow& row : loaded.rows("child")) {
    const std::uint64_t index = std::stoull(row[0]);
    const bool added = families[index / max].emplace(index % max, row[1]).second;
    CHECK(added);
  }
  return families;
}

bool all_distinct(const Families& families) {
  return std::all_of(families.begin(), families.end(), [](const auto& family) {
    std::set<std::string> values;
    for (const auto& [place, value] : family.second) values.insert(value);
    return values.size() == family.second.size();
  });
}

}  // namespace

TEST_CASE("siblings never have the same value of a `distinct` attribute", "[distinct]") {
  const bool actors = GENERATE(false, true);
  const std::string attributes =
      GENERATE(as<std::string>(), "value = \"uniform_int(1, 20)\"\nafter = \"value\"\n",
               "value = \"format('v{}', uniform_int(1, 20))\"\nafter = \"value\"\n",
               "after = \"concat(value, '')\"\nvalue = \"text(base)\"\n"
               "base = \"uniform_int(1, 20)\"\n");
  CAPTURE(actors, attributes);
  const bool redrawable = attributes.find("base") == std::string::npos;
  const Loaded loaded(a_day_of(siblings(actors, 500, "{ parent = 6, max = 8 }", attributes)));
  const Families families = families_of(loaded, 8);
  CHECK(all_distinct(families));
  for (const TextRow& row : loaded.rows("child")) CHECK(row[1] == row[2]);
  // A redraw does not draw again what the attribute depends on, so here it gives the same value.
  CHECK((loaded.rows("child").size() == 3000) == redrawable);
}

TEST_CASE("redraws give the right frequencies", "[distinct]") {
  const bool actors = GENERATE(false, true);
  const Loaded loaded(a_day_of(siblings(actors, 20'000, "{ parent = 2 }",
                                        "network = \"choose(network, reach)\"\nvalue = \"network.name\"\n"
                                        "after = \"0\"\n")));
  const Families families = families_of(loaded, 2);
  REQUIRE(families.size() == 20'000);
  std::map<std::string, double> pairs;
  for (const auto& [parent, family] : families) {
    REQUIRE(family.size() == 2);
    pairs[family.at(0) + family.at(1)] += 1;
  }
  // The first child draws by weight, the second by weight among the remaining values.
  std::vector<double> observed;
  std::vector<double> expected;
  const std::map<char, double> weights = {{'0', 4}, {'1', 2}, {'2', 1}};
  for (const auto& [a, first] : weights) {
    for (const auto& [b, second] : weights) {
      if (a == b) continue;
      observed.push_back(pairs[fmt::format("n{}n{}", a, b)]);
      expected.push_back(first / 7 * second / (7 - first));
    }
  }
  const double critical = chi_square_critical(kSignificance, 5);
  CHECK(chi_square_statistic(observed, expected) < critical);
  CHECK(chi_square_statistic(observed, {0.4, 0.18, 0.24, 0.05, 0.08, 0.05}) > critical);
}

TEST_CASE("after 64 redraws a child is left out, and its number is unused", "[distinct]") {
  const bool actors = GENERATE(false, true);
  CAPTURE(actors);
  const Loaded loaded(a_day_of(siblings(actors, 300, "{ parent = 6, max = 7 }",
                                        "value = \"uniform_int(1, 3)\"\nafter = \"value * 2\"\n")));
  const Families families = families_of(loaded, 7);
  REQUIRE(families.size() == 300);
  CHECK(all_distinct(families));
  bool all_gaps_at_the_end = true;
  for (const auto& [parent, family] : families) {
    CHECK(family.size() == 3);  // 64 draws in a row miss a value with probability (2/3)^64
    CHECK(family.begin()->first == 0);
    all_gaps_at_the_end = all_gaps_at_the_end && family.rbegin()->first == 2;
  }
  CHECK(all_gaps_at_the_end);  // three children use up all values

  const Loaded constant(
      a_day_of(siblings(actors, 3, "{ parent = 2, max = 4 }", "value = \"'same'\"\nafter = \"0\"\n")));
  CHECK(constant.column("child", "i") == std::vector<std::string>{"0", "4", "8"});
}

TEST_CASE("the number of a child that is left out stays unused", "[distinct]") {
  const bool actors = GENERATE(false, true);
  const Loaded loaded(a_day_of(siblings(actors, 2, "{ parent = 5, max = 5 }",
                                        "value = \"if(index % 5 < 3, 0, index)\"\nafter = \"0\"\n")));
  CHECK(loaded.column("child", "i") == std::vector<std::string>{"0", "3", "4", "5", "8", "9"});
}

TEST_CASE("null differs from null, so siblings may all be null", "[distinct]") {
  const bool actors = GENERATE(false, true);
  const Loaded loaded(a_day_of(
      siblings(actors, 2, "{ parent = 3 }",
               "value = { type = \"int\", value = \"if(index % 3 < 2, null, 1)\" }\nafter = \"0\"\n")));
  CHECK(loaded.rows("child").size() == 6);
}

TEST_CASE("children of an entity with `distinct` refer to its rows by their numbers", "[distinct]") {
  const Loaded loaded(a_day_of(siblings(false, 40, "{ parent = 4, max = 4 }",
                                        "value = \"uniform_int(1, 5)\"\nafter = \"uniform(0, 1)\"\n") +
                               R"toml(
[entity.grandchild]
per = { child = 1, max = 2 }
[entity.grandchild.table]
columns = { i = "index", value = "child.value", after = "child.after", parent_is = "child.parent == child.parent" }
)toml"));
  const auto& children = loaded.rows("child");
  const auto& grandchildren = loaded.rows("grandchild");
  REQUIRE(children.size() == grandchildren.size());
  for (std::size_t i = 0; i < children.size(); ++i) {
    CHECK(std::stoull(grandchildren[i][0]) == 2 * std::stoull(children[i][0]));
    CHECK(grandchildren[i][1] == children[i][1]);  // a row has the same values when it is computed again
    CHECK(grandchildren[i][2] == children[i][2]);
    CHECK(grandchildren[i][3] == "true");
  }
}

TEST_CASE("a sibling that arrives after the end still counts", "[distinct]") {
  // Otherwise a longer run, in which it arrives, would redraw its younger siblings.
  RunSpec spec = a_day_of(R"toml(
[entity.parent]
count = 200
[actor.child]
per = { parent = 3 }
distinct = "value"
initial = "on"
[actor.child.attributes]
value = "uniform_int(1, 4)"
[actor.child.start]
at = "start + uniform(0s, 4d)"
[actor.child.state.on]
emit = ["child"]
[table.child.columns]
ts = "now"
i = "index"
value = "value"
)toml");
  const Loaded brief(spec);
  spec.duration = std::int64_t{4} * 86'400'000'000;
  const Loaded longer(spec);
  REQUIRE(brief.rows("child").size() > 100);
  REQUIRE(longer.rows("child").size() == 600);
  CHECK(std::equal(brief.rows("child").begin(), brief.rows("child").end(), longer.rows("child").begin()));
}
