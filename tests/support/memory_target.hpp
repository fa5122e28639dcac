// A Target that keeps every row in memory, as text, for tests to inspect.
//
// A MemoryStore, which outlives the target, has the rows of each table in the order in which they came,
// whether they were published, and how the writers ended. Rows of one table come from one thread; read them
// after the load.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sink/target.hpp"

namespace seedbed::test {

using TextRow = std::vector<std::string>;

// The text of a cell: NULL, true, -12.50, 2024-01-31 12:00:00.000000, a duration in
// microseconds.
[[nodiscard]] std::string cell_text(const Batch& batch, std::size_t column, std::size_t row);
[[nodiscard]] std::vector<TextRow> row_texts(const Batch& batch);

struct MemoryTable {
  std::vector<TextRow> rows;
  std::vector<std::uint64_t> ranks;
  std::vector<std::size_t> batch_sizes;
  Digest digest;  // computed from the batches
};

struct MemoryStore {
  std::vector<MemoryTable> tables;
  LoadTotals totals;  // the argument of publish()
  bool prepared = false;
  bool published = false;
  bool discarded = false;
  std::atomic<int> writers_finished = 0;
  std::atomic<int> writers_aborted = 0;
};

struct MemoryOptions {
  std::size_t streams = 1;  // table i belongs to stream i modulo this
  bool total_order = false;
};

// `store` must outlive the target.
[[nodiscard]] std::unique_ptr<Target> make_memory_target(MemoryStore& store, MemoryOptions options = {});

}  // namespace seedbed::test
