// Sorts the rows of one table and one window into the promised order and moves them into batches.
//
// All batches of a table but the last have the same size, and batches of different tables are ordered by
// their last rows. Neither depends on windows, ranges or threads, so a sink that writes batches in the order
// in which they come makes the same bytes each time.
#pragma once
#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "pipeline/batch_pool.hpp"
#include "rows/row_log.hpp"

namespace seedbed {

// Rows per batch: some hundred KiB for rows of usual width, which fit the second-level cache.
inline constexpr std::size_t kBatchRows = 4096;

// A row's position in the order of all tables' rows.
struct RowPosition {
  std::int64_t time = 0;
  std::uint32_t kind = 0;  // of its actor
  std::uint64_t index = 0;

  friend auto operator<=>(const RowPosition&, const RowPosition&) = default;
};

// A batch that is ready for its stream.
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

// The times of a window's rows: in [first, last], each a multiple of `unit` after `first`.
struct TimeRange {
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t unit = 1;
};

// One per table; used by one thread at a time.
class TableArranger {
 public:
  TableArranger(const Table& table, const RowLayout& layout, std::size_t table_number, BatchPool& pool);

  // Arranges a window's rows and appends full batches to full(). REQUIRES: `ranges` is in the order (kind,
  // index); `ranks` is empty or has the rank of each row in order.
  void arrange(std::span<const RangeRows> ranges, const TimeRange& times,
               std::span<const std::uint64_t> ranks);
  [[nodiscard]] std::vector<FullBatch>& full() { return full_; }
  // Moves the batch that is being filled to full(), if it holds a row.
  void flush();

 private:
  struct Ref {
    std::uint64_t key;  // time after the window's first, in units
    const char* row;
  };

  void collect(std::span<const RangeRows> ranges, const TimeRange& times);
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
  RowPosition last_;  // of the last row of the batch that is being filled
  std::vector<FullBatch> full_;
  std::vector<Ref> refs_;
  std::vector<Ref> scratch_;
};

}  // namespace seedbed
