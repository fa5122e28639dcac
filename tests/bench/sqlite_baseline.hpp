// What `sqlite:` is measured against: a loop that inserts rows held in memory, the best that prepared INSERT
// statements of many rows can do.
//
// Included in its time: creating the file and its tables, binding and inserting, COMMIT, closing, syncing
// file and folder to the disk. Not included: making the rows, and turning them into what is cheapest to bind
// (hold()): numbers are 64-bit integers, times are their final text of 26 bytes, texts that repeat are held
// once. Secondary indexes, views and the record of the load are left out; page size and text encoding are
// SQLite's own.
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

// Rows of one table as they will be bound. A column has either numbers or texts.
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
  std::unordered_set<std::string> texts_;  // each text once; they never move
  std::uint64_t rows_ = 0;
};

// Inserts `rows` into a new file at `path`, whose tables `ddl` makes. Throws std::runtime_error with what
// SQLite or the system said.
void insert_baseline(const std::string& path, const std::string& ddl, const std::vector<Table>& tables,
                     const HeldRows& rows);

}  // namespace seedbed::bench
