#include "sink/postgres/load/session.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <thread>

#include "base/hash.hpp"
#include "sink/text/sql_text.hpp"

namespace seedbed::postgres {
namespace {

// The first version with pg_current_xact_id().
constexpr int kOldestServer = 13;

// How long the outcome of a COMMIT is asked for after a lost connection: the time of a restart after a crash.
constexpr auto kAskOutcomeFor = std::chrono::seconds(30);
// How long a server process may take to notice that its client has gone.
constexpr auto kTakeOverWithin = std::chrono::seconds(5);
constexpr auto kAskEvery = std::chrono::milliseconds(100);

std::vector<std::string> lock_values(LockClass lock, std::int32_t key) {
  return {std::to_string(static_cast<std::int32_t>(lock)), std::to_string(key)};
}

}  // namespace

LoadId LoadId::random() {
  std::random_device device;
  return {(static_cast<std::uint64_t>(device()) << 32) ^ device()};
}

std::string LoadId::text() const { return fmt::format("{:016x}", number); }

std::int32_t lock_key(LoadId id) { return static_cast<std::int32_t>(static_cast<std::uint32_t>(id.number)); }

std::int32_t lock_key(const std::string& name) {
  return static_cast<std::int32_t>(XXH32(name.data(), name.size(), 0));
}

bool try_lock(Connection& connection, LockClass lock, std::int32_t key) {
  return connection.value("SELECT pg_catalog.pg_try_advisory_lock($1::int, $2::int)",
                          lock_values(lock, key)) == "t";
}

void lock(Connection& connection, LockClass lock, std::int32_t key) {
  (void)connection.query("SELECT pg_catalog.pg_advisory_lock($1::int, $2::int)", lock_values(lock, key));
}

void unlock(Connection& connection, LockClass lock, std::int32_t key) {
  (void)connection.query("SELECT pg_catalog.pg_advisory_unlock($1::int, $2::int)", lock_values(lock, key));
}

void begin(Connection& connection) { connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED"); }

void lock_until_end(Connection& connection, LockClass lock, std::int32_t key) {
  (void)connection.query("SELECT pg_catalog.pg_advisory_xact_lock($1::int, $2::int)", lock_values(lock, key));
}

std::string find_schema(Connection& connection, const std::string& wanted) {
  if (wanted.empty()) {
    const std::string current = connection.value("SELECT pg_catalog.current_schema()");
    if (!current.empty()) return current;
    throw Error(Failure::usage, "none of the schemas in the search_path exists: name one with --schema");
  }
  if (!connection.query("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1", {wanted}).empty())
    return wanted;
  throw Error(Failure::usage, fmt::format("there is no schema '{}' in the database: name another with "
                                          "--schema, or create it for a load (CREATE SCHEMA "
                                          "{})",
                                          wanted, quoted_name(wanted)));
}

Session::Session(std::string address, const LoadRequest& request)
    : address_(std::move(address)), request_(&request), id_(LoadId::random()) {
  control_ = connect("");
  check_server();
  schema_ = find_schema(*control_, request.server.schema);
  while (!try_lock(*control_, LockClass::load, lock_key(id_))) id_ = LoadId::random();
}

std::string Session::application_name() const { return "seedbed " + request_->identity.model; }

std::unique_ptr<Connection> Session::connect(const std::string& purpose) const {
  auto connection = std::make_unique<Connection>(
      ConnectionOptions{address_, application_name() + (purpose.empty() ? "" : " " + purpose),
                        request_->log_sql, request_->interrupt});
  // A load's connections are idle while they wait for rows: switch both timeouts off. Older versions have
  // only one of the settings.
  (void)connection->query(
      "SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings"
      " WHERE name IN ('idle_session_timeout', 'idle_in_transaction_session_timeout')");
  return connection;
}

void Session::check_server() {
  if (const std::string version = control_->value("SHOW server_version");
      std::atoi(version.c_str()) < kOldestServer)
    throw Error(Failure::load,
                fmt::format("the server is Postgres {}: at least {} is needed", version, kOldestServer));
  if (control_->value("SHOW transaction_read_only") != "on") return;
  if (control_->value("SELECT pg_catalog.pg_is_in_recovery()") == "t") {
    throw Error(Failure::load,
                "the server is a standby, which takes no rows: connect to the primary server "
                "(target_session_attrs=primary in the address finds it)");
  }
  throw Error(Failure::load,
              "transactions are read-only here (default_transaction_read_only is on): switch that off for "
              "this load, with PGOPTIONS='-c default_transaction_read_only=off' in the environment or "
              "?options=-cdefault_transaction_read_only%3Doff at the end of the address");
}

void Session::check_may_create() {
  if (control_->value("SELECT pg_catalog.has_schema_privilege($1, 'CREATE')", {schema_}) == "t") return;
  throw Error(Failure::load, fmt::format("this user may not create tables in schema '{}': have it granted "
                                         "(GRANT CREATE ON SCHEMA {} TO …), or name another with --schema",
                                         schema_, quoted_name(schema_)));
}

void Session::commit(Connection& connection) const {
  try {
    connection.commit();
  } catch (const ConnectionLost& lost) {
    const std::string what = lost.what();
    if (was_committed()) return;
    throw Error(Failure::load,
                what + ". The server did not take it: nothing was changed, the load can be run again");
  }
}

std::unique_ptr<Connection> Session::take_over() const {
  const auto end = std::chrono::steady_clock::now() + kTakeOverWithin;
  auto connection =
      std::make_unique<Connection>(ConnectionOptions{address_, application_name(), request_->log_sql, {}});
  while (!try_lock(*connection, LockClass::load, lock_key(id_))) {
    if (std::chrono::steady_clock::now() > end) return nullptr;
    std::this_thread::sleep_for(kAskEvery);
  }
  return connection;
}

// take_over() has the lock only after the lost connection's server process has ended, so the outcome is
// final. A transaction number cannot be asked for instead: after a crash the server may use it again.
bool Session::was_committed() const {
  const auto end = std::chrono::steady_clock::now() + kAskOutcomeFor;
  std::string why = "its process did not end";
  do {  // ask at least once, even after an interrupt
    try {
      if (const auto asking = take_over()) {
        if (asking->value("SELECT pg_catalog.pg_is_in_recovery()") == "t")
          throw Error(Failure::load, "only a standby answers");
        const std::string table = quoted_name(schema_) + ".seedbed_load";
        if (asking->value("SELECT pg_catalog.to_regclass($1) IS NULL", {table}) == "t") return false;
        return !asking->query("SELECT 1 FROM " + table + " WHERE load_id = $1", {id_.text()}).empty();
      }
    } catch (const Error& error) {
      why = error.what();
    }
    std::this_thread::sleep_for(kAskEvery);
  } while (std::chrono::steady_clock::now() < end && !request_->interrupt.requested());
  throw Error(
      Failure::in_doubt,
      fmt::format(
          "the connection was lost during COMMIT, and the server cannot be asked whether it took the "
          "load ({}). It is in doubt: when the server is up, SELECT * FROM {}.seedbed_load WHERE load_id "
          "= '{}' returns a row if all of the load is there, and none if nothing is",
          why, quoted_name(schema_), id_.text()));
}

}  // namespace seedbed::postgres
