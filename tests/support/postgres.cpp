#include "support/postgres.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace seedbed::test {
namespace {

// The application_name of the sessions of tests, which distinguishes them from those of code under test.
constexpr const char* kTestSession = "seedbed tests";

struct ClearResult {
  void operator()(PGresult* result) const noexcept { PQclear(result); }
};
struct FreeOptions {
  void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};

std::string percent_encoded(const std::string& text) {
  std::string encoded;
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.') {
      encoded += c;
    } else {
      char hex[4];
      std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
      encoded += hex;
    }
  }
  return encoded;
}

std::string text_of(const char* text) { return text == nullptr ? "" : text; }

// Part of a name that is unique among tests, which run in several processes at once.
std::string unique_suffix() {
  static std::atomic<int> count{0};
  return std::to_string(::getpid()) + "_" + std::to_string(++count);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string literal(const std::string& text) {
  std::string sql = "'";
  for (const char c : text) sql += c == '\'' ? std::string("''") : std::string(1, c);
  return sql + "'";
}

// Client backends of code under test, connected to this database.
std::string backends() {
  return " pg_stat_activity a WHERE a.datname = current_database() AND a.backend_type = 'client backend'"
         " AND a.application_name <> " +
         literal(kTestSession);
}

std::string advisory_locks_of_backends() {
  return " pg_locks l WHERE l.locktype = 'advisory' AND l.pid IN (SELECT a.pid FROM" + backends() + ")";
}

}  // namespace

std::string PostgresServer::address(const std::string& database, const std::string& as) const {
  return "postgresql://" + percent_encoded(as.empty() ? user : as) + "@/" + percent_encoded(database) +
         "?host=" + percent_encoded(socket_folder) + "&port=" + port;
}

std::string PostgresServer::tcp_address(const std::string& database) const {
  return tcp_address(database, user, password);
}

std::string PostgresServer::tcp_address(const std::string& database, const std::string& as,
                                        const std::string& with_password) const {
  return "postgresql://" + percent_encoded(as) + ":" + percent_encoded(with_password) + "@127.0.0.1:" + port +
         "/" + percent_encoded(database);
}

std::string PostgresServer::tcp_address_without_password(const std::string& database) const {
  return "postgresql://" + percent_encoded(user) + "@127.0.0.1:" + port + "/" + percent_encoded(database);
}

PostgresServer shared_postgres() {
  const char* const address = std::getenv("SEEDBED_TEST_POSTGRES");
  if (address == nullptr || *address == '\0') {
    throw std::runtime_error(
        "this test needs a Postgres server: run it by scripts/test.sh, or by "
        "`scripts/postgres.sh ctest --test-dir build/release -R postgres`, which start one");
  }
  char* message = nullptr;
  const std::unique_ptr<PQconninfoOption, FreeOptions> options(PQconninfoParse(address, &message));
  if (options == nullptr) {
    const std::string why = text_of(message);
    PQfreemem(message);
    throw std::runtime_error("SEEDBED_TEST_POSTGRES: " + why);
  }
  PostgresServer server;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    const std::string keyword = option->keyword;
    if (keyword == "host") server.socket_folder = text_of(option->val);
    if (keyword == "port") server.port = text_of(option->val);
    if (keyword == "user") server.user = text_of(option->val);
  }
  server.password = text_of(std::getenv("SEEDBED_TEST_POSTGRES_PASSWORD"));
  return server;
}

void PostgresSession::Close::operator()(pg_conn* connection) const noexcept { PQfinish(connection); }

PostgresSession::PostgresSession(const std::string& address) {
  const char* const names[] = {"dbname", "application_name", nullptr};
  const char* const values[] = {address.c_str(), kTestSession, nullptr};
  connection_.reset(PQconnectdbParams(names, values, 1));
  if (PQstatus(connection_.get()) != CONNECTION_OK) {
    throw std::runtime_error(text_of(PQerrorMessage(connection_.get())));
  }
  // Notices are ignored; errors are thrown.
  PQsetNoticeReceiver(
      connection_.get(), [](void*, const PGresult*) {}, nullptr);
}

