// Rows as the simulation makes them: the rows of one table, one window and one actor range, row after row,
// all of the same size, in the order of (index, time, emission). The pipeline sorts their times and moves
// them into batches.
//
// A row: its time (int64; after the event's if the row is late), its actor's index (uint64), null flags (one
// bit per column, in 64-bit words), then one cell per column: 8 bytes, or for text, json and uuid 16: the
// address and the length of the bytes.
#pragma once
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "base/arena.hpp"
#include "rows/table.hpp"

namespace seedbed {

[[nodiscard]] constexpr bool holds_bytes(Type type) {
  return type == Type::text || type == Type::json || type == Type::uuid;
}

class RowLayout {
 public:
  explicit RowLayout(const Table& table);
  [[nodiscard]] std::size_t stride() const { return stride_; }
  [[nodiscard]] std::size_t null_words() const { return null_words_; }
  [[nodiscard]] std::size_t offset(std::size_t column) const { return offsets_[column]; }

  static constexpr std::size_t kTime = 0;
  static constexpr std::size_t kIndex = 8;
  static constexpr std::size_t kNulls = 16;

 private:
  std::vector<std::size_t> offsets_;
  std::size_t null_words_;
  std::size_t stride_;
};

class RowLog {
 public:
  explicit RowLog(const RowLayout& layout) : stride_(layout.stride()) {}

  // Room for one more row, uninitialised; valid until the next append().
  [[nodiscard]] char* append() {
    if (used_ == capacity_) grow();
    char* const row = data_.get() + (used_++) * stride_;
    // The memory of the row after it: it may be long out of the cache, and its turn is not at once.
    __builtin_prefetch(row + stride_, 1);
    __builtin_prefetch(row + 2 * stride_ - 1, 1);
    return row;
  }
  // Appends a row of the same layout, whose texts are copied.
  void append_copy(const char* row, const RowLayout& layout, const Table& table);
  // Appends the rows of another log of the same layout; its texts are copied.
  void append_from(const RowLog& other, const RowLayout& layout, const Table& table);
  [[nodiscard]] std::size_t rows() const { return used_; }
  [[nodiscard]] const char* row(std::size_t i) const { return data_.get() + i * stride_; }
  // The arena for the bytes of texts that would not outlive the log.
  [[nodiscard]] Arena& texts() { return texts_; }
  // Takes out the rows of which `leaves(row)` is true; it is asked once about each, in order.
  template <typename Leaves>
  void take_out(Leaves leaves) {
    std::size_t kept = 0;
    for (std::size_t r = 0; r < used_; ++r) {
      const char* const from = row(r);
      if (leaves(from)) continue;
      if (kept != r) std::memcpy(data_.get() + kept * stride_, from, stride_);
      ++kept;
    }
    used_ = kept;
  }
  // Empties the log. Keeps its memory unless that is far more than was used.
  void clear();

 private:
  void grow();

  std::size_t stride_;
  std::size_t used_ = 0;
  std::size_t capacity_ = 0;
  std::unique_ptr<char[]> data_;
  Arena texts_;
};

template <typename T>
[[nodiscard]] inline T load_as(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}
template <typename T>
inline void store_as(char* to, T value) {
  std::memcpy(to, &value, sizeof value);
}

[[nodiscard]] inline std::int64_t row_time(const char* row) {
  return load_as<std::int64_t>(row + RowLayout::kTime);
}
[[nodiscard]] inline std::uint64_t row_index(const char* row) {
  return load_as<std::uint64_t>(row + RowLayout::kIndex);
}

}  // namespace seedbed
