// Entities that a model gets wrong: what `check` says, and where.
#include <filesystem>

#include "command_line/bad_model.hpp"
#include "command_line/program.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"

using namespace seedbed::test;

namespace {

const std::string kEntities = R"toml([clock]
start = 2024-01-01T00:00:00Z
duration = "1d"

[entity.app]
count = 3
[entity.app.attributes]
size = "index"
name = "'app'"
[entity.app.table]
columns = { i = "index", name = "name" }

[entity.campaign]
per = { app = "1", max = 2 }
distinct = "network"
[entity.campaign.attributes]
bid = "1 + index"
network = "choose(network, reach)"

[entity.network]
rows = [ { name = "one", reach = 2 }, { name = "two", reach = 1.5 } ]

[entity.city]
file = "cities.csv"
of = { app = "size" }

[actor.user]
per = { campaign = 1 }
initial = "on"
distinct = "best"
[actor.user.attributes]
best = "choose(network)"
last = { type = "campaign", value = "null" }
[actor.user.state.on]
emit = ["click"]

[table.click.columns]
i = "index"
bid = "campaign.bid"
)toml";

const std::string kCities = "app,city\n0,a\n2,b\n";

std::string with(const std::vector<Edit>& edits) {
  std::string model = kEntities;
  for (const Edit& edit : edits) model = replaced(model, edit.from, edit.to);
  return model;
}

void check_entities(const std::vector<BadModel>& models) {
  for (const BadModel& model : models)
    check_complaints(with(model.edits), model.complaints, {{"cities.csv", kCities}});
}

void check_csv(const std::string& csv, const std::vector<Complaint>& complaints) {
  check_complaints(kEntities, complaints, {{"cities.csv", csv}});
}

// A model that is found wrong when its entities are created: `check` and `load` say these phrases.
void check_refused(const std::vector<Edit>& edits, int status, const std::vector<std::string>& phrases,
                   const std::string& csv = kCities) {
  const TemporaryFolder folder;
  write_file(folder.file("m.toml"), with(edits));
  write_file(folder.file("cities.csv"), csv);
  const Outcome check = run_seedbed(folder, {"check", "m.toml"});
  const Outcome load = run_seedbed(folder, {"load", "m.toml", "--to", "null:", "--quiet"});
  CAPTURE(check.err, load.err);
  CHECK(check.status == status);
  CHECK(load.status == status);
  CHECK(check.err == load.err);
  for (const std::string& phrase : phrases) {
    CAPTURE(phrase);
    CHECK(has(load.err, phrase));
  }
}

}  // namespace

TEST_CASE("the model of these tests is right", "[entities]") {
  check_entities({{{}, {}}});
  check_entities({{{{"'app'", "'choose(campaign)'"}}, {}}});  // text is no call
}

TEST_CASE("entities and fields that are not there get the nearest name", "[entities]") {
  check_entities({
      {{{"choose(network, reach)", "choose(netwrk, reach)"}},
       {{"18:12: error", "there is no entity `netwrk`; did you mean `network`?"}}},
      {{{"choose(network, reach)", "choose(network, rech)"}},
       {{"18:28: error", "`network` has no attribute `rech`; did you mean `reach`?"}}},
      {{{"choose(network, reach)", "choose(network, reach * 2)"}},
       {{"18:34: error", "the weight of choose(network, …) is the name of one of its attributes"}}},
      {{{"choose(network, reach)", "choose(network, name)"}},
       {{"18:28: error", "a weight of `choose` is a number, and this is text"}}},
      {{{"\"campaign.bid\"", "\"campaign.bit\""}},
       {{"39:17: error", "`campaign` has no attribute `bit`; did you mean `bid`?"}}},
      {{{"\"campaign.bid\"", "\"campaign.app.nam\""}},
       {{"39:21: error", "`app` has no attribute `nam`; did you mean `name`?"}}},
      {{{"\"campaign.bid\"", "\"campaign.bid.x\""}},
       {{"39:21: error", "`.x` needs a reference before it, and this is int"}}},
      {{{"per = { campaign = 1 }", "per = { campain = 1 }"}},
       {{"28:9: error", "there is no entity `campain`: did you mean `campaign`?"},
        {"39:8: error", "unknown name `campaign`"}}},
      {{{"per = { app = \"1\", max = 2 }", "per = { ap = 1 }"}},
       {{"14:9: error", "`per` of [entity.campaign]: there is no entity `ap`: did you mean `app`?"}}},
      {{{"of = { app = \"size\" }", "of = { ap = \"size\" }"}},
       {{"25:8: error", "there is no entity `ap`: did you mean `app`?"}}},
      {{{"of = { app = \"size\" }", "of = { app = \"siz\" }"}},
       {{"25:14: error", "`app` has no attribute `siz`: did you mean `size`?"}}},
      {{{"type = \"campaign\"", "type = \"campain\""}},
       {{"33:17: error", "there is no type `campain`: did you mean `campaign`?"}}},
      {{{"[entity.app.table]", "[entity.app.tble]"}},
       {{"10:13: error", "unknown key `tble` in [entity.app]: did you mean `table`?"}}},
  });
}

