// Connections that are cut at a chosen moment, by libpq as the client.
#include "support/proxy.hpp"

#include <libpq-fe.h>

#include <chrono>
#include <memory>

#include "support/catch.hpp"
#include "support/threads.hpp"
#include "support/thrown.hpp"

using namespace seedbed::test;

namespace {

constexpr std::chrono::seconds kPatience(60);

std::string rows_of(const TestDatabase& database) { return database.query("SELECT a FROM t ORDER BY a"); }

// A database with a table t, seen through a proxy.
struct Setup {
  Watchdog watchdog;
  TestDatabase database;
  Proxy proxy{database.server()};
  std::string address = proxy.address(database.name());

  Setup() { database.execute("CREATE TABLE t (a int)"); }
};

struct Finish {
  void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, Finish>;

}  // namespace

TEST_CASE("a proxy forwards what it is given, large answers and prepared statements too") {
  const Setup setup;
  PostgresSession session(setup.address);
  session.execute("INSERT INTO t SELECT generate_series(1, 300000)");
  const std::string through = session.query("SELECT a FROM t ORDER BY a");
  CHECK((through == rows_of(setup.database)));
  const Connection connection(PQconnectdb(setup.address.c_str()));
  const char* const value = "299999";
  PGresult* const result = PQexecParams(connection.get(), "SELECT count(*) FROM t WHERE a > $1::int", 1,
                                        nullptr, &value, nullptr, nullptr, 0);
  CHECK(std::string(PQgetvalue(result, 0, 0)) == "1");
  PQclear(result);
  CHECK(contains(message_of([&] { session.execute("SELECT 1/0"); }), "division by zero"));
  CHECK(setup.proxy.accepted() == 2);
  CHECK_FALSE(setup.proxy.was_cut());
}

TEST_CASE("clients that ask for encryption go on without it, and can cancel") {
  const Setup setup;
  const std::string plain = setup.address.substr(0, setup.address.find('?'));
  const Connection connection(PQconnectdb((plain + "?sslmode=prefer&gssencmode=prefer").c_str()));
  REQUIRE(PQstatus(connection.get()) == CONNECTION_OK);
  REQUIRE(PQsendQuery(connection.get(), "SELECT pg_sleep(600)") == 1);
  PGcancel* const cancel = PQgetCancel(connection.get());
  char error[256];
  // Sent again until the server has begun with the statement.
  while (PQisBusy(connection.get()) == 1) {
    CHECK(PQcancel(cancel, error, sizeof error) == 1);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    PQconsumeInput(connection.get());
  }
  PQfreeCancel(cancel);
  PGresult* const result = PQgetResult(connection.get());
  CHECK(std::string(PQresultErrorField(result, PG_DIAG_SQLSTATE)) == "57014");
  PQclear(result);
}

TEST_CASE("cut before a statement: the server never saw it") {
  Setup setup;
  setup.proxy.plan(Cut::before("COMMIT"));
  PostgresSession session(setup.address);
  PostgresSession other(setup.address);
  session.execute("BEGIN; INSERT INTO t VALUES (1)");
  CHECK_FALSE(setup.proxy.was_cut());
  CHECK(message_of([&] { session.execute("COMMIT"); }) != "");
  CHECK(setup.proxy.was_cut());
  CHECK(setup.proxy.withheld_answer() == "");
  CHECK(rows_of(setup.database) == "");
  other.execute("BEGIN; INSERT INTO t VALUES (2); COMMIT");
  CHECK(PostgresSession(setup.address).query("SELECT a FROM t") == "2\n");
  CHECK(setup.database.leftovers() == "");
}

TEST_CASE("cut after the answer: the server did it, and the client does not know") {
  Setup setup;
  setup.proxy.plan(Cut::after_answer_to("COMMIT"));
  PostgresSession session(setup.address);
  session.execute("BEGIN; INSERT INTO t VALUES (1)");
  CHECK(message_of([&] { session.execute("COMMIT"); }) != "");
  CHECK(setup.proxy.was_cut(kPatience));
  CHECK(setup.proxy.withheld_answer() == "COMMIT");
  CHECK(rows_of(setup.database) == "1\n");

  setup.proxy.plan(Cut::after_answer_to("no such table"));
  CHECK_FALSE(setup.proxy.was_cut());
  PostgresSession second(setup.address);
  CHECK(message_of([&] { second.execute("DROP TABLE \"no such table\""); }) != "");
  CHECK(setup.proxy.was_cut(kPatience));
  CHECK(setup.proxy.withheld_answer() == "ERROR");
}

TEST_CASE("a cut can wait for the right connection and the right time") {
  Setup setup;
  Cut cut = Cut::before("COMMIT");
  cut.only_after = "VALUES (7)";
  cut.occurrence = 2;
  setup.proxy.plan(cut);
  PostgresSession one(setup.address);
  PostgresSession other(setup.address);
  one.execute("INSERT INTO t VALUES (7)");
  for (int i = 0; i < 3; ++i) {
    other.execute("BEGIN; INSERT INTO t VALUES (8)");
    other.execute("COMMIT");
  }
  one.execute("BEGIN");
  one.execute("COMMIT");
  one.execute("BEGIN");
  CHECK(message_of([&] { one.execute("COMMIT"); }) != "");
  CHECK(setup.proxy.was_cut());
}

TEST_CASE("cut with all connections, nobody gets through until that ends") {
  Setup setup;
  Cut cut = Cut::after_answer_to("COMMIT");
  cut.refuse_afterwards = true;
  setup.proxy.plan(cut);
  PostgresSession session(setup.address);
  PostgresSession other(setup.address);
  session.execute("BEGIN");
  CHECK(message_of([&] { session.execute("COMMIT"); }) != "");
  CHECK(setup.proxy.was_cut(kPatience));
  CHECK(contains(message_of([&] { (void)PostgresSession(setup.address); }), "Connection refused"));
  CHECK(message_of([&] { other.execute("SELECT 1"); }) != "");
  CHECK(setup.database.leftovers() == "");
  setup.proxy.accept_again();
  PostgresSession third(setup.address);
  CHECK(third.query("SELECT 1") == "1\n");
  setup.proxy.refuse();
  CHECK(message_of([&] { third.execute("SELECT 1"); }) != "");
  setup.proxy.accept_again();
  CHECK(PostgresSession(setup.address).query("SELECT 1") == "1\n");
}

TEST_CASE("cut in the middle of a copy") {
  Setup setup;
  setup.proxy.plan(Cut::in_copy(1'000'000));
  const Connection connection(PQconnectdb(setup.address.c_str()));
  PQclear(PQexec(connection.get(), "COPY t FROM STDIN"));
  int sent = 0;
  while (sent < 1'000'000 && PQputCopyData(connection.get(), "12345678\n", 9) == 1) {
    ++sent;
    if (sent % 1'000 == 0) (void)PQconsumeInput(connection.get());
    if (PQstatus(connection.get()) == CONNECTION_BAD) break;
  }
  CHECK(setup.proxy.was_cut(kPatience));
  CHECK(sent > 1'000'000 / 9);
  CHECK(sent < 1'000'000);
  CHECK(rows_of(setup.database) == "");
}

TEST_CASE("a proxy whose server does not listen closes the connection") {
  PostgresServer nowhere = shared_postgres();
  nowhere.port = "1";
  const Proxy proxy(nowhere);
  CHECK(message_of([&] { (void)PostgresSession(proxy.address("postgres")); }) != "");
  CHECK(proxy.accepted() == 0);
}
