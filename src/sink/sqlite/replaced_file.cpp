#include "sink/sqlite/replaced_file.hpp"

#include <unistd.h>

#include "base/error.hpp"
#include "sink/sqlite/load_record_table.hpp"
#include "sink/text/name_list.hpp"

namespace seedbed::sqlite {

ReplacedFile::ReplacedFile(const std::string& path, const Log& log) : connection_(path, path, log) {}

void ReplacedFile::check() const {
  const auto others = unrecorded_objects(connection_);
  if (others.empty()) return;
  throw Error(Failure::usage,
              "'" + connection_.shown() + "' holds tables or views that seedbed did not make (" +
                  name_list(others) +
                  "), and is not replaced: choose another path, or add to it with --if-exists append");
}

void ReplacedFile::hold() const {
  connection_.log("PRAGMA journal_mode = DELETE");
  if (connection_.query_text("PRAGMA journal_mode = DELETE") != "delete") {
    throw Error(Failure::load, "'" + connection_.shown() +
                                   "' is in use by another program: close it there, then run the load again");
  }
  connection_.execute("BEGIN EXCLUSIVE");
  if (connection_.has_moved()) {
    throw Error(Failure::load,
                "'" + connection_.shown() + "' was moved or replaced just now: run the load again");
  }
  check();
}

void remove_orphaned_logs(const std::string& path) {
  for (const char* ending : {"-journal", "-wal", "-shm"}) ::unlink((path + ending).c_str());
}

}  // namespace seedbed::sqlite
