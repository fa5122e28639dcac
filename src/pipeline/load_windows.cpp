#include "pipeline/load_windows.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "pipeline/window_schedule.hpp"

namespace seedbed {

LoadWindows::LoadWindows(const model::Model& model, const std::vector<Table>& tables,
                         const model::RunOptions& run, bool total_order)
    : pool_(tables), simulation_(model, run), total_order_(total_order), ranks_(tables.size()) {
  for (std::size_t r = 0; r < simulation_.ranges(); ++r) {
    auto& windows = rows_.emplace_back();
    for (std::size_t w = 0; w < WindowSchedule::kInFlight; ++w)
      windows.emplace_back(model).keep_order = total_order_;
  }
  for (std::size_t t = 0; t < tables.size(); ++t)
    arrangers_.emplace_back(tables[t], model.layouts[t], t, pool_);
}

model::WindowRows& LoadWindows::rows_of(std::size_t range, std::size_t window) {
  return rows_[range][window % WindowSchedule::kInFlight];
}

void LoadWindows::simulate(std::size_t range, std::size_t window) {
  simulation_.simulate(range, window, rows_of(range, window));
}

void LoadWindows::arrange(std::size_t window, std::size_t part) {
  if (!total_order_) {
    arrange_table(window, part);
    return;
  }
  rank_rows(window);
  for (std::size_t t = 0; t < arrangers_.size(); ++t) {
    arrange_table(window, t);
    arrangers_[t].flush();
  }
}

void LoadWindows::arrange_table(std::size_t window, std::size_t table) {
  std::vector<RangeRows> ranges;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    const RowLog& log = rows_of(r, window).tables[table];
    if (log.rows() > 0) ranges.push_back({&log, static_cast<std::uint32_t>(simulation_.kind_of(r))});
  }
  if (ranges.empty()) return;
  const auto times = simulation_.times_of(window);
  arrangers_[table].arrange(ranges, {times.first, times.last, times.unit}, ranks_[table]);
}

// Numbers the window's rows over all tables by (time, kind, index, order of emission).
void LoadWindows::rank_rows(std::size_t window) {
  std::vector<model::RowOrder> all;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    const auto& order = rows_of(r, window).order;
    all.insert(all.end(), order.begin(), order.end());
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
  for (auto& ranks : ranks_) ranks.clear();
  for (const auto& row : all) ranks_[row.table].push_back(next_rank_++);
}

void LoadWindows::clear(std::size_t window) {
  for (std::size_t r = 0; r < rows_.size(); ++r) rows_of(r, window).clear();
}

void LoadWindows::flush() {
  for (TableArranger& arranger : arrangers_) arranger.flush();
}

std::vector<FullBatch> LoadWindows::take_full() {
  std::vector<FullBatch> full;
  for (TableArranger& arranger : arrangers_) {
    std::move(arranger.full().begin(), arranger.full().end(), std::back_inserter(full));
    arranger.full().clear();
  }
  std::stable_sort(full.begin(), full.end(), [](const FullBatch& a, const FullBatch& b) {
    return std::tie(a.last, a.table) < std::tie(b.last, b.table);
  });
  return full;
}

}  // namespace seedbed
