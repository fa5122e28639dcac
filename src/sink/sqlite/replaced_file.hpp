// The file that a load is to replace.
#pragma once
#include <string>

#include "sink/sqlite/connection.hpp"

namespace seedbed::sqlite {

// Opening it rolls back what a crashed program left in its journal.
class ReplacedFile {
 public:
  ReplacedFile(const std::string& path, const Log& log);

  // Throws Error(Failure::usage) if the file is no database, or holds tables or views that no load made.
  void check() const;

  // Checks, folds a write-ahead log into the file and keeps everyone else out until this object goes: a log
  // that stayed beside the new file would bring the old tables back. Throws Error(Failure::load) if it is in
  // use.
  void hold() const;

 private:
  Connection connection_;
};

// Removes journal, write-ahead log and shared memory beside a database that does not exist (any more): SQLite
// would take them for a new file's.
void remove_orphaned_logs(const std::string& path);

}  // namespace seedbed::sqlite
