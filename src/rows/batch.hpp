// A batch: some consecutive rows of one table, as typed columns. The simulation hands rows to a sink in
// batches.
//
// A cell is one 64-bit word:
//   boolean            0 or 1
//   integer            the value
//   real               the bits of the double
//   decimal            the value times 10^scale
//   time               microseconds since 1970-01-01T00:00:00Z
//   date               days since 1970-01-01
//   duration           microseconds
//   text, json, uuid   where its bytes lie in the batch's arena (uuid: 16 bytes)
// A null cell has word 0 and its bit set.
//
// Not thread-safe; a batch has one owner at a time.
#pragma once
#include <bit>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "rows/table.hpp"

namespace seedbed {

// Some consecutive rows of a batch: [first, end).
struct RowSpan {
  std::size_t first = 0;
  std::size_t end = 0;
};

class Batch {
 public:
  // `table` must outlive the batch.
  explicit Batch(const Table& table);

  [[nodiscard]] const Table& table() const { return *table_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] bool has_nulls(std::size_t column) const { return columns_[column].nulls_set; }
  [[nodiscard]] bool is_null(std::size_t column, std::size_t row) const {
    const auto& c = columns_[column];
    return c.nulls_set && ((c.nulls[row / 64] >> (row % 64)) & 1) != 0;
  }
  [[nodiscard]] std::int64_t integer(std::size_t column, std::size_t row) const {
    return static_cast<std::int64_t>(columns_[column].words[row]);
  }
  [[nodiscard]] double real(std::size_t column, std::size_t row) const {
    return std::bit_cast<double>(columns_[column].words[row]);
  }
  // For text, json and uuid columns; empty for null. Valid until the batch is cleared or grows.
  [[nodiscard]] std::string_view bytes(std::size_t column, std::size_t row) const {
    const std::uint64_t word = columns_[column].words[row];
    return {arena_.data() + (word & 0xffffffffU), word >> 32};
  }
  [[nodiscard]] std::span<const std::uint64_t> words(std::size_t column) const {
    return columns_[column].words;
  }

  // The row's rank (0, 1, 2 …) in the one order of all tables' rows; filled only for a target that asks
  // for total order, else empty.
  [[nodiscard]] std::span<const std::uint64_t> ranks() const { return ranks_; }

  // Filling, column by column or row by row: every column must end up with the same number of cells, then
  // finish_rows() says how many there are.
  void reserve(std::size_t rows);
  void append_word(std::size_t column, std::uint64_t word) { columns_[column].words.push_back(word); }
  void append_null(std::size_t column);
  // Throws Error(Failure::load) when the batch's text exceeds 4 GiB.
  void append_bytes(std::size_t column, std::string_view bytes) {
    const std::size_t offset = arena_.size();
    if (offset + bytes.size() > 0xffffffffU) throw_too_large();
    arena_.insert(arena_.end(), bytes.begin(), bytes.end());
    columns_[column].words.push_back(offset | (std::uint64_t{bytes.size()} << 32));
  }
  void append_rank(std::uint64_t rank) { ranks_.push_back(rank); }
  // Null flags may be read after this.
  void finish_rows(std::size_t rows);

  // Empties the batch and keeps its memory, for the next rows of the same table.
  void clear();
  // The memory it holds, in bytes.
  [[nodiscard]] std::size_t capacity_bytes() const;

 private:
  struct ColumnData {
    std::vector<std::uint64_t> words;
    std::vector<std::uint64_t> nulls;  // one bit per row; grown when a null is added and by finish_rows()
    bool nulls_set = false;
  };

  [[noreturn]] void throw_too_large() const;

  const Table* table_;
  std::size_t rows_ = 0;
  std::vector<ColumnData> columns_;
  std::vector<char> arena_;
  std::vector<std::uint64_t> ranks_;
};

}  // namespace seedbed
