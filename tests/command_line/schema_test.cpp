// `seedbed schema`: what it prints is the DDL of a load.
#include "command_line/program.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"

using namespace seedbed::test;

namespace {

constexpr char kObjects[] =
    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE tbl_name <> 'seedbed_load' ORDER BY name";

const std::string kShop = R"toml([model]
name = "shop"

[parameters]
users = 10

[clock]
start = 2024-01-01T00:00:00Z
duration = "1d"
tick = "1h"

[actor.user]
count = "users"
initial = "here"
start = { emit = ["user"] }

[[actor.user.transition]]
name = "buy"
from = "here"
chance = "10%"
emit = ["Order"]

[table.user]
key = ["user_id"]
columns = { user_id = "index", email = "format('{}@example.com', index)" }

[table.Order]
key = ["order id"]
types = { price = "decimal(2)", note = "json" }
not_null = ["ts"]
index = [["user_id", "ts"]]
references = { user_id = "user.user_id", email = "user.email" }
columns = { "order id" = "uuid()", user_id = "index", email = "format('{}@example.com', index)", price = "uniform_int(1, 9)", note = "null", ts = "now" }
)toml";

// The objects of a file that the printed DDL makes.
std::string objects_of_schema(const TemporaryFolder& folder, const std::string& model) {
  return query(":memory:", seedbed_out(folder, {"schema", model, "--dialect", "sqlite"}) + kObjects);
}

}  // namespace

TEST_CASE("the schema of a model with SQL is its scripts") {
  const TemporaryFolder folder;
  for (const std::string dialect : {"postgres", "sqlite"}) {
    const std::string sql = seedbed_out(folder, {"schema", "bank", "--dialect", dialect});
    const std::string origin = "sql/bank/" + dialect;
    CHECK(sql.starts_with("-- Tables, before the rows: " + origin + "/tables.sql\n\n"));
    for (const std::string name : {"tables", "indexes", "views"})
      CHECK(has(sql, read_file(std::string(SEEDBED_SOURCE_DIR) + "/" + origin + "/" + name + ".sql")));
  }
  (void)seedbed_out(folder, {"load", "bank", "--set", "users=5", "--duration", "1d"});
  CHECK(objects_of_schema(folder, "bank") == query(folder.file("bank.db"), kObjects));
}

TEST_CASE("the schema of a model without SQL is derived, as in a load") {
  const TemporaryFolder folder;
  write_file(folder.file("shop.toml"), kShop);
  (void)seedbed_out(folder, {"load", "shop.toml"});
  const std::string objects = objects_of_schema(folder, "shop.toml");
  CHECK(has(objects, "Order_user_id_ts"));
  CHECK(objects == query(folder.file("shop.db"), kObjects));
  CHECK(query(folder.file("shop.db"), "SELECT DISTINCT typeof(price), note FROM \"Order\"") == "integer|\n");

  const std::string sql =
      seedbed_out(folder, {"schema", "shop.toml", "--dialect", "postgres", "--set", "users=5"});
  CHECK(sql == R"(-- Tables, before the rows: derived from the model shop

CREATE TABLE "user" (
  "user_id" bigint NOT NULL,
  "email" text
);
CREATE TABLE "Order" (
  "order id" uuid NOT NULL,
  "user_id" bigint,
  "email" text,
  "price" numeric(18, 2),
  "note" jsonb,
  "ts" timestamptz NOT NULL
);

-- Keys and indexes, after the rows: derived from the model shop

ALTER TABLE "user" ADD CONSTRAINT "user_pkey" PRIMARY KEY ("user_id");
ALTER TABLE "Order" ADD CONSTRAINT "Order_pkey" PRIMARY KEY ("order id");
CREATE UNIQUE INDEX "user_email" ON "user" ("email");
CREATE INDEX "Order_user_id_ts" ON "Order" ("user_id", "ts");
ALTER TABLE "Order" ADD FOREIGN KEY ("user_id") REFERENCES "user" ("user_id");
ALTER TABLE "Order" ADD FOREIGN KEY ("email") REFERENCES "user" ("email");
)");
}

TEST_CASE("option --sql takes the place of a model's DDL") {
  const TemporaryFolder folder;
  write_file(folder.file("shop.toml"), kShop);
  write_file(folder.file("tables.sql"), "CREATE TABLE mine (x)");
  CHECK(seedbed_out(folder, {"schema", "shop.toml", "--dialect", "sqlite", "--sql", "."}) ==
        "-- Tables, before the rows: ./tables.sql\n\nCREATE TABLE mine (x)\n");
}

TEST_CASE("a load that breaks a derived key leaves nothing") {
  const TemporaryFolder folder;
  write_file(folder.file("shop.toml"),
             replaced(kShop, "user_id = \"index\", email = \"format('{}@example.com', index)\" }\n\n",
                      "user_id = \"index // 2\", email = \"text(index)\" }\n\n"));
  const Outcome outcome = run_seedbed(folder, {"load", "shop.toml"});
  CHECK(outcome.status == 1);
  CHECK(has(outcome.err, "UNIQUE constraint failed: user.user_id"));
  CHECK(folder.names() == std::vector<std::string>{"shop.toml"});
}
