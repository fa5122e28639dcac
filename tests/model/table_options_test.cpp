// The options of [table.NAME]: their effect and their errors.
#include "document/diagnostics.hpp"
#include "support/catch.hpp"
#include "support/memory_target.hpp"
#include "support/run_model.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

// Three tables, each written once per actor. The options replace @user@ and @order@, from line 10 on.
std::string with_options(const std::string& user, const std::string& order, const std::string& extra = "") {
  return "[clock]\nstart = 2024-01-01T00:00:00Z\nduration = \"5m\"\ntick = \"1m\"\n"
         "[actor.a]\ncount = 2\ninitial = \"on\"\n"
         "start = { emit = [\"user\", { table = \"order\", columns = { late = \"null\" } }] }\n"
         "[table.user]\n" +
         user +
         "columns = { user_id = \"index\", name = \"'x'\", level = \"index + 0.5\" }\n[table.order]\n" +
         order + "columns = { id = \"index\", user_id = \"index\", price = \"index\", note = \"'{}'\" }\n" +
         extra;
}

model::Model compile(const std::string& text) {
  RunSpec spec;
  spec.model = text;
  return compiled(spec);
}

std::string problem(const std::string& text) {
  try {
    (void)compile(text);
  } catch (const model::ModelError& error) {
    return error.what();
  }
  return "";
}

using Columns = std::vector<std::size_t>;
const std::string kLate = "types = { late = \"date\" }\n";

std::string order_problem(const std::string& options) {
  return problem(with_options("", "types.late = \"date\"\n" + options));
}

}  // namespace

TEST_CASE("keys, indexes and references by number") {
  const model::Model model =
      compile(with_options("key = [\"user_id\"]\n",
                           kLate + "key = [\"user_id\", \"id\"]\nnot_null = [\"price\"]\n"
                                   "index = [[\"price\"], [\"price\", \"late\"]]\n"
                                   "references = { user_id = \"user.user_id\", note = \"user.name\" }\n"));
  const Table& user = model.tables.at(0);
  CHECK(user.key == Columns{0});
  REQUIRE(user.indexes.size() == 1);  // `name` is referenced
  CHECK(user.indexes[0].columns == Columns{1});
  CHECK(user.indexes[0].unique);
  CHECK(user.columns[0].not_null);
  CHECK_FALSE(user.columns[1].not_null);

  const Table& order = model.tables.at(1);
  CHECK(order.key == Columns{1, 0});
  REQUIRE(order.indexes.size() == 2);
  CHECK(order.indexes[1].columns == Columns{2, 4});
  CHECK_FALSE(order.indexes[0].unique);
  std::vector<bool> not_null;
  for (const Column& column : order.columns) not_null.push_back(column.not_null);
  CHECK(not_null == std::vector<bool>{true, true, true, false, false});
  CHECK(order.columns[4].type == Type::date);
  REQUIRE(order.references.size() == 2);
  CHECK(order.references[0].column == 1);
  CHECK(order.references[0].table == "user");
  CHECK(order.references[0].parent_column == "user_id");
  CHECK(order.references[1].parent_column == "name");
}

TEST_CASE("an index of a referenced column becomes unique, once") {
  const model::Model model = compile(with_options(
      "index = [[\"user_id\"]]\n",
      kLate + "references = { user_id = \"user.user_id\", price = \"user.user_id\", id = \"order.id\" }\n"));
  REQUIRE(model.tables[0].indexes.size() == 1);
  CHECK(model.tables[0].indexes[0].unique);
  REQUIRE(model.tables[1].indexes.size() == 1);
  CHECK(model.tables[1].references[2].table == "order");
}

TEST_CASE("references find tables and columns whose names contain points") {
  const std::string tables =
      "[table.\"a.b\"]\nkey = [\"c.d\"]\ncolumns = { \"c.d\" = \"1\" }\n[table.e]\nreferences = { f = "
      "\"a.b.c.d\" }\n"
      "columns = { f = \"1\" }\n[[actor.a.finish]]\nin = \"*\"\nemit = [\"a.b\", \"e\"]\n";
  const model::Model model = compile(with_options("", kLate, tables));
  CHECK(model.tables.at(3).references.at(0).table == "a.b");
  CHECK(model.tables.at(3).references.at(0).parent_column == "c.d");
}

TEST_CASE("types convert what fits") {
  const std::string tables =
      "[table.t]\ntypes = { big = \"decimal(3)\", whole = \"decimal(2)\", ratio = \"real\", data = \"json\", "
      "none = "
      "\"uuid\" }\ncolumns = { big = \"decimal(1.25, 2)\", whole = \"index\", ratio = \"index\", data = "
      "\"concat('[', "
      "text(index), ']')\", none = \"null\" }\n[[actor.a.finish]]\nin = \"*\"\nemit = [\"t\", { table = "
      "\"t\", columns "
      "= { data = \"json('a', index)\", big = \"-2\", whole = \"null\", ratio = \"0.5\" } }]\n";
  RunSpec spec;
  spec.model = with_options("", kLate, tables);
  MemoryStore store;
  const RunResult result = run(spec, *make_memory_target(store));
  CHECK(result.model.tables.at(2).columns[0].scale == 3);
  CHECK(result.model.tables.at(2).columns[4].type == Type::uuid);
  CHECK(store.tables.at(2).rows == std::vector<TextRow>{{"1.250", "0.00", "0", "[0]", "NULL"},
                                                        {"-2.000", "NULL", "0.5", "{\"a\":0}", "NULL"},
                                                        {"1.250", "1.00", "1", "[1]", "NULL"},
                                                        {"-2.000", "NULL", "0.5", "{\"a\":1}", "NULL"}});
}

