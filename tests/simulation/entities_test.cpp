// [entity.*]: where rows come from, how they are numbered, and how expressions read them.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "simulation/entity_builder.hpp"
#include "support/catch.hpp"
#include "support/loaded.hpp"
#include "support/statistics.hpp"
#include "support/temporary_folder.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

using Rows = std::vector<TextRow>;

}  // namespace

TEST_CASE("a model with entities only can be loaded, and its rows are in the order of their numbers",
          "[entities]") {
  const Loaded loaded(a_day_of(R"toml(
[entity.app]
count = "2 + 1"
[entity.app.attributes]
name = "concat('app ', text(app_id))"
app_id = "index + 1"
[entity.app.table]
columns = { app_id = "app_id", name = "name", twice = "2 * app_id" }
)toml"));
  CHECK(loaded.rows("app") == Rows{{"1", "app 1", "2"}, {"2", "app 2", "4"}, {"3", "app 3", "6"}});
}

TEST_CASE("an entity without rows is no error if no row of it is chosen", "[entities]") {
  const Loaded loaded(a_day_of(R"toml(
[entity.none]
count = 0
[entity.none.table]
columns = { i = "index" }
[entity.child]
per = { none = 3 }
[entity.child.table]
columns = { i = "index" }
)toml"));
  CHECK(loaded.rows("none").empty());
  CHECK(loaded.rows("child").empty());
}

TEST_CASE("with a fixed number of children, indexes count up from the parent's index times max",
          "[entities]") {
  const Loaded loaded(a_day_of(R"toml(
[entity.app]
count = 2
[entity.app.attributes]
id = "10 * index"
[entity.campaign]
per = { app = 2, max = 5 }
[entity.campaign.table]
columns = { i = "index", app = "app.id" }
[entity.plain]
per = { app = 2 }
[entity.plain.table]
columns = { i = "index", app = "app.id" }
)toml"));
  CHECK(loaded.rows("campaign") == Rows{{"0", "0"}, {"1", "0"}, {"5", "10"}, {"6", "10"}});
  CHECK(loaded.rows("plain") == Rows{{"0", "0"}, {"1", "0"}, {"2", "10"}, {"3", "10"}});
}

TEST_CASE("the number of children is clamped to [0, max], and null counts as 0", "[entities]") {
  const Loaded loaded(a_day_of(R"toml(
[entity.app]
rows = [ { n = -3 }, { n = 2 }, { }, { n = 99 }, { n = 0 } ]
[entity.campaign]
per = { app = "app.n", max = 3 }
[entity.campaign.table]
columns = { i = "index" }
)toml"));
  CHECK(loaded.column("campaign", "i") == std::vector<std::string>{"3", "4", "9", "10", "11"});
}

TEST_CASE("random numbers of children have the distribution of their expression", "[entities]") {
  const Loaded loaded(a_day_of(R"toml(
[entity.app]
count = 20_000
[entity.campaign]
per = { app = "poisson(1.5)", max = 3 }
[entity.campaign.attributes]
place = "index % 3"
[entity.campaign.table]
columns = { i = "index", place = "place" }
)toml"));
  std::vector<double> children(20'000);
  bool in_order = true;
  for (const TextRow& row : loaded.rows("campaign")) {
    double& n = children[std::stoul(row[0]) / 3];
    in_order = in_order && row[1] == fmt::format("{}", n);
    n += 1;
  }
  CHECK(in_order);
  std::vector<double> observed(4);
  for (const double n : children) observed[static_cast<std::size_t>(n)] += 1;
  const double p0 = 0.22313016014842982;  // e^-1.5
  const std::vector<double> expected = {p0, 1.5 * p0, 1.125 * p0, 1 - 3.625 * p0};
  const double critical = chi_square_critical(kSignificance, 3);
  CHECK(chi_square_statistic(observed, expected) < critical);
  CHECK(chi_square_statistic(observed, {p0, 1.4 * p0, 1.2 * p0, 1 - 3.6 * p0}) > critical);
}

TEST_CASE("entities nest, and a child refers to its ancestors by the names of their kinds", "[entities]") {
  const Loaded loaded(a_day_of(R"toml(
[entity.creative]
per = { ad = 1, max = 2 }
[entity.creative.table]
columns = { i = "index", ad = "ad.id", app = "ad.campaign.app.name", size = "ad.campaign.size" }
[entity.ad]
per = { campaign = "campaign.size", max = 3 }
[entity.ad.attributes]
id = "index"
[entity.campaign]
per = { app = 2, max = 4 }
[entity.campaign.attributes]
size = "index % 3"
[entity.app]
count = 3
[entity.app.attributes]
name = "format('app {}', index)"
)toml"));
  Rows expected;
  for (int app = 0; app < 3; ++app) {
    for (int campaign = app * 4; campaign < app * 4 + 2; ++campaign) {
      for (int ad = campaign * 3; ad < campaign * 3 + campaign % 3; ++ad) {
        expected.push_back({std::to_string(ad * 2), std::to_string(ad), fmt::format("app {}", app),
                            std::to_string(campaign % 3)});
      }
    }
  }
  CHECK(loaded.rows("creative") == expected);
}

TEST_CASE("rows in the model: a missing key is null, and a column has the narrowest type", "[entities]") {
  const Loaded loaded(a_day_of(R"toml(
[entity.thing]
rows = [
  { whole = 1, share = 1, flag = true, words = "x", digits = "7", mixed = 1, late = 5 },
  { share = 0.5, whole = -2, words = "", mixed = "one", flag = false, digits = "007" },
  { },
]
[entity.thing.attributes]
more = "whole + 1"
[entity.thing.table]
columns = { whole = "whole", share = "share", flag = "flag", words = "words", digits = "digits", mixed = "mixed", late = "late", more = "more", i = "index" }
)toml"));
  CHECK(loaded.rows("thing") == Rows{{"1", "1", "true", "x", "7", "1", "5", "2", "0"},
                                     {"-2", "0.5", "false", "", "007", "one", "NULL", "-1", "1"},
                                     {"NULL", "NULL", "NULL", "NULL", "NULL", "NULL", "NULL", "NULL", "2"}});
  std::string types;
  for (const char* column : {"whole", "share", "flag", "words", "digits", "mixed", "late", "more"})
    types += loaded.type("thing", column) + " ";
  CHECK(types == "int real bool text text text int int ");
}

TEST_CASE("rows of a CSV file are typed by all their cells", "[entities]") {
  const TemporaryFolder folder;
  write_file(folder.file("things.csv"),
             "\xef\xbb\xbfwhole,share,flag,words,digits,zip,code,empty,said\r\n"
             "+1,1e3,true,\"a, \"\"b\"\"\r\nc\",\"7\",007,12,,3\r\n"
             "-2,5,false,,\"8\",12,1x,,4\r\n");
  RunSpec spec = a_day_of(R"toml(
[entity.thing]
file = "things.csv"
types = { said = "real", code = "text" }
[entity.thing.table]
columns = { whole = "whole", share = "share", flag = "flag", words = "words", digits = "digits", zip = "zip", code = "code", empty = "empty", said = "said" }
)toml");
  spec.folder = folder.path();
  const Loaded loaded(spec);
  CHECK(loaded.rows("thing") == Rows{{"1", "1000", "true", "a, \"b\"\r\nc", "7", "007", "12", "NULL", "3"},
                                     {"-2", "5", "false", "NULL", "8", "12", "1x", "NULL", "4"}});
  std::string types;
  for (const char* column : {"whole", "share", "flag", "words", "digits", "zip", "code", "empty", "said"})
    types += loaded.type("thing", column) + " ";
  CHECK(types == "int real bool text text text text text real ");
}

TEST_CASE("a CSV file without a line break at its end, with one column, or with a header only",
          "[entities]") {
  const TemporaryFolder folder;
  write_file(folder.file("one.csv"), "n\n1\n\"\"\n\n3");
  write_file(folder.file("none.csv"), "n,m");
  RunSpec spec = a_day_of(R"toml(
[entity.one]
file = "one.csv"
[entity.one.table]
columns = { n = "n" }
[entity.none]
file = "none.csv"
[entity.none.table]
columns = { n = "n" }
)toml");
  spec.folder = folder.path();
  const Loaded loaded(spec);
  CHECK(loaded.column("one", "n") == std::vector<std::string>{"1", "", "NULL", "3"});
  CHECK(loaded.rows("none").empty());
}

TEST_CASE("rows with `of` are grouped by the parent with their key", "[entities]") {
  const TemporaryFolder folder;
  write_file(folder.file("cities.csv"), "country,city\nB,b1\nA,a1\nB,b2\nD,d1\nA,a2\n");
  RunSpec spec = a_day_of(R"toml(
[entity.country]
rows = [ { code = "A" }, { code = "B" }, { code = "C" }, { code = "D" } ]
[entity.country.attributes]
label = "concat('country ', code)"
[entity.city]
file = "cities.csv"
of = { country = "code" }
[entity.city.attributes]
where = "concat(city, ' in ', country.label)"
[entity.city.table]
columns = { i = "index", where = "where" }
[entity.shop]
per = { city = 1 }
[entity.shop.table]
columns = { i = "index", country = "city.country.code" }
[entity.size]
rows = [ { year = 2, n = 20 }, { year = 1, n = 10 } ]
of = { year = "number" }
[entity.size.table]
columns = { n = "n", of = "year.number" }
[entity.year]
count = 3
[entity.year.attributes]
number = "index"
)toml");
  spec.folder = folder.path();
  const Loaded loaded(spec);
  CHECK(loaded.rows("city") == Rows{{"0", "a1 in country A"},
                                    {"1", "a2 in country A"},
                                    {"2", "b1 in country B"},
                                    {"3", "b2 in country B"},
                                    {"4", "d1 in country D"}});
  CHECK(loaded.column("shop", "country") == std::vector<std::string>{"A", "A", "B", "B", "D"});
  CHECK(loaded.rows("size") == Rows{{"10", "1"}, {"20", "2"}});
}

TEST_CASE("one more row with `of` changes no draw of the others", "[entities]") {
  const auto drawn = [](const std::string& more) {
    const Loaded loaded(
        a_day_of("[entity.country]\nrows = [ { code = \"A\" }, { code = \"B\" } ]\n"
                 "[entity.city]\nof = { country = \"code\" }\nrows = [\n"
                 "{ country = \"B\", name = \"b1\" }, { country = \"A\", name = \"a1\" }" +
                 more +
                 "]\n[entity.city.attributes]\nn = \"uniform_int(1, 1_000_000_000)\"\n"
                 "[entity.city.table]\ncolumns = { name = \"name\", n = \"n\" }\n"));
    return loaded.rows("city");
  };
  const Rows before = drawn("");
  const Rows after = drawn(", { country = \"A\", name = \"a2\" }");
  REQUIRE(before.size() == 2);
  REQUIRE(after.size() == 3);
  CHECK(after[0] == before[0]);
  CHECK(after[1][0] == "a2");
  CHECK(after[2] == before[1]);
}

namespace {

// Two apps with three campaigns, and an actor that has one event per hour.
const std::string kCampaigns = R"toml(
[entity.app]
rows = [ { name = "one", n = 2 }, { name = "two", n = 1 }, { name = "three", n = 0 } ]
[entity.campaign]
per = { app = "app.n", max = 2 }
[entity.campaign.attributes]
bid = "if(index == 0, null, 1.5 * index)"
label = "format('c{}', index)"
)toml";

}  // namespace

TEST_CASE("a null reference is null, and so is every field of it", "[entities]") {
  const Loaded loaded(a_day_of(kCampaigns + R"toml(
[actor.user]
per = { app = 1 }
initial = "on"
[actor.user.attributes]
best = "choose(campaign of app)"
last = { type = "campaign", value = "null" }
[actor.user.state.on]
emit = ["t"]
[table.t.columns]
app = "app.name"
has = "best != null"
none = "last == null"
label = "best.label"
deep = "coalesce(best.app.name, 'no app')"
of_null = "last.app.name"
same = "best == last"
own = "best.app == app"
either = "coalesce(last, best).app.n"
)toml"));
  const Rows& rows = loaded.rows("t");
  REQUIRE(rows.size() == 3);
  CHECK(rows[1] == TextRow{"two", "true", "true", "c2", "two", "NULL", "NULL", "true", "1"});
  CHECK(rows[2] == TextRow{"three", "false", "true", "NULL", "no app", "NULL", "NULL", "NULL", "NULL"});
}

TEST_CASE("references work in attributes, `let` and `set`, and can be compared", "[entities]") {
  const Loaded loaded(a_day_of(kCampaigns + R"toml(
[actor.user]
count = 3
initial = "on"
[actor.user.attributes]
first = "choose(campaign)"
last = { type = "campaign", value = "null" }
steps = "0"
[[actor.user.transition]]
name = "step"
from = "on"
to = "on"
after = "1h"
let = { next = "choose(campaign)", was = "last" }
set = { last = "next", steps = "steps + 1" }
emit = ["t"]
[table.t.columns]
i = "index"
n = "steps"
was = "was.label"
next = "next.label"
last = "last.label"
again = "was == last"
first = "last == first or false"
app = "next.app.name"
first_label = "first.label"
)toml"));
  const Rows& rows = loaded.rows("t");
  REQUIRE(rows.size() == 3 * 23);
  std::map<std::string, TextRow> before;
  std::size_t again = 0;
  for (const TextRow& row : rows) {
    const TextRow& old = before[row[0]];
    CHECK(row[2] == (old.empty() ? "NULL" : old[3]));
    CHECK(row[4] == row[3]);
    CHECK(row[5] == (old.empty() ? "NULL" : row[3] == old[3] ? "true" : "false"));
    CHECK(row[6] == (row[3] == row[8] ? "true" : "false"));
    CHECK(row[7] == (row[3] == "c2" ? "two" : "one"));
    if (row[5] == "true") ++again;
    before[row[0]] = row;
  }
  CHECK(again > 5);
  CHECK(again < 40);
}

TEST_CASE("attributes are computed in any order, and texts can be read through references", "[entities]") {
  const Loaded loaded(a_day_of(R"toml(
[entity.person]
count = 500
[entity.person.attributes]
mail = "concat(replace(lower(full), ' ', '.'), '@example.com')"
full = "concat(given, ' ', family)"
given = "pick(std.first_name)"
family = "pick(std.last_name)"
[entity.person.table]
columns = { i = "index", full = "full", mail = "mail" }
[actor.login]
per = { person = 1 }
initial = "on"
[actor.login.state.on]
emit = ["t"]
[table.t.columns]
i = "index"
full = "person.full"
mail = "person.mail"
)toml"));
  CHECK((loaded.rows("t") == loaded.rows("person")));
}

TEST_CASE("an entity keeps only the attributes that something reads", "[entities]") {
  const RunSpec spec = a_day_of(R"toml(
[entity.app]
count = 4
[entity.app.attributes]
read = "hidden + 1"
hidden = "index"
unread = "uuid()"
weight = "1"
written = "'x'"
[entity.app.table]
columns = { a = "unread", b = "written" }
[actor.user]
count = 2
initial = "on"
[actor.user.attributes]
app = "choose(app, weight)"
[actor.user.state.on]
emit = ["t"]
[table.t.columns]
read = "app.read"
)toml");
  const model::Model model = compiled(spec);
  const model::EntityStore store = model::build_entities(model, 1);
  REQUIRE(store.entities.size() == 1);
  std::string held;
  for (const model::EntityColumn& column : store.entities[0].columns) held += column.empty() ? "-" : "+";
  // The order in which they are computed is: hidden, read, unread, weight, written.
  CHECK(held.size() == 5);
  CHECK(std::count(held.begin(), held.end(), '+') == 2);
  CHECK(store.entities[0].index.empty());
  CHECK(store.entities[0].first.empty());
  CHECK(store.texts.empty());
  const Loaded loaded(spec);
  CHECK(loaded.rows("app").size() == 4);
}

TEST_CASE("entities, their fields and lists may have the names of attributes", "[entities]") {
  const Loaded loaded(a_day_of(R"toml(
[list.word]
values = ["a"]
[entity.app]
count = 2
[entity.app.attributes]
word = "pick(word)"
bid = "1"
[entity.campaign]
per = { app = 2 }
[entity.campaign.attributes]
bid = "2 * app.bid"
note = "'choose(note), campaign'"
[entity.placement]
per = { campaign = 1 }
[entity.placement.attributes]
app = "choose(app, bid)"
other = "choose(campaign of app, bid + base)"
base = "3"
bid = "other.bid"
[entity.placement.table]
columns = { bid = "bid", word = "app.word", note = "campaign.note" }
)toml"));
  CHECK(loaded.rows("placement") == Rows(4, {"2", "a", "choose(note), campaign"}));
}
