// The SQLite file that a load replaces.
#pragma once
#include <string>

#include "sink/sqlite/connection.hpp"

namespace seedbed::sqlite {

// Opening it rolls back a transaction that a crashed program left in its journal.
class ReplacedFile {
 public:
  ReplacedFile(const std::string& path, const Log& log);

  // Throws Error(Failure::usage) if the file is not a database, or holds tables or views that no load made.
  void check() const;

  // Checks, folds a write-ahead log into the file, and locks the file until this object is destroyed: a log
  // left beside the new file would bring the old tables back. Throws Error(Failure::load) if the file is in
  // use.
  void hold() const;

 private:
  Connection connection_;
};

// Removes journal, write-ahead log and shared memory of a database file that does not exist: SQLite would use
// them for a new file of that name. REQUIRES: `path` does not exist or is empty, and nobody has it open.
void remove_orphaned_logs(const std::string& path);

}  // namespace seedbed::sqlite
