// Support for tests of Postgres: the server that scripts/test.sh and scripts/postgres.sh start, sessions, and
// one database per test.
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <vector>

struct pg_conn;

namespace seedbed::test {

// How to connect to a server. `user` is a superuser, who needs no password on the socket.
struct PostgresServer {
  std::string socket_folder;
  std::string port;
  std::string user;
  std::string password;

  // postgresql://… with the socket, for this user or another one.
  [[nodiscard]] std::string address(const std::string& database, const std::string& as = "") const;
  // The same with 127.0.0.1, where every user needs a password.
  [[nodiscard]] std::string tcp_address(const std::string& database) const;
  [[nodiscard]] std::string tcp_address(const std::string& database, const std::string& as,
                                        const std::string& with_password) const;
  // The same without the password.
  [[nodiscard]] std::string tcp_address_without_password(const std::string& database) const;
};

// The server that the tests share. If there is none, throws std::runtime_error that explains how to run the
// tests: a test without a server fails.
[[nodiscard]] PostgresServer shared_postgres();

// A connection. One thread at a time may use it.
class PostgresSession {
 public:
  // This and the other members throw std::runtime_error with the server's message.
  explicit PostgresSession(const std::string& address);

  // Runs one or more statements. The rows of the last one: cells separated by `|`, null as "", rows ended by
  // line breaks.
  [[nodiscard]] std::string query(const std::string& sql);
  void execute(const std::string& sql);

 private:
  struct Close {
    void operator()(pg_conn* connection) const noexcept;
  };
  std::unique_ptr<pg_conn, Close> connection_;
};

struct DatabaseOptions {
  std::string encoding = "UTF8";      // SQL_ASCII and LATIN1 work too: the locale is C
  std::vector<std::string> settings;  // for every session, as SET takes them: "lock_timeout = '1s'"
  std::string tablespace;             // empty: the server's default
};

// An empty database with a unique name. The destructor drops it and ends its connections. Each call opens a
// new connection, so the server may be restarted between calls.
class TestDatabase {
 public:
  explicit TestDatabase(const DatabaseOptions& options = {});
  // On a server of the test. REQUIRES: the server outlives this.
  explicit TestDatabase(PostgresServer server, const DatabaseOptions& options = {});
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;
  ~TestDatabase();

  [[nodiscard]] const PostgresServer& server() const { return server_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  // Addresses as in PostgresServer, for the code under test. The test itself uses session().
  [[nodiscard]] std::string address() const { return server_.address(name_); }
  [[nodiscard]] std::string address(const std::string& as) const { return server_.address(name_, as); }
  [[nodiscard]] std::string tcp_address() const { return server_.tcp_address(name_); }

  // Connected to this database as superuser; leftovers() does not count it.
  [[nodiscard]] PostgresSession session() const;
  // As in PostgresSession, over a new session.
  [[nodiscard]] std::string query(const std::string& sql) const;
  void execute(const std::string& sql) const;

  // Creates a user with a unique name, dropped with the database; `options` are those of CREATE ROLE.
  std::string add_role(const std::string& options = "");

  // Of the code under test, now.
  [[nodiscard]] int connections(const std::string& application_name_like = "%") const;
  [[nodiscard]] int advisory_locks() const;
  [[nodiscard]] std::vector<std::string> schemas(const std::string& like = "seedbed\\_staging\\_%") const;

  // What code under test has left in this database: connections with what they are at, locks, prepared
  // transactions, staging schemas, a line each. "" if there is nothing. Servers take a moment to notice that
  // a client is gone, within milliseconds mostly: so where there is something, the answer takes this long.
  [[nodiscard]] std::string leftovers(std::chrono::milliseconds patience = std::chrono::seconds(10)) const;

 private:
  void drop() const;

  PostgresServer server_;
  std::string name_;
  std::vector<std::string> roles_;
};

}  // namespace seedbed::test
