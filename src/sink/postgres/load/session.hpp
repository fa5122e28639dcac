// The common part of all loads into Postgres: the load's id, its locks, its schema, and a COMMIT whose
// outcome is found out if the connection is lost.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "sink/postgres/server/connection.hpp"
#include "sink/target.hpp"

namespace seedbed::postgres {

// Identifies a load among all loads of the database.
struct LoadId {
  std::uint64_t number;
  [[nodiscard]] static LoadId random();
  // 16 hexadecimal digits, used in the staging schema's name and in seedbed_load.
  [[nodiscard]] std::string text() const;
};

// Advisory locks with two keys: (class, key).
enum class LockClass : std::int32_t {
  load = 0x53454544,     // held while a load runs; key: its id
  staging = 0x53454545,  // held while a load uses the schema named by --staging; key: its name
  publish = 0x53454546   // held while a load publishes, adds or drops rows; key: the schema
};
[[nodiscard]] std::int32_t lock_key(LoadId id);
[[nodiscard]] std::int32_t lock_key(const std::string& name);
[[nodiscard]] bool try_lock(Connection& connection, LockClass lock, std::int32_t key);
// Waits for the lock and holds it until unlock() or the end of the connection.
void lock(Connection& connection, LockClass lock, std::int32_t key);
void unlock(Connection& connection, LockClass lock, std::int32_t key);
// Begins a transaction at READ COMMITTED, for every default_transaction_isolation: each statement sees what
// other sessions committed before it, also while this one waited for a lock.
void begin(Connection& connection);
// Waits for the lock and holds it until the transaction ends.
void lock_until_end(Connection& connection, LockClass lock, std::int32_t key);

// `wanted`, or the first schema of the search_path if empty. Throws Error(Failure::usage) if it does not
// exist.
[[nodiscard]] std::string find_schema(Connection& connection, const std::string& wanted);

class Session {
 public:
  // Connects and takes the load's lock. Throws Error: load if the connection fails or the server is read-only
  // or too old; usage if the schema does not exist.
  Session(std::string address, const LoadRequest& request);

  [[nodiscard]] Connection& control() { return *control_; }
  // Throws Error(Failure::load) if this user may not create tables in the schema.
  void check_may_create();
  // Moves the controlling connection to the caller: a load that appends copies over it.
  [[nodiscard]] std::unique_ptr<Connection> release_control() { return std::move(control_); }
  [[nodiscard]] std::unique_ptr<Connection> connect(const std::string& purpose) const;

  // Returns a new connection that holds the load's lock. The lock is free when the server has ended the
  // process of the old connection. Returns null if that takes more than 5 s. An interrupt does not end the
  // wait.
  [[nodiscard]] std::unique_ptr<Connection> take_over() const;

  [[nodiscard]] const LoadRequest& request() const { return *request_; }
  [[nodiscard]] const std::string& schema() const { return schema_; }
  [[nodiscard]] LoadId id() const { return id_; }
  // "schema 'public'", for messages.
  [[nodiscard]] std::string display_name() const { return "schema '" + schema_ + "'"; }

  // Commits the transaction of `connection`. REQUIRES: it has written the load's row in seedbed_load. If the
  // connection is lost during COMMIT, looks for that row over a new connection. Throws Error: load if the
  // transaction was not committed, in_doubt if the outcome is unknown.
  void commit(Connection& connection) const;

 private:
  [[nodiscard]] bool was_committed() const;
  [[nodiscard]] std::string application_name() const;
  void check_server();

  std::string address_;
  const LoadRequest* request_;
  LoadId id_;
  std::unique_ptr<Connection> control_;
  std::string schema_;
};

}  // namespace seedbed::postgres