TEST_CASE("entities that need each other go round in a circle", "[entities]") {
  check_entities({
      {{{"count = 3", "per = { campaign = 1 }"}},
       {{"5:9: error", "entities need each other in a circle: app -> campaign -> app"}}},
      {{{"size = \"index\"", "size = \"index\"\nx = \"choose(campaign)\""}},
       {{"5:9: error", "in a circle: app -> campaign -> app"}}},
      {{{"choose(network, reach)", "choose(campaign of app)"}},
       {{"13:9: error", "in a circle: campaign -> campaign"}}},
      {{{"bid = \"1 + index\"", "bid = \"two\"\ntwo = \"bid\""}},
       {{"17:1: error", "attributes of [entity.campaign] go round in a circle: bid -> two -> bid"}}},
  });
}

TEST_CASE("`per` has a count, a parent and a max", "[entities]") {
  const std::string per = "app = \"1\", max = 2";
  check_entities({
      {{{per, "app = \"3\", max = 2"}}, {{"14:15: error", "`per`: 3 is above the `max` of 2"}}},
      {{{per, "app = \"poisson(1)\""}}, {{"14:7: error", "`per` has no `max`"}}},
      {{{per, "app = \"1\", max = 0"}}, {{"14:26: error", "expected a constant from 1 to 1000000000"}}},
      {{{per, "app = \"1\", max = \"poisson(3)\""}}, {{"14:27: error", "`poisson` draws a random number"}}},
      {{{per, "max = 2"}}, {{"14:7: error", "`per` of [entity.campaign] names no entity"}}},
      {{{per, "app = 1, network = 2"}}, {{"14:18: error", "names a second parent, `network`"}}},
      {{{per, "app = \"1.5\""}}, {{"14:16: error", "and this is real; round(x), floor(x) or int(x)"}}},
      {{{per, "app = \"now\", max = 2"}}, {{"14:16: error", "unknown name `now`"}}},
      {{{"per = { app = \"1\", max = 2 }", "per = \"app\""}},
       {{"14:7: error", "expected a table such as { app = \"1 + poisson(2)\", max = 16 }, found a text"}}},
      {{{"per = { campaign = 1 }", "per = { campaign = 1 }\ncount = 2"}},
       {{"28:1: error", "[actor.user] has `count` and `per`"}}},
      {{{per, "app = 1, max = 1_000_000_000"},
        {"count = 3", "count = 4_000_000_000"},
        {"per = { campaign = 1 }", "per = { campaign = 1, max = 2 }"}},
       {{"28:7: error", "`per`: the children's numbers exceed 2^62"}}},
  });
  check_refused({{per, "app = \"1 // (app.size - 1)\", max = 2"}}, 1,
                {"campaign, `per` of app 1: division by zero",
                 "m.toml:14:16: in entity.campaign.per = \"1 // (app.size - 1)\""});
}