TEST_CASE("an error of a type that does not fit names the line of `types`") {
  struct Case {
    const char* type;
    const char* value;
    const char* says;
  };
  for (const Case& c :
       {Case{"decimal(2)", "0.5", "and this is real; write decimal(x, 2)"},
        Case{"decimal(1)", "decimal(1, 2)", "and this is decimal(2); write decimal(x, 1)"},
        Case{"int", "0.5", "and this is real; round(x), floor(x) or int(x) makes an int of it"},
        Case{"text", "1", "and this is int; text(x) makes a text of it"},
        Case{"json", "1", "and this is int"}, Case{"time", "date(now)", "and this is date"},
        Case{"uuid", "'a'", "and this is text"}}) {
    const std::string message = problem(
        with_options("", kLate + "",
                     std::string("[table.t]\ntypes = { x = \"") + c.type + "\" }\ncolumns = { x = \"" +
                         c.value + "\" }\n[[actor.a.finish]]\nin = \"*\"\nemit = [\"t\"]\n"));
    CHECK(message == std::string("test.toml:16:18: error: a.finish.0.emit.t.0.x: expected ") + c.type +
                         ", the type that `types` in line 15 gives column `x` of table `t`, " + c.says);
  }
}

TEST_CASE("a constant text that is not JSON is an error of the model, a computed one an error of its row") {
  const auto model = [](const std::string& value) {
    return with_options("", kLate,
                        "[table.t]\ntypes = { x = \"json\" }\ncolumns = { x = \"" + value +
                            "\" }\n[[actor.a.finish]]\nin = \"*\"\nemit = [\"t\"]\n");
  };
  CHECK(problem(model("'{a}'"))
            .ends_with("column `x` of table `t` takes JSON, and this text is none from character 2 on: {a}"));
  RunSpec spec;
  spec.model = model("if(index == 1, 'ü,', '[]')");
  try {
    (void)run(spec);
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    const std::string message = error.what();
    CAPTURE(message);
    CHECK(message.find("a 1") != std::string::npos);
    CHECK(message.find("column `x` of table `t` takes JSON, and this text is none from character 1 on: ü,") !=
          std::string::npos);
  }
}

TEST_CASE("errors of options give their location and the nearest name") {
  struct Case {
    const char* option;
    const char* message;
  };
  for (
      const Case& c : {
          Case{"key = [\"idd\"]\n",
               "13:8: error: `key` in [table.order]: there is no column `idd`: did you mean `id`?"},
          Case{"key = [\"id\", \"id\"]\n",
               "13:14: error: `key` in [table.order]: the column `id` stands twice"},
          Case{"key = \"id\"\n",
               "13:7: error: `key` in [table.order]: expected an array of columns such as [\"user_id\"], "
               "found a text"},
          Case{"key = []\n", "13:7: error: `key` in [table.order]: it names no column"},
          Case{"key = [1]\n", "13:8: error: `key` in [table.order]: expected a column's name, found an int"},
          Case{
              "not_null = [\"prize\"]\n",
              "13:13: error: `not_null` in [table.order]: there is no column `prize`: did you mean `price`?"},
          Case{"index = [\"id\"]\n",
               "13:10: error: `index` in [table.order]: expected an array of columns for each index, found a "
               "text; "
               "write [[\"id\"]]"},
          Case{"index = [[\"id\"], [\"id\"]]\n",
               "13:18: error: `index` in [table.order]: the same index stands twice"},
          Case{"key = [\"id\"]\nindex = [[\"id\"]]\n",
               "14:10: error: `index` in [table.order]: these are the columns of the key, which has an index "
               "already"},
          Case{"index = [[\"id\", \"nte\"]]\n",
               "13:17: error: `index` in [table.order]: there is no column `nte`: did you mean `note`?"},
          Case{"types.price = \"decimal\"\n",
               "13:15: error: `types` in [table.order]: expected a type of the language such as "
               "\"decimal(2)\", found "
               "`decimal`: did you mean `decimal(2)`?"},
          Case{"types.price = \"rate\"\n",
               "13:15: error: `types` in [table.order]: expected a type of the language such as "
               "\"decimal(2)\", found "
               "`rate`: did you mean `date`?"},
          Case{"types.prize = \"int\"\n",
               "13:7: error: `types` in [table.order]: there is no column `prize`: did you mean `price`?"},
          Case{"types.price = 2\n",
               "13:15: error: `types` in [table.order]: expected a type of the language such as "
               "\"decimal(2)\", found "
               "an int"},
          Case{"references.usr_id = \"user.user_id\"\n",
               "13:12: error: `references` in [table.order]: there is no column `usr_id`: did you mean "
               "`user_id`?"},
          Case{"references.user_id = \"usr.user_id\"\n",
               "13:22: error: `references` in [table.order]: there is no table `usr`: did you mean `user`?"},
          Case{"references.user_id = \"user.usr_id\"\n",
               "13:22: error: `references` in [table.order]: table `user` has no column `usr_id`: did you "
               "mean "
               "`user_id`?"},
          Case{"references.user_id = \"user\"\n",
               "13:22: error: `references` in [table.order]: `user` is a table alone: name its column too, "
               "as in "
               "\"user.column\""},
          Case{"references.user_id = \"nothing\"\n",
               "13:22: error: `references` in [table.order]: expected a table and its column such as "
               "\"user.user_id\", found `nothing`"},
          Case{"references.user_id = 1\n",
               "13:22: error: `references` in [table.order]: expected a table and its column such as "
               "\"user.user_id\", found an int"},
          Case{"references.user_id = \"user.name\"\n",
               "13:22: error: `references` in [table.order]: column `user_id` is int, but `user.name` is "
               "text"},
          Case{
              "references.note = \"user.level\"\n",
              "13:19: error: `references` in [table.order]: column `note` is text, but `user.level` is real"},
          Case{"references = [\"user_id\"]\n",
               "13:14: error: `references` in [table.order]: expected a table such as { user_id = "
               "\"user.user_id\" }, "
               "found an array"},
      }) {
    CHECK(order_problem(c.option) == "test.toml:" + std::string(c.message));
  }
}

