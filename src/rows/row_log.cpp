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

void RowLog::clear() {
  // One crowded window must not hold its memory for the rest of the run.
  constexpr std::size_t kKeepBytes = std::size_t{1} << 20;
  if (capacity_ * stride_ > kKeepBytes && capacity_ > 8 * used_) {
    data_.reset();
    capacity_ = 0;
  }
  used_ = 0;
  texts_.reset();
}

}  // namespace seedbed
