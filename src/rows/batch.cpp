#include "rows/batch.hpp"

#include "base/error.hpp"

namespace seedbed {

Batch::Batch(const Table& table) : table_(&table), columns_(table.columns.size()) {}

void Batch::reserve(std::size_t rows) {
  for (auto& column : columns_) column.words.reserve(rows);
}

void Batch::append_null(std::size_t column) {
  auto& c = columns_[column];
  const std::size_t row = c.words.size();
  c.words.push_back(0);
  if (c.nulls.size() <= row / 64) c.nulls.resize(row / 64 + 1, 0);
  c.nulls[row / 64] |= std::uint64_t{1} << (row % 64);
  c.nulls_set = true;
}

void Batch::finish_rows(std::size_t rows) {
  rows_ = rows;
  for (auto& column : columns_) {
    if (column.nulls_set) column.nulls.resize((rows + 63) / 64, 0);
  }
}

void Batch::clear() {
  rows_ = 0;
  for (auto& column : columns_) {
    column.words.clear();
    column.nulls.clear();
    column.nulls_set = false;
  }
  arena_.clear();
  ranks_.clear();
}

std::size_t Batch::capacity_bytes() const {
  std::size_t words = ranks_.capacity();
  for (const auto& column : columns_) words += column.words.capacity() + column.nulls.capacity();
  return words * sizeof(std::uint64_t) + arena_.capacity();
}

void Batch::throw_too_large() const {
  throw Error(Failure::load, "the text of one batch of table '" + table_->name +
                                 "' exceeds 4 GiB: the model makes texts that are too long");
}

}  // namespace seedbed
