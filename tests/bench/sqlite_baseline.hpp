// The baseline for `sqlite:`: a loop that inserts rows from memory, as fast as prepared INSERT statements of
// many rows allow.
//
// Its time includes: creating the file and its tables, binding and inserting, COMMIT, closing, syncing file
// and folder to the disk. It does not include making the rows and converting them into the form that is
// cheapest to bind (hold()): numbers are 64-bit integers, times are their final text of 26 bytes, repeated
// texts are kept once. There are no secondary indexes, views or record of the load; page size and text
// encoding are SQLite's defaults.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "rows/batch.hpp"
#include "rows/table.hpp"

namespace seedbed::bench {

// Rows of one table in the form in which they are bound. A column has either numbers or texts.
struct HeldColumn {
  std::vector<std::int64_t> numbers;
  std::vector<std::string_view> texts;
};
struct HeldBatch {
  std::size_t table = 0;
  std::size_t rows = 0;
  std::vector<HeldColumn> columns;
};

// All rows of a load, in the order in which its batches came.
class HeldRows {
 public:
  // Integer, text and time columns without nulls; throws std::invalid_argument for others.
  void hold(std::size_t table, const Batch& batch);
  [[nodiscard]] const std::deque<HeldBatch>& batches() const { return batches_; }
  [[nodiscard]] std::uint64_t rows() const { return rows_; }

 private:
  std::string_view time_text(std::int64_t micros);
  std::string_view keep(std::string_view text);

  std::deque<HeldBatch> batches_;
  std::unordered_set<std::string> texts_;  // each text once; their addresses do not change
  std::uint64_t rows_ = 0;
};

// Inserts `rows` into a new file at `path`, whose tables are created by `ddl`. Throws std::runtime_error with
// the message of SQLite or the system.
void insert_baseline(const std::string& path, const std::string& ddl, const std::vector<Table>& tables,
                     const HeldRows& rows);

}  // namespace seedbed::bench
