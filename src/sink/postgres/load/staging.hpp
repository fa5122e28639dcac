// The schema in which a load's tables are created and filled before they are published.
#pragma once
#include <string>

#include "sink/postgres/load/session.hpp"

namespace seedbed::postgres {

class Staging {
 public:
  // Removes the schemas of dead loads, then creates a schema for this load, or uses the existing one that
  // request.server.staging names. Throws Error: usage if that does not exist or is not empty, load if this
  // user may not create schemas or another load is using it.
  explicit Staging(Session& session);

  [[nodiscard]] const std::string& name() const { return name_; }
  // Removes the empty schema, or its marker table, in the current transaction. REQUIRES: the tables were
  // moved.
  void close(Connection& connection) const;
  // Removes the schema, or the tables of a named one.
  void drop(Connection& connection) const;
  // drop() after the session's connection was lost: waits until the server has ended the old connection's
  // process, which may still be committing, and uses a new connection. On failure the next load cleans up.
  void drop_over_new_connection(const Session& session) const noexcept;

 private:
  void make_own(Session& session);
  void take_named(Session& session);

  std::string name_;
  bool own_ = true;
};

}  // namespace seedbed::postgres