TEST_CASE("counts of entities, and one source of rows", "[entities]") {
  check_entities({
      {{{"count = 3", "count = -1"}}, {{"6:9: error", "expected a number from 0 to 4000000000"}}},
      {{{"count = 3", "count = 5_000_000_000"}}, {{"6:9: error", "expected a number from 0 to 4000000000"}}},
      {{{"count = 3", "count = \"null\""}}, {{"6:9: error", "expected a number from 0 to 4000000000"}}},
      {{{"count = 3", "count = 2.5"}}, {{"6:9: error", "and this is real"}}},
      {{{"count = 3", "count = \"uniform_int(1, 2)\""}},
       {{"6:10: error", "draws a random number, and the number of rows is fixed"}}},
      {{{"count = 3", "count = 3\nrows = []"}},
       {{"7:1: error", "[entity.app] has `count` and `rows`: expected one source of rows"}}},
      {{{"count = 3\n", ""}},
       {{"5:9: error", "[entity.app] has no rows: say `count`, `per`, `rows` or `file`"}}},
      {{{"count = 3", "count = 3\ntypes = { a = \"int\" }"}},
       {{"7:1: error", "it is for `rows` and `file`"}}},
      {{{"count = 3", "count = 3\nof = { app = \"size\" }"}}, {{"7:1: error", "beside `rows` or `file`"}}},
  });
}

TEST_CASE("`distinct` names an attribute of children, which nothing sets", "[entities]") {
  check_entities({
      {{{"distinct = \"network\"", "distinct = \"netwrk\""}},
       {{"15:12: error", "there is no attribute `netwrk`: did you mean `network`?"}}},
      {{{"distinct = \"network\"", "distinct = \"app\""}}, {{"15:12: error", "there is no attribute `app`"}}},
      {{{"per = { app = \"1\", max = 2 }", "count = 2"}},
       {{"15:1: error", "tells siblings apart: it needs a `per`"}}},
      {{{"distinct = \"best\"", "distinct = \"bst\""}},
       {{"30:12: error", "there is no `bst`: did you mean `best`?"}}},
      {{{"per = { campaign = 1 }", "count = 2"}},
       {{"30:12: error", "tells siblings apart: it needs a `per`"},
        {"39:8: error", "unknown name `campaign`"}}},
      {{{"emit = [\"click\"]", "set = { best = \"choose(network)\" }"}, {"\"best\"", "\"best\""}},
       {{"30:12: error", "names `best`, which a `set` changes"},
        {"37:8: error", "nothing writes to table `click`"}}},
  });
}

TEST_CASE("references are told apart by their entity", "[entities]") {
  check_entities({
      {{{"\"campaign.bid\"", "\"campaign\""}},
       {{"39:1: error", "column `bid` of table `click` is a reference, which no column can hold"}}},
      {{{"\"campaign.bid\"", "\"best == campaign\""}},
       {{"39:13: error", "does not work on reference to `network` and reference to `campaign`"}}},
      {{{"\"campaign.bid\"", "\"best < best\""}}, {{"39:13: error", "`<` does not work on reference"}}},
      {{{"\"campaign.bid\"", "\"text(best)\""}}, {{"39:8: error", "`text` does not take reference"}}},
      {{{"emit = [", "set = { last = \"choose(network)\" }\nemit = ["}},
       {{"35:17: error", "type, reference to `campaign`, and this is reference to `network`"}}},
      {{{"emit = [", "set = { last = \"'x'\" }\nemit = ["}},
       {{"35:17: error", "type, reference to `campaign`, and this is text"}}},
      {{{"value = \"null\"", "value = \"best\""}},
       {{"33:38: error",
         "expected a first value of the type reference to `campaign`, and this is reference"}}},
      {{{"last = { type = \"campaign\", value = \"null\" }", "last = \"null\""}},
       {{"33:8: error", "attribute `last` is null: say its type"}}},
      {{{"\"choose(network)\"", "\"if(index > 1, choose(network), choose(city))\""}},
       {{"32:40: error", "this is reference to `city`, and before it stands reference to `network`"}}},
  });
}