std::string PostgresSession::query(const std::string& sql) {
  const std::unique_ptr<PGresult, ClearResult> result(PQexec(connection_.get(), sql.c_str()));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
    throw std::runtime_error(text_of(PQerrorMessage(connection_.get())) + sql);
  }
  std::string text;
  for (int r = 0; r < PQntuples(result.get()); ++r) {
    for (int c = 0; c < PQnfields(result.get()); ++c) {
      if (c > 0) text += '|';
      text += PQgetvalue(result.get(), r, c);
    }
    text += '\n';
  }
  return text;
}

void PostgresSession::execute(const std::string& sql) { (void)query(sql); }

TestDatabase::TestDatabase(const DatabaseOptions& options) : TestDatabase(shared_postgres(), options) {}

TestDatabase::TestDatabase(PostgresServer server, const DatabaseOptions& options)
    : server_(std::move(server)), name_("seedbed_test_" + unique_suffix()) {
  PostgresSession admin(server_.address("postgres"));
  // A run that was killed may have left one of this name.
  admin.execute("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
  std::string create = "CREATE DATABASE " + name_ +
                       " TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING " +
                       literal(options.encoding);
  if (!options.tablespace.empty()) create += " TABLESPACE " + options.tablespace;
  admin.execute(create);
  try {
    for (const std::string& setting : options.settings) {
      admin.execute("ALTER DATABASE " + name_ + " SET " + setting);
    }
  } catch (...) {
    drop();
    throw;
  }
}

TestDatabase::~TestDatabase() {
  try {
    drop();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "cannot drop %s: %s\n", name_.c_str(), error.what());
  }
}

void TestDatabase::drop() const {
  PostgresSession admin(server_.address("postgres"));
  admin.execute("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
  for (const std::string& role : roles_) admin.execute("DROP ROLE " + role);
}

PostgresSession TestDatabase::session() const { return PostgresSession(address()); }

std::string TestDatabase::query(const std::string& sql) const { return session().query(sql); }

void TestDatabase::execute(const std::string& sql) const { session().execute(sql); }

std::string TestDatabase::add_role(const std::string& options) {
  const std::string role = "seedbed_role_" + unique_suffix();
  execute("CREATE ROLE " + role + " LOGIN " + options);
  roles_.push_back(role);
  return role;
}

int TestDatabase::connections(const std::string& application_name_like) const {
  return std::stoi(query("SELECT count(*) FROM" + backends() + " AND a.application_name LIKE " +
                         literal(application_name_like)));
}

int TestDatabase::advisory_locks() const {
  return std::stoi(query("SELECT count(*) FROM" + advisory_locks_of_backends()));
}

std::vector<std::string> TestDatabase::schemas(const std::string& like) const {
  return lines_of(
      query("SELECT nspname FROM pg_namespace WHERE nspname LIKE " + literal(like) + " ORDER BY nspname"));
}

std::string TestDatabase::leftovers(std::chrono::milliseconds patience) const {
  const std::string sql =
      "SELECT 'connection ' || a.application_name || ': ' || coalesce(a.state, '?') || ': ' || a.query FROM" +
      backends() + " UNION ALL SELECT 'advisory lock ' || l.classid || ' ' || l.objid FROM" +
      advisory_locks_of_backends() +
      " UNION ALL SELECT 'prepared transaction ' || gid FROM pg_prepared_xacts"
      " WHERE database = current_database()"
      " UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname LIKE 'seedbed\\_staging\\_%'"
      " ORDER BY 1";
  PostgresSession own = session();
  const auto until = std::chrono::steady_clock::now() + patience;
  while (true) {
    const std::string left = own.query(sql);
    if (left.empty() || std::chrono::steady_clock::now() > until) return left;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

}  // namespace seedbed::test
