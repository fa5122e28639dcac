// What the server refuses: rows, constraints, and the drop of what others depend on.
#include "postgres/faults.hpp"

using namespace seedbed::test;

namespace {

using Words = std::vector<std::string>;

const Words kFirst{"--seed", "1", "--shard", "1/2"};
const Words kReplace{"--seed", "2", "--if-exists", "replace"};
const Words kAppend{"--seed", "1", "--shard", "2/2", "--if-exists", "append"};

// What the sockets between the program and the proxy may hold when the error is passed on (4 MiB of the
// kernel's send buffer above all), and a megabyte. libpq alone notices an error after 64 MiB.
constexpr std::size_t kOnTheWay = std::size_t{6} << 20;

}  // namespace

TEST_CASE("a row that is refused in the middle of a stream stops the load soon") {
  const BankLoads loads(Keys::none);
  const TestDatabase database;
  loads.load(database, kSmallShard);
  // Rows of some months come before it, and those of decades after it.
  database.execute("ALTER TABLE trx ADD CONSTRAINT early CHECK (ts < '2024-06-01')");
  const std::string before = content_of(database);
  const Proxy proxy(database.server());
  const Outcome outcome = loads.run(address_with_password(proxy, database), kEndlessShard);
  check_failed(outcome, 1,
               {"row ", " of table 'trx'", "\"early\"", "SQLSTATE 23514",
                "the model's rows and the table's constraint do not fit together"},
               database);
  CHECK(proxy.copied_after_error() < kOnTheWay);
  CHECK(content_of(database) == before);
}

TEST_CASE("an index that fails at the end of a fresh load") {
  const BankLoads loads;
  const TestDatabase database;
  loads.load(database, kFirst);
  const std::string before = content_of(database);
  const BankLoads failing(Keys::failing);
  check_failed(failing.run(database.address(), kReplace), 1, {"indexes.sql", "SQLSTATE 23505", "user_id"},
               database);
  CHECK(content_of(database) == before);
}

TEST_CASE("a deferred constraint that fails at the end of an append") {
  const BankLoads loads;
  const TestDatabase database;
  loads.load(database, kFirst);
  database.execute(
      "CREATE TABLE allowed (user_id bigint PRIMARY KEY);"
      "INSERT INTO allowed SELECT user_id FROM account;"
      "ALTER TABLE account ADD CONSTRAINT known FOREIGN KEY (user_id) REFERENCES allowed"
      " DEFERRABLE INITIALLY DEFERRED");
  const std::string before = content_of(database);
  check_failed(loads.run(database.address(), kAppend), 1, {"\"known\"", "account", "SQLSTATE 23503"},
               database);
  CHECK(content_of(database) == before);
}

TEST_CASE("tables that other objects depend on are not replaced") {
  const BankLoads loads;
  const TestDatabase database;
  loads.load(database, kFirst);
  const std::vector<std::pair<std::string, std::string>> dependents{
      {"VIEW mine", "AS SELECT amount FROM trx"},
      {"MATERIALIZED VIEW mine", "AS SELECT amount FROM trx"},
      {"TABLE mine", "(user_id bigint REFERENCES account)"},
      {"TABLE mine", "(row trx)"},
      {"FUNCTION mine()", "RETURNS SETOF trx LANGUAGE sql AS 'SELECT * FROM trx'"},
      {"VIEW mine", "AS SELECT user_id FROM rich"}};
  for (const auto& [object, definition] : dependents) {
    CAPTURE(object, definition);
    database.execute("CREATE " + object + " " + definition);
    const std::string before = content_of(database);
    const Outcome outcome = loads.run(database.address(), kReplace);
    check_failed(outcome, 1, {"mine", "depends on", "drop", "nothing was changed"}, database);
    CHECK(content_of(database) == before);
    database.execute("DROP " + object);
  }
  loads.load(database, kReplace);
}