TEST_CASE("who can be chosen, among whom and by what", "[entities]") {
  const std::string best = "\"choose(network)\"";
  check_entities({
      {{{best, "\"choose(network of campaign)\""}},
       {{"32:27: error", "`network` belongs to no other entity: write choose(network)"}}},
      {{{best, "\"choose(city of campaign)\""}},
       {{"32:24: error",
         "`city` belongs to `app`: expected a reference to one, and this is reference to `campaign`"}}},
      {{{best, "\"choose(city of campaign.app, city)\""}},
       {{"32:38: error", "a weight of `choose` is a number, and this is text"}}},
      {{{best, "\"choose(city of campaign.app, uniform(0, 1))\""}},
       {{"32:38: error", "`uniform` draws a random number"}}},
      {{{best, "\"choose(city of campaign.app, now)\""}}, {{"32:38: error", "`now` is not in scope here"}}},
      {{{best, "\"choose()\""}}, {{"32:16: error", "unexpected `)` where an entity's name should stand"}}},
      {{{best, "\"choose(1)\""}}, {{"32:16: error", "unexpected `1` where an entity's name should stand"}}},
      {{{best, "\"choose(nobody)\""}}, {{"32:9: error", "there is no entity `nobody`"}}},
      {{{best, "\"network\""}}, {{"32:9: error", "unknown name `network`"}}},
  });
}

TEST_CASE("an entity without a row or a weight to choose is refused", "[entities]") {
  check_refused(
      {{"count = 3", "count = 0"},
       {"\"choose(network)\"", "\"choose(app)\""},
       {"of = { app = \"size\" }\n", ""}},
      2, {"choose(app): the entity has no rows", "m.toml:31:9: in user.attributes.best = \"choose(app)\""});
  check_refused({{"reach = 2 ", "reach = 0 "}, {"reach = 1.5", "reach = 0"}}, 2,
                {"choose(network): all weights are 0",
                 "m.toml:18:12: in entity.campaign.attributes.network = \"choose(network, reach)\""});
  check_refused({{"reach = 1.5", "reach = -1"}}, 2,
                {"choose(network): the weight of network 1 is negative", "m.toml:18:12: in "});
  check_refused(
      {{"\"choose(network)\"", "\"choose(campaign of campaign.app, bid)\""}, {"1 + index", "1 - index"}}, 2,
      {"choose(campaign): the weight of campaign 2 is negative", "m.toml:32:9: in user.attributes.best"});
}

TEST_CASE("a negative weight that is computed for an actor stops the load", "[entities]") {
  const TemporaryFolder folder;
  write_file(folder.file("m.toml"), with({{"\"choose(network)\"", "\"choose(city of campaign.app, -1)\""}}));
  write_file(folder.file("cities.csv"), kCities);
  const Outcome load = run_seedbed(folder, {"load", "m.toml", "--to", "null:", "--quiet"});
  CHECK(load.status == 1);
  CHECK(has(load.err, "user 0, at 2024-01-01 00:00:00.000000: choose: a weight is negative"));
  CHECK(has(load.err, "m.toml:32:9: in user.attributes.best"));
}

TEST_CASE("rows that no parent has, or two, are told with their place", "[entities]") {
  check_refused({}, 2, {"cities.csv:3:1: there is no `app` with the key 7"}, "app,city\n0,a\n7,b\n");
  check_refused({}, 2, {"cities.csv:3:1: there is no `app` with the empty key"}, "app,city\n0,a\n,b\n");
  check_refused({{"file = \"cities.csv\"", "rows = [ { app = 1 }, { app = 9 } ]"}}, 2,
                {"m.toml:24:23: there is no `app` with the key 9"});
  check_refused(
      {{"size = \"index\"", "size = \"index // 2\""}}, 2,
      {"m.toml:25:14: `of` of [entity.city]: the rows 0 and 1 of `app` (from 0) both have the key 0"});
}

TEST_CASE("a file of rows that is no CSV is told with line and column", "[entities]") {
  check_csv("app,city\n0,a\n2\n", {{"cities.csv:3:1: error", "the row has 1 cell, the header 2"}});
  check_csv("app,city,app\n0,a,1\n",
            {{"cities.csv:1:10: error", "the column `app` stands twice in the header"}});
  check_csv("app,\n0,a\n", {{"cities.csv:1:5: error", "a column has no name"}});
  check_csv("", {{"cities.csv:1:1: error", "the file is empty: expected a line with the columns' names"}});
  check_csv("app,city\n0,\"a\n2,b\n", {{"cities.csv:2:3: error", "a quote is opened here and never closed"}});
  check_csv("app,city\n0,a\"b\n", {{"cities.csv:2:4: error", "a quote inside a cell"}});
  check_csv("app,city\n0,\"a\"b\n", {{"cities.csv:2:6: error", "text behind a closing quote"}});
  check_csv("app,city\n0,a\n2,\xff\n", {{"cities.csv:3:3: error", "expected UTF-8 text without NUL bytes"}});
  check_csv(std::string("app,city\n0,\0\n", 13), {{"cities.csv:2:3: error", "expected UTF-8 text"}});
  check_csv("app,name of\n0,a\n", {{"cities.csv:1:5: error", "expected letters, digits and underscores"}});
  check_csv("app,index\n0,a\n", {{"cities.csv:1:5: error", "the name is taken"}});
  check_csv("application,city\n0,a\n", {{"25:8: error", "the rows have no column `app`"}});
  check_csv("app,city\nx,a\n", {{"25:14: error", "the column `app` is text, and `size` of `app` is int"}});
}

