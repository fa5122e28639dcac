// The contract between the commands `verify` and `drop` and a database that loads have written to. A sink
// that is a database implements it and registers it beside its Target in registry.cpp.
//
// A LoadedDatabase is used by one thread. From its first call on it sees one state of the database, whatever
// other programs change meanwhile. Errors are thrown as Error: load, usage (no loads are recorded) or
// interrupted.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rows/batch.hpp"
#include "rows/table.hpp"
#include "sink/load_record.hpp"

namespace seedbed {

struct LoadedOptions {
  std::string schema;    // --schema: of the tables; "": current_schema(). For a server only
  bool changes = false;  // true: drop() may be called, and other writers are locked out; false: read-only
  Interrupt interrupt;   // if requested, long work ends with Failure::interrupted
};

// How a recorded table looks in the database now.
struct TableState {
  bool exists = false;
  std::vector<std::string> missing_columns;
  // The columns whose type in the database may not keep all of a value, with the reason: "`ts` keeps
  // milliseconds". The digest of such a table may differ although nobody changed the table.
  std::vector<std::string> cut_columns;
  // The reason why scan() cannot decode a column's type; the rows are then only counted. "": it can.
  std::string unreadable;
};

class LoadedDatabase {
 public:
  LoadedDatabase() = default;
  LoadedDatabase(const LoadedDatabase&) = delete;
  LoadedDatabase& operator=(const LoadedDatabase&) = delete;
  virtual ~LoadedDatabase() = default;

  // The database in messages, without a password: "'a.db'".
  [[nodiscard]] virtual std::string display_name() const = 0;
  // The records of loads in the order of loading, at least one. Throws Error(Failure::usage) if there are
  // none.
  [[nodiscard]] virtual std::vector<RecordedLoad> loads() = 0;
  // Compares names of tables as the database does.
  [[nodiscard]] virtual bool same_name(std::string_view a, std::string_view b) const { return a == b; }

  [[nodiscard]] virtual TableState inspect(const Table& table) = 0;
  // REQUIRES: the table exists.
  [[nodiscard]] virtual std::uint64_t count_rows(const Table& table) = 0;
  // Calls `take` with all rows, decoded to the model's types, in any order and in batches of any size; a
  // batch is valid during the call. REQUIRES: the table exists with all its columns, and is not `unreadable`.
  // A cell without a value of its type is decoded as a null. Returns a clause about the first such cell ("row
  // 17 holds 'abc' in column `amount`, …"), or "".
  [[nodiscard]] virtual std::string scan(const Table& table,
                                         const std::function<void(const Batch&)>& take) = 0;

  // Drops the tables and views in `objects` that still exist, the model's records in seedbed_load, and
  // seedbed_load itself if no record is left: all of this, or nothing. Returns one line for each thing
  // removed: "view left_without_loan", "table trx". Throws Error(Failure::load) if something that no load of
  // the model made depends on a dropped table or view. REQUIRES: LoadedOptions::changes; no other call
  // follows.
  virtual std::vector<std::string> drop(const std::string& model,
                                        const std::vector<std::string>& objects) = 0;
};

}  // namespace seedbed
