#include "pipeline/arrange.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>

namespace seedbed {
namespace {

constexpr unsigned kDigitBits = 11;  // the counters of a pass fill a quarter of the first-level cache
constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;

// Rows whose columns are moved together: few enough to stay in the first-level cache.
constexpr std::size_t kBlock = 256;

}  // namespace

TableArranger::TableArranger(const Table& table, const RowLayout& layout, std::size_t table_number,
                             BatchPool& pool)
    : table_(&table), layout_(&layout), number_(table_number), pool_(&pool) {}

void TableArranger::arrange(std::span<const RangeRows> ranges, const TimeRange& times,
                            std::span<const std::uint64_t> ranks) {
  collect(ranges, times);
  if (refs_.empty()) return;
  sort(static_cast<std::uint64_t>(times.last - times.first) / static_cast<std::uint64_t>(times.unit));
  for (std::size_t begin = 0; begin < refs_.size();) {
    if (!batch_) {
      batch_ = pool_->get(number_);
      batch_->reserve(kBatchRows);
      filled_ = 0;
    }
    const std::size_t end = std::min({refs_.size(), begin + kBatchRows - filled_, begin + kBlock});
    move_rows(begin, end, ranks);
    filled_ += end - begin;
    begin = end;
    if (filled_ == kBatchRows || end == refs_.size()) note_last(refs_[end - 1].row, ranges);
    if (filled_ == kBatchRows) flush();
  }
}

void TableArranger::flush() {
  if (!batch_) return;
  batch_->finish_rows(filled_);
  full_.push_back({last_, number_, std::move(batch_)});
}

void TableArranger::note_last(const char* row, std::span<const RangeRows> ranges) {
  last_ = {row_time(row), kind_of(row, ranges), row_index(row)};
}

void TableArranger::collect(std::span<const RangeRows> ranges, const TimeRange& times) {
  std::size_t rows = 0;
  for (const RangeRows& range : ranges) rows += range.log->rows();
  refs_.resize(rows);
  const auto unit = static_cast<std::uint64_t>(times.unit);
  std::size_t r = 0;
  for (const RangeRows& range : ranges) {
    for (std::size_t i = 0; i < range.log->rows(); ++i) {
      const char* row = range.log->row(i);
      refs_[r++] = {static_cast<std::uint64_t>(row_time(row) - times.first) / unit, row};
    }
  }
}

// A stable radix sort, least significant digit first, turns the order (kind, index, time) into (time, kind,
// index).
void TableArranger::sort(std::uint64_t max_key) {
  for (unsigned shift = 0; shift < static_cast<unsigned>(std::bit_width(max_key)); shift += kDigitBits) {
    std::array<std::uint32_t, kDigits> at{};
    for (const Ref& ref : refs_) ++at[(ref.key >> shift) & (kDigits - 1)];
    std::uint32_t sum = 0;
    for (std::uint32_t& count : at) {
      const std::uint32_t next = sum + count;
      count = sum;
      sum = next;
    }
    scratch_.resize(refs_.size());
    for (const Ref& ref : refs_) scratch_[at[(ref.key >> shift) & (kDigits - 1)]++] = ref;
    refs_.swap(scratch_);
  }
}

void TableArranger::move_rows(std::size_t begin, std::size_t end, std::span<const std::uint64_t> ranks) {
  for (std::size_t c = 0; c < table_->columns.size(); ++c) move_column(c, begin, end);
  for (std::size_t r = begin; r < end && !ranks.empty(); ++r) batch_->append_rank(ranks[r]);
}

void TableArranger::move_column(std::size_t column, std::size_t begin, std::size_t end) {
  const std::size_t offset = layout_->offset(column);
  const std::size_t flags = RowLayout::kNulls + column / 64 * 8;
  const std::uint64_t flag = std::uint64_t{1} << (column % 64);
  const bool bytes = holds_bytes(table_->columns[column].type);
  for (std::size_t r = begin; r < end; ++r) {
    const char* row = refs_[r].row;
    if ((load_as<std::uint64_t>(row + flags) & flag) != 0) {
      batch_->append_null(column);
    } else if (bytes) {
      batch_->append_bytes(column,
                           {load_as<const char*>(row + offset), load_as<std::uint64_t>(row + offset + 8)});
    } else {
      batch_->append_word(column, load_as<std::uint64_t>(row + offset));
    }
  }
}

std::uint32_t TableArranger::kind_of(const char* row, std::span<const RangeRows> ranges) const {
  for (const RangeRows& range : ranges) {
    const RowLog& log = *range.log;
    if (log.rows() > 0 && !std::less<>()(row, log.row(0)) && !std::less<>()(log.row(log.rows() - 1), row))
      return range.kind;
  }
  return 0;
}

}  // namespace seedbed