TEST_CASE("`types` of given rows", "[entities]") {
  const std::string of = "of = { app = \"size\" }";
  check_entities({
      {{{of, of + "\ntypes = { app = \"bool\" }"}},
       {{"cities.csv:2:1: error", "'0' in the column `app` is no bool, which `types` says it is"},
        {"cities.csv:3:1: error", "'2' in the column `app` is no bool"}}},
      {{{of, of + "\ntypes = { cty = \"int\" }"}},
       {{"26:11: error", "there is no column `cty`: did you mean `city`?"}}},
      {{{of, of + "\ntypes = { city = \"integer\" }"}},
       {{"26:18: error", "expected \"int\", \"real\", \"bool\" or \"text\""}}},
      {{{"name = \"two\", reach = 1.5 } ]", "name = \"two\", reach = 1.5 } ]\ntypes = { reach = \"int\" }"}},
       {{"21:63: error", "'1.5' in the column `reach` is no int"}}},
      {{{"rows = [ ", "rows = [ 3, "}},
       {{"21:10: error", "expected a table such as { name = \"a\", size = 3 }"}}},
      {{{"reach = 2 ", "reach = [2] "}},
       {{"21:34: error", "`rows`, `reach`: expected a text, a number or a boolean, found an array"}}},
      {{{"reach = 2 ", "reach = inf "}}, {{"21:34: error", "`rows`, `reach`: expected a text, a number"}}},
  });
}

TEST_CASE("a file of rows lies beside the model, links included", "[entities]") {
  check_entities({
      {{{"\"cities.csv\"", "\"../cities.csv\""}}, {{"24:8: error", "it lies outside of the model's folder"}}},
      {{{"\"cities.csv\"", "\"/etc/passwd\""}}, {{"24:8: error", "expected a path relative to the model"}}},
      {{{"\"cities.csv\"", "\"none.csv\""}}, {{"24:8: error", "there is no such file beside the model"}}},
      {{{"\"cities.csv\"", "\"\""}}, {{"24:8: error", "expected a path relative to the model"}}},
      {{{"\"cities.csv\"", "\".\""}}, {{"24:8: error", "it is no file"}}},
  });
  const TemporaryFolder outside;
  write_file(outside.file("cities.csv"), kCities);
  const TemporaryFolder folder;
  write_file(folder.file("m.toml"), kEntities);
  std::filesystem::create_symlink(outside.file("cities.csv"), folder.file("cities.csv"));
  const Outcome link = run_seedbed(folder, {"check", "m.toml"});
  CHECK(link.status == 2);
  CHECK(has(link.err, "m.toml:24:8: error: `file` \"cities.csv\": it lies outside of the model's folder"));

  const TemporaryFolder by_folder;
  write_file(by_folder.file("m.toml"), replaced(kEntities, "\"cities.csv\"", "\"data/cities.csv\""));
  std::filesystem::create_directory_symlink(outside.path(), by_folder.file("data"));
  const Outcome linked = run_seedbed(by_folder, {"check", "m.toml"});
  CHECK(linked.status == 2);
  CHECK(has(linked.err, "`file` \"data/cities.csv\": it lies outside of the model's folder"));
}

