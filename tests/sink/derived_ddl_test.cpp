// The text of the DDL that is derived from a model's tables, and loads into SQLite with it.
#include "sink/derived_ddl.hpp"

#include "base/error.hpp"
#include "sink/readback.hpp"
#include "sink/small_loads.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

// Users in a tree and their orders: a key, a unique parent column that is not a key, a circle, a secondary
// index.
std::vector<Table> shop() {
  Table user{"user", {{"user_id", Type::integer}, {"email", Type::text}, {"boss", Type::integer}}};
  user.key = {0};
  user.indexes = {{{1}, true}};
  user.references = {{2, "user", "user_id"}};
  Table order{"Order", {{"order id", Type::integer}, {"user_id", Type::integer}, {"to", Type::text}}};
  order.columns[1].not_null = true;
  order.key = {0};
  order.indexes = {{{1, 0}, false}};
  order.references = {{1, "user", "user_id"}, {2, "user", "email"}};
  return {order, user};
}

Table all_types() {
  return {"t",
          {{"b", Type::boolean},
           {"i", Type::integer},
           {"r", Type::real},
           {"d", Type::decimal, 2},
           {"s", Type::text},
           {"ts", Type::time},
           {"day", Type::date},
           {"w", Type::duration},
           {"u", Type::uuid},
           {"j", Type::json}}};
}

}  // namespace

TEST_CASE("the DDL derived for Postgres", "[ddl]") {
  const SqlScripts sql = derived_ddl(shop(), Dialect::postgres);
  CHECK(sql.tables == R"(CREATE TABLE "Order" (
  "order id" bigint NOT NULL,
  "user_id" bigint NOT NULL,
  "to" text
);
CREATE TABLE "user" (
  "user_id" bigint NOT NULL,
  "email" text,
  "boss" bigint
);
)");
  CHECK(sql.indexes == R"(ALTER TABLE "Order" ADD CONSTRAINT "Order_pkey" PRIMARY KEY ("order id");
ALTER TABLE "user" ADD CONSTRAINT "user_pkey" PRIMARY KEY ("user_id");
CREATE INDEX "Order_user_id_order id" ON "Order" ("user_id", "order id");
CREATE UNIQUE INDEX "user_email" ON "user" ("email");
ALTER TABLE "Order" ADD FOREIGN KEY ("user_id") REFERENCES "user" ("user_id");
ALTER TABLE "Order" ADD FOREIGN KEY ("to") REFERENCES "user" ("email");
ALTER TABLE "user" ADD FOREIGN KEY ("boss") REFERENCES "user" ("user_id") DEFERRABLE INITIALLY DEFERRED;
)");
  CHECK(sql.views.empty());
}

TEST_CASE("the DDL derived for SQLite", "[ddl]") {
  const SqlScripts sql = derived_ddl(shop(), Dialect::sqlite);
  CHECK(sql.tables == R"(CREATE TABLE "Order" (
  "order id" INTEGER NOT NULL,
  "user_id" INTEGER NOT NULL,
  "to" TEXT,
  FOREIGN KEY ("user_id") REFERENCES "user" ("user_id"),
  FOREIGN KEY ("to") REFERENCES "user" ("email")
);
CREATE TABLE "user" (
  "user_id" INTEGER NOT NULL,
  "email" TEXT,
  "boss" INTEGER,
  FOREIGN KEY ("boss") REFERENCES "user" ("user_id") DEFERRABLE INITIALLY DEFERRED
);
)");
  CHECK(sql.indexes == R"(CREATE UNIQUE INDEX "Order_order id" ON "Order" ("order id");
CREATE UNIQUE INDEX "user_user_id" ON "user" ("user_id");
CREATE INDEX "Order_user_id_order id" ON "Order" ("user_id", "order id");
CREATE UNIQUE INDEX "user_email" ON "user" ("email");
)");
  CHECK(sql.views.empty());
}

TEST_CASE("each type has a column type in each dialect", "[ddl]") {
  CHECK(derived_ddl({all_types()}, Dialect::postgres).tables == R"(CREATE TABLE "t" (
  "b" boolean,
  "i" bigint,
  "r" double precision,
  "d" numeric(18, 2),
  "s" text,
  "ts" timestamptz,
  "day" date,
  "w" interval,
  "u" uuid,
  "j" jsonb
);
)");
  CHECK(derived_ddl({all_types()}, Dialect::sqlite).tables == R"(CREATE TABLE "t" (
  "b" INTEGER,
  "i" INTEGER,
  "r" REAL,
  "d" NUMERIC,
  "s" TEXT,
  "ts" TEXT,
  "day" TEXT,
  "w" INTEGER,
  "u" TEXT,
  "j" TEXT
);
)");
}

TEST_CASE("tables that reference each other in a circle are checked at the commit", "[ddl]") {
  Table a{"a", {{"id", Type::integer}, {"b", Type::integer}}};
  a.key = {0};
  a.references = {{1, "b", "id"}};
  Table b{"b", {{"id", Type::integer}, {"c", Type::integer}}};
  b.key = {0};
  b.references = {{1, "c", "id"}};
  Table c{"c", {{"id", Type::integer}, {"a", Type::integer}}};
  c.key = {0};
  Table d{"d", {{"a", Type::integer}}};
  d.references = {{0, "a", "id"}};
  const auto deferred = [](const std::vector<Table>& tables) {
    const std::string sql = derived_ddl(tables, Dialect::postgres).indexes;
    std::size_t count = 0;
    for (std::size_t at = 0; (at = sql.find("DEFERRED", at)) != std::string::npos; ++at) ++count;
    return count;
  };
  CHECK(deferred({a, b, c, d}) == 0);
  c.references = {{1, "a", "id"}};
  CHECK(deferred({a, b, c, d}) == 3);
}

