// The schema that a load's tables are made and filled in before they are shown.
#pragma once
#include <string>

#include "sink/postgres/load/session.hpp"

namespace seedbed::postgres {

class Staging {
 public:
  // Removes what loads left that did not end well, then makes a schema for this one, or takes the existing
  // one that request.server.staging names. Throws Error: usage if that is not there or holds something else,
  // load if this user may not create schemas or another load is using it.
  explicit Staging(Session& session);

  [[nodiscard]] const std::string& name() const { return name_; }
  // Its tables have moved to their place: removes what else it is made of, in the transaction under way.
  void close(Connection& connection) const;
  // Removes it with all that it holds.
  void drop(Connection& connection) const;
  // The same after the session's connection was lost: over a new one, once the server has ended the process
  // of the old one, and with it whatever that was about to commit. The next load does what cannot be done.
  void drop_over_new_connection(const Session& session) const noexcept;

 private:
  void make_own(Session& session);
  void take_named(Session& session);

  std::string name_;
  bool own_ = true;
};

}  // namespace seedbed::postgres