TEST_CASE("names of entities, attributes and tables that clash", "[entities]") {
  check_entities({
      {{{"[entity.city]", "[entity.\"the city\"]"}},
       {{"23:9: error", "expected letters, digits and underscores"}}},
      {{{"[entity.city]", "[entity.index]"}}, {{"23:9: error", "the name is taken by the language"}}},
      {{{"[clock]", "[parameters]\napp = 3\n[clock]"}},
       {{"15:9: error", "[entity.campaign]: its parent `app` has the name of a parameter"},
        {"25:9: error", "[entity.city]: its parent `app` has the name of a parameter"}}},
      {{{"[clock]", "[parameters]\nreach = 3\n[clock]"}},
       {{"23:26: error", "column `reach` of [entity.network]: the name is taken"}}},
      {{{"[clock]", "[parameters]\nbid = 3\n[clock]"}},
       {{"19:1: error", "attribute `bid` of [entity.campaign]: a parameter has the same name"}}},
      {{{"bid = \"1 + index\"", "bid = \"1\"\napp = \"1\""}},
       {{"18:1: error", "attribute `app` of [entity.campaign]: the parent or a column of the rows"}}},
      {{{"[actor.user]", "[entity.city.attributes]\ncity = \"'x'\"\n[actor.user]"}},
       {{"28:1: error", "attribute `city` of [entity.city]: the parent or a column of the rows"}}},
      {{{"last = { type = \"campaign\", value = \"null\" }", "last = \"1\"\napp = \"1\""}}, {}},
      {{{"bid = \"1 + index\"", "bid = \"1\"\nindex = \"1\""}},
       {{"18:1: error", "the name is taken by the language"}}},
      {{{"bid = \"1 + index\"", "bid = \"now\""}}, {{"17:8: error", "`now` is not in scope in an entity"}}},
      {{{"bid = \"1 + index\"", "bid = \"serial('x')\""}},
       {{"17:8: error", "`serial` is not in scope here"}}},
      {{{"[entity.app.table]", "[entity.app.table]\nname = \"click\""}},
       {{"36:9: error", "the rows of table `click` are an entity's"},
        {"38:8: error", "table `click` stands in line 11 too"}}},
      {{{"emit = [\"click\"]", "emit = [\"click\", \"app\"]"}},
       {{"35:18: error", "the rows of table `app` are an entity's"}}},
  });
}

TEST_CASE("what does not fit into a column of an entity's table", "[entities]") {
  const std::string table = "[entity.app.table]\n";
  check_entities({
      {{{table, table + "types = { i = \"json\" }\n"}},
       {{"12:18: error", "expected json, the type that `types` in line 11 gives column `i`"}}},
      {{{table, table + "types = { name = \"json\" }\n"}},
       {{"12:34: error",
         "column `name` of table `app` takes JSON, and this text is none from character 1 on: app"}}},
      {{{table, table + "types = { i = \"decimal(1)\" }\n"},
        {"i = \"index\", n", "i = \"decimal(1.25, 2)\", n"}},
       {{"12:18: error", "expected decimal(1), the type that `types` in line 11"}}},
      {{{"{ i = \"index\", name = \"name\" }", "{ }"}},
       {{"10:13: error", "[entity.app.table] has no columns: add some to `columns`"}}},
      {{{"name = \"name\"", "name = \"null\""}},
       {{"11:26: error", "add `types = { name = \"text\" }` to [entity.app.table]"}}},
  });
  check_refused({{"bid = \"1 + index\"", "bid = \"1 // (index - 2)\""}}, 1,
                {"campaign 2: division by zero", "m.toml:17:8: in entity.campaign.attributes.bid"});
  const TemporaryFolder folder;
  write_file(folder.file("cities.csv"), kCities);
  const auto load = [&](const std::vector<Edit>& edits) {
    write_file(folder.file("m.toml"), with(edits));
    const Outcome outcome = run_seedbed(folder, {"load", "m.toml", "--to", "null:", "--quiet"});
    CHECK(outcome.status == 1);
    return outcome.err;
  };
  const std::string overflow = load({{"i = \"index\", n", "i = \"decimal(1e17 * (index + 1), 2)\", n"}});
  CHECK(has(overflow, "app 0: overflow: 1e+19 does not fit into 64 bits"));
  CHECK(has(overflow, "m.toml:11:18: in entity.app.table.i"));
  const std::string json =
      load({{"\"'app'\"", "\"concat('a', text(index))\""}, {table, table + "types = { name = \"json\" }\n"}});
  CHECK(has(json, "app 0: column `name` of table `app` takes JSON, and this text is none"));
}
