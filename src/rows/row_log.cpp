#include "rows/row_log.hpp"

#include <algorithm>

namespace seedbed {

RowLayout::RowLayout(const Table& table) : null_words_((table.columns.size() + 63) / 64) {
  std::size_t at = kNulls + null_words_ * 8;
  for (const Column& column : table.columns) {
    offsets_.push_back(at);
    at += holds_bytes(column.type) ? 16U : 8U;
  }
  stride_ = at;
}

void RowLog::grow() {
  const std::size_t capacity = std::max<std::size_t>(64, capacity_ + capacity_ / 2);
  auto data = std::make_unique_for_overwrite<char[]>(capacity * stride_);
  if (used_ > 0) std::memcpy(data.get(), data_.get(), used_ * stride_);
  data_ = std::move(data);
  capacity_ = capacity;
}

void RowLog::append_copy(const char* row, const RowLayout& layout, const Table& table) {
  char* const copy = append();
  std::memcpy(copy, row, stride_);
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (!holds_bytes(table.columns[c].type)) continue;
    char* const cell = copy + layout.offset(c);
    const std::string_view bytes(load_as<const char*>(cell), load_as<std::uint64_t>(cell + 8));
    store_as(cell, texts_.copy(bytes).data());
  }
}

void RowLog::append_from(const RowLog& other, const RowLayout& layout, const Table& table) {
  for (std::size_t r = 0; r < other.rows(); ++r) append_copy(other.row(r), layout, table);
}

void RowLog::clear() {
  // The memory of one large window must not be held for the rest of the run.
  constexpr std::size_t kKeepBytes = std::size_t{1} << 20;
  if (capacity_ * stride_ > kKeepBytes && capacity_ > 8 * used_) {
    data_.reset();
    capacity_ = 0;
  }
  used_ = 0;
  texts_.reset();
}

}  // namespace seedbed
