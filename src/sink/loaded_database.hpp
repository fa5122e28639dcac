// The contract between `verify` and `drop` and every database that loads leave rows in. A sink that is one
// implements it and registers it beside its Target in registry.cpp.
//
// A LoadedDatabase belongs to one thread. It sees one state of the database from its first call on, whatever
// others do meanwhile. Errors are thrown as Error: load, usage (no loads are recorded there) or interrupted.
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
  std::string schema;    // --schema: where the tables are; "": current_schema(). For a server only
  bool changes = false;  // drop() will be called: others are kept out. False: nothing is ever written
  Interrupt interrupt;   // requested: long work ends with Failure::interrupted
};

// What there is of a recorded table.
struct TableState {
  bool there = false;
  std::vector<std::string> missing_columns;
  // Columns whose type in the database may not keep values whole, and how: "`ts` keeps milliseconds". The
  // digest of such a table may differ though nobody changed it.
  std::vector<std::string> cut_columns;
  // A column's type is none that scan() can decode: why, and rows are only counted. "": all are.
  std::string unreadable;
};

class LoadedDatabase {
 public:
  LoadedDatabase() = default;
  LoadedDatabase(const LoadedDatabase&) = delete;
  LoadedDatabase& operator=(const LoadedDatabase&) = delete;
  virtual ~LoadedDatabase() = default;

  // For messages, without a password: "'a.db'".
  [[nodiscard]] virtual std::string place() const = 0;
  // In the order of loading, at least one. Throws Error(Failure::usage) if the database records none.
  [[nodiscard]] virtual std::vector<RecordedLoad> loads() = 0;
  // How the database compares names of tables.
  [[nodiscard]] virtual bool same_name(std::string_view a, std::string_view b) const { return a == b; }

  [[nodiscard]] virtual TableState look_at(const Table& table) = 0;
  // The table is there.
  [[nodiscard]] virtual std::uint64_t count_rows(const Table& table) = 0;
  // Hands over every row, decoded to the model's types, in any order and batches of any size; each batch is
  // valid during its call. The table is there with all its columns, and not `unreadable`. A cell that holds
  // no value of its type comes as a null; returned is a sentence part about the first of them, or "": "row 17
  // holds 'abc' in column `amount`, which is no int".
  [[nodiscard]] virtual std::string scan(const Table& table,
                                         const std::function<void(const Batch&)>& take) = 0;

  // All or nothing: drops these tables and views, in the order that the database needs, and the model's rows
  // of seedbed_load, and seedbed_load with its last row. Those that are not there any more are passed over.
  // Returns a line for each thing that was removed: "view left_without_loan", "table trx". Throws
  // Error(Failure::load) if something that no such load made depends on one of them. Called once, and last.
  virtual std::vector<std::string> drop(const std::string& model,
                                        const std::vector<std::string>& objects) = 0;
};

}  // namespace seedbed