TEST_CASE("rows of types that a column would convert get a hint") {
  const auto both = [](const std::string& one, const std::string& other) {
    return problem(with_options("", kLate,
                                "[table.t]\ncolumns = { x = \"" + one +
                                    "\" }\n[[actor.a.finish]]\nin = \"*\"\nemit = [\"t\", { table = \"t\", "
                                    "columns = { x = \"" +
                                    other + "\" } }]\n"));
  };
  CHECK(both("1", "decimal(1, 2)") ==
        "test.toml:18:45: error: column `x` of table `t` is decimal(2) here, but int in line 15; `types = { "
        "x = "
        "\"decimal(2)\" }` in [table.t] makes one of them");
  CHECK(both("decimal(1, 1)", "decimal(1, 3)")
            .ends_with("`types = { x = \"decimal(3)\" }` in [table.t] makes one of them"));
  CHECK(both("json('a', 1)", "'[]'").ends_with("`types = { x = \"json\" }` in [table.t] makes one of them"));
  CHECK(both("1", "'a'").ends_with("is text here, but int in line 15"));
}

TEST_CASE("a column that is always null needs a type") {
  CHECK(problem(with_options("", "")) ==
        "test.toml:11:8: error: column `late` of table `order` is always null, and its type is unknown: add "
        "`types = { "
        "late = \"text\" }` to [table.order]");
}

TEST_CASE("options that a model's SQL contains are errors") {
  const std::string text = "[model]\nsql = \"shop\"\n" + with_options("key = [\"user_id\"]\n", kLate);
  CHECK(problem(text) ==
        "test.toml:12:1: error: `key` in [table.user]: the model has SQL of its own, which says it: put the "
        "key into "
        "the folder that `sql = \"shop\"` names, or remove `sql`");
  CHECK(compile(replaced(text, "key = [\"user_id\"]\n", "")).tables.at(1).columns.at(4).type == Type::date);
}

TEST_CASE("a table of an entity has the same options") {
  const auto model = [](const std::string& options) {
    return "[clock]\nstart = 2024-01-01T00:00:00Z\nduration = \"5m\"\n[entity.app]\ncount = 3\n"
           "[entity.app.attributes]\napp_id = \"index\"\nprice = \"index\"\n[entity.app.table]\nname = "
           "\"apps\"\n" +
           options +
           "columns = { app_id = \"app_id\", price = \"price\" }\n[entity.version]\nper = { app = 2 }\n"
           "[entity.version.table]\nname = \"versions\"\nreferences = { app_id = \"apps.app_id\" }\n"
           "columns = { app_id = \"app.app_id\" }\n";
  };
  RunSpec spec;
  spec.model = model("key = [\"app_id\"]\ntypes = { price = \"decimal(2)\" }\n");
  MemoryStore store;
  const RunResult result = run(spec, *make_memory_target(store));
  CHECK(result.model.tables.at(0).key == Columns{0});
  CHECK(result.model.tables.at(1).references.at(0).table == "apps");
  CHECK(store.tables.at(0).rows.at(2) == TextRow{"2", "2.00"});

  CHECK(problem(model("key = [\"ap_id\"]\n")) ==
        "test.toml:11:8: error: `key` in [entity.app.table]: there is no column `ap_id`: did you mean "
        "`app_id`?");
  CHECK(problem("[model]\nsql = \"x\"\n" + model("key = [\"app_id\"]\n"))
            .find("`key` in [entity.app.table]: the "
                  "model has SQL of its own") != std::string::npos);
}
