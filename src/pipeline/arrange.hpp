// Puts a window's rows of one table into the promised order and moves them into batches.
//
// A table's batches are all of the same size (but the last), and the order in which batches of different
// tables follow each other is that of their last rows: neither depends on windows, ranges or threads, so that
// a sink that writes batches in the order they come makes the same bytes each time.
#pragma once
#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "pipeline/batch_pool.hpp"
#include "rows/row_log.hpp"

namespace seedbed {

// Rows of a batch: for the usual widths some hundred KiB, which fit the second-level cache.
inline constexpr std::size_t kBatchRows = 4096;

// Where a row stands in the order of all tables' rows.
struct RowPosition {
  std::int64_t place = 0;
  std::uint32_t kind = 0;
  std::uint64_t index = 0;

  friend auto operator<=>(const RowPosition&, const RowPosition&) = default;
};

// A batch that is to be handed over.
struct FullBatch {
  RowPosition last;  // of its last row
  std::size_t table = 0;
  std::unique_ptr<Batch> batch;
};

// The rows of one table that one actor range made in a window.
struct RangeRows {
  const RowLog* log = nullptr;
  std::uint32_t kind = 0;
};

// Places in a window: in [first, last], whole multiples of `unit` after `first`.
struct PlaceRange {
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t unit = 1;
};

// One a table; used by one thread at a time.
class TableArranger {
 public:
  TableArranger(const Table& table, const RowLayout& layout, std::size_t table_number, BatchPool& pool);

  // `ranges` in the order (kind, index). `ranks`: empty, or the rank of each row in order. Full batches are
  // appended to full().
  void arrange(std::span<const RangeRows> ranges, const PlaceRange& places,
               std::span<const std::uint64_t> ranks);
  [[nodiscard]] std::vector<FullBatch>& full() { return full_; }
  // Moves the batch under way to full(), if it holds a row.
  void flush();

 private:
  struct Ref {
    std::uint64_t key;  // place, counted in units from the window's first
    const char* row;
  };

  void collect(std::span<const RangeRows> ranges, const PlaceRange& places);
  void sort(std::uint64_t max_key);
  void move_rows(std::size_t begin, std::size_t end, std::span<const std::uint64_t> ranks);
  void move_column(std::size_t column, std::size_t begin, std::size_t end);
  void note_last(const char* row, std::span<const RangeRows> ranges);
  [[nodiscard]] std::uint32_t kind_of(const char* row, std::span<const RangeRows> ranges) const;

  const Table* table_;
  const RowLayout* layout_;
  std::size_t number_;
  BatchPool* pool_;
  std::unique_ptr<Batch> batch_;
  std::size_t filled_ = 0;
  RowPosition last_;  // of the last row of the batch under way
  std::vector<FullBatch> full_;
  std::vector<Ref> refs_;
  std::vector<Ref> scratch_;
};

}  // namespace seedbed
