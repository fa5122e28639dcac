// The databases that the other tests of Postgres use.
#include <chrono>
#include <cstdlib>
#include <optional>

#include "support/catch.hpp"
#include "support/postgres.hpp"
#include "support/thrown.hpp"

using namespace seedbed::test;

namespace {

// Where something is left, waiting for its end is in vain.
constexpr std::chrono::seconds kShortly(1);

constexpr const char* kDatabaseExists = "SELECT count(*) FROM pg_database WHERE datname = '";

// A variable of the environment, back as it was at the end.
class WithoutVariable {
 public:
  explicit WithoutVariable(const char* name) : name_(name) {
    if (const char* const value = std::getenv(name)) value_ = value;
    ::unsetenv(name);
  }
  WithoutVariable(const WithoutVariable&) = delete;
  WithoutVariable& operator=(const WithoutVariable&) = delete;
  ~WithoutVariable() {
    if (value_) ::setenv(name_, value_->c_str(), 1);
  }

 private:
  const char* name_;
  std::optional<std::string> value_;
};

}  // namespace

TEST_CASE("a test database is empty, of its own, and gone afterwards") {
  PostgresSession admin(shared_postgres().address("postgres"));
  std::string name;
  std::optional<PostgresSession> still_connected;
  {
    const TestDatabase database;
    const TestDatabase other;
    name = database.name();
    CHECK(name != other.name());
    database.execute("CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, 'x'), (2, NULL)");
    CHECK(database.query("SELECT a, b FROM t ORDER BY a") == "1|x\n2|\n");
    CHECK(other.query("SELECT count(*) FROM pg_class WHERE relname = 't'") == "0\n");
    CHECK(admin.query(kDatabaseExists + name + "'") == "1\n");
    still_connected.emplace(database.address());
  }
  CHECK(admin.query(kDatabaseExists + name + "'") == "0\n");
  CHECK(contains(message_of([&] { (void)still_connected->query("SELECT 1"); }), "terminating connection"));
}

TEST_CASE("a test database has the encoding and the settings that were asked for") {
  for (const std::string encoding : {"UTF8", "SQL_ASCII", "LATIN1"}) {
    DatabaseOptions options;
    options.encoding = encoding;
    options.settings = {"search_path = elsewhere, public", "statement_timeout = '7s'"};
    const TestDatabase database(options);
    CHECK(database.query("SHOW server_encoding") == encoding + "\n");
    CHECK(database.query("SHOW search_path; SHOW statement_timeout") == "7s\n");
  }
  DatabaseOptions bad;
  bad.settings = {"no_such_setting = 1"};
  CHECK(contains(message_of([&] { (void)TestDatabase(bad); }), "no_such_setting"));
}

TEST_CASE("the socket lets in without a password, 127.0.0.1 with one only") {
  TestDatabase database;
  const PostgresServer& server = database.server();
  const std::string role = database.add_role("PASSWORD 'a:b@c/d %20'");
  CHECK(PostgresSession(database.address()).query("SELECT current_user") == server.user + "\n");
  CHECK(PostgresSession(database.address(role)).query("SELECT current_user") == role + "\n");
  CHECK(PostgresSession(database.tcp_address()).query("SELECT inet_server_addr()") == "127.0.0.1\n");
  CHECK(PostgresSession(server.tcp_address(database.name(), role, "a:b@c/d %20")).query("SELECT 1") == "1\n");
  CHECK(
      contains(message_of([&] { (void)PostgresSession(server.tcp_address(database.name(), role, "wrong")); }),
               "password authentication failed"));
  CHECK(contains(
      message_of([&] { (void)PostgresSession(server.tcp_address_without_password(database.name())); }),
      "no password supplied"));
}

TEST_CASE("a role of a test is dropped with what it owns") {
  PostgresSession admin(shared_postgres().address("postgres"));
  std::string role;
  {
    TestDatabase database;
    role = database.add_role();
    database.execute("GRANT CREATE ON SCHEMA public TO " + role);
    PostgresSession(database.address(role)).execute("CREATE TABLE mine ()");
    CHECK(admin.query("SELECT count(*) FROM pg_roles WHERE rolname = '" + role + "'") == "1\n");
  }
  CHECK(admin.query("SELECT count(*) FROM pg_roles WHERE rolname = '" + role + "'") == "0\n");
}

TEST_CASE("what code under test leaves behind is seen, what tests hold is not") {
  const TestDatabase database;
  PostgresSession own = database.session();
  own.execute("SELECT pg_advisory_lock(1)");
  CHECK(database.leftovers() == "");
  CHECK(database.connections() == 0);
  {
    PostgresSession left(database.address());
    left.execute("SET application_name = 'seedbed bank users'; SELECT pg_advisory_lock(7, 8)");
    left.execute("CREATE SCHEMA seedbed_staging_1; CREATE SCHEMA seedbedXstaging");
    left.execute("BEGIN");
    CHECK(database.connections() == 1);
    CHECK(database.connections("seedbed bank %") == 1);
    CHECK(database.connections("seedbed shop %") == 0);
    CHECK(database.advisory_locks() == 1);
    CHECK(database.schemas() == std::vector<std::string>{"seedbed_staging_1"});
    CHECK(database.leftovers(kShortly) ==
          "advisory lock 7 8\n"
          "connection seedbed bank users: idle in transaction: BEGIN\n"
          "schema seedbed_staging_1\n");
  }
  CHECK(database.leftovers(kShortly) == "schema seedbed_staging_1\n");
  database.execute("DROP SCHEMA seedbed_staging_1");
  CHECK(database.leftovers() == "");
}

TEST_CASE("without a server a test fails and explains how to run it") {
  const WithoutVariable none("SEEDBED_TEST_POSTGRES");
  const std::string message = message_of([] { const TestDatabase database; });
  CHECK(contains(message, "scripts/test.sh"));
  CHECK(contains(message, "scripts/postgres.sh"));
}
