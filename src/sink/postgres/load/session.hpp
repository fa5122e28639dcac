// What every load into Postgres begins with and ends by: its identity among the loads of a database, its
// locks, where it loads to, and a COMMIT of which it is known whether it happened.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "sink/postgres/server/connection.hpp"
#include "sink/target.hpp"

namespace seedbed::postgres {

// A load, told from all others of the database.
struct LoadId {
  std::uint64_t number;
  [[nodiscard]] static LoadId random();
  // 16 hexadecimal digits: in the staging schema's name, and in seedbed_load.
  [[nodiscard]] std::string text() const;
};

// Session-level advisory locks, each of a class of its own: (class, key).
enum class LockClass : std::int32_t {
  load = 0x53454544,     // a load that lives; by its id
  staging = 0x53454545,  // a schema named by --staging, in use; by its name
  publish = 0x53454546   // who may show or add rows; by schema
};
[[nodiscard]] std::int32_t lock_key(LoadId id);
[[nodiscard]] std::int32_t lock_key(const std::string& name);
[[nodiscard]] bool try_lock(Connection& connection, LockClass lock, std::int32_t key);
// Waits for it; it is held until unlock().
void lock(Connection& connection, LockClass lock, std::int32_t key);
void unlock(Connection& connection, LockClass lock, std::int32_t key);
// Begins a transaction whose statements see what others committed before each of them, what it waited for
// among it: whatever default_transaction_isolation says.
void begin(Connection& connection);
// Waits for it; it is held until the transaction ends.
void lock_until_end(Connection& connection, LockClass lock, std::int32_t key);

// `wanted`, or the first schema of the search_path. Throws Error(Failure::usage) if it is not there.
[[nodiscard]] std::string find_schema(Connection& connection, const std::string& wanted);

class Session {
 public:
  // Connects and takes the load's lock. Throws Error: load if there is no connection, or the server is
  // read-only; usage if the schema is not there.
  Session(std::string address, const LoadRequest& request);

  [[nodiscard]] Connection& control() { return *control_; }
  // Throws Error(Failure::load) if this user may make no tables in the schema.
  void check_may_create();
  // Gives the controlling connection away: a load that appends copies over it.
  [[nodiscard]] std::unique_ptr<Connection> release_control() { return std::move(control_); }
  [[nodiscard]] std::unique_ptr<Connection> connect(const std::string& purpose) const;

  // A new connection that holds the load's lock, when the server has ended the process of the one that did;
  // nothing if that takes more than some seconds. No interrupt ends it.
  [[nodiscard]] std::unique_ptr<Connection> take_over() const;

  [[nodiscard]] const LoadRequest& request() const { return *request_; }
  [[nodiscard]] const std::string& schema() const { return schema_; }
  [[nodiscard]] LoadId id() const { return id_; }
  // "schema 'public'", for messages.
  [[nodiscard]] std::string display_name() const { return "schema '" + schema_ + "'"; }

  // Commits what `connection` did, among it the load's row in seedbed_load. When the connection is lost
  // meanwhile, asks the server over a new one. Throws Error: load if the server did not take it, in_doubt if
  // it cannot be known.
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