TEST_CASE("names of indexes differ, and are cut to the length that Postgres keeps", "[ddl]") {
  Table table{"a", {{"b_c", Type::integer}, {"b", Type::integer}, {"c", Type::integer}}};
  table.indexes = {{{0}, false}, {{1, 2}, false}};
  const Table taken{"A_B_C", {{"x", Type::integer}}};
  const std::string sql = derived_ddl({table, taken}, Dialect::sqlite).indexes;
  CHECK(sql ==
        "CREATE INDEX \"a_b_c_2\" ON \"a\" (\"b_c\");\nCREATE INDEX \"a_b_c_3\" ON \"a\" (\"b\", \"c\");\n");

  const std::string long_table(40, 'w');
  const std::string long_column(21, 'x');
  Table wide{long_table, {{long_column + "ä", Type::integer}, {"y", Type::integer}}};
  wide.indexes = {{{0}, false}, {{0, 1}, false}};
  const std::string names = derived_ddl({wide}, Dialect::postgres).indexes;
  const std::string whole = long_table + "_" + long_column;
  CHECK(names.find("\"" + whole + "\"") != std::string::npos);  // ä would be cut in half
  CHECK(names.find("\"" + whole.substr(0, 61) + "_2\"") != std::string::npos);
}

TEST_CASE("a name that Postgres would cut is an error for Postgres", "[ddl]") {
  const std::string long_name(64, 'n');
  const std::vector<Table> tables = {{long_name, {{"x", Type::integer}}}};
  const std::vector<Table> columns = {{"t", {{long_name, Type::integer}}}};
  CHECK(caught([&] { (void)derived_ddl(tables, Dialect::postgres); }).says("table 'nnn"));
  const auto error = caught([&] { (void)derived_ddl(columns, Dialect::postgres); });
  CHECK(error.failure == Failure::usage);
  CHECK(error.says("of table 't': the name is longer than the 63 bytes"));
  CHECK_FALSE(derived_ddl(tables, Dialect::sqlite).tables.empty());
}

TEST_CASE("names of all kinds are quoted", "[ddl]") {
  TemporaryFolder folder;
  Table table{"select \"from\"",
              {{"group", Type::integer}, {"MiXed Case", Type::text}, {"a.b;--", Type::integer}}};
  table.key = {0};
  table.indexes = {{{1, 2}, false}};
  table.references = {{2, table.name, "group"}};
  const SqlScripts sql = derived_ddl({table}, Dialect::sqlite);
  const auto path = folder.file("a.db");
  execute(path, sql.tables);
  execute(path, sql.indexes);
  CHECK(query_one(path, "SELECT name FROM sqlite_schema WHERE type = 'table'") == table.name);
  CHECK(query(path, "SELECT name, \"notnull\" FROM pragma_table_info('select \"from\"')") ==
        std::vector<TextRow>{{"group", "1"}, {"MiXed Case", "0"}, {"a.b;--", "0"}});
  CHECK(query(path, "SELECT \"table\", \"from\", \"to\" FROM pragma_foreign_key_list('select \"from\"')") ==
        std::vector<TextRow>{{table.name, "a.b;--", "group"}});
  CHECK(query_one(path,
                  "SELECT group_concat(c.name) FROM pragma_index_list('select \"from\"') AS i,"
                  " pragma_index_info(i.name) AS c WHERE i.\"unique\" = 0") == "MiXed Case,a.b;--");
}

TEST_CASE("a load without scripts has the keys of its tables", "[ddl][sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  LoadRequest request;
  request.tables = shop();
  const auto load = [&](const std::vector<std::vector<Row>>& rows) {
    load_all(*make_target(parse_target(path)), request, rows);
  };
  const std::vector<Row> users = {{std::int64_t{1}, "a@example.com", std::int64_t{2}},
                                  {std::int64_t{2}, "b@example.com", nullptr}};
  const Row order = {std::int64_t{7}, std::int64_t{1}, "b@example.com"};

  const auto twice = caught([&] { load({{order, order}, users}); });
  CHECK(twice.failure == Failure::load);
  CHECK(twice.says("the DDL derived from the model:1: the statement that begins here failed"));
  CHECK(twice.says("UNIQUE constraint failed: Order.order id"));
  const auto orphan = caught([&] { load({{{std::int64_t{7}, std::int64_t{3}, nullptr}}, users}); });
  CHECK(orphan.says("row 1 of table 'Order' references a row of table 'user' that does not exist"));
  const auto blank = caught([&] { load({{{std::int64_t{7}, nullptr, nullptr}}, users}); });
  CHECK(blank.failure == Failure::load);
  CHECK(blank.says("NOT NULL constraint failed: Order.user_id"));
  CHECK(folder.names().empty());

  request.indexes = false;
  load({{order}, users});
  CHECK(query_one(path, "SELECT group_concat(name, ' ') FROM sqlite_schema WHERE type = 'index'") ==
        "user_user_id user_email");
}
