#include "simulation/delayed_rows.hpp"

#include <algorithm>

namespace seedbed::model {

void DelayedRows::hold_back(WindowRows& out, std::int64_t until) {
  if (out.keep_order) hold_in_order(out, until);
  for (std::size_t t = 0; t < out.tables.size(); ++t) {
    if (!model_->noise[t] || !model_->noise[t]->late) continue;
    out.tables[t].take_out([&](const char* row) {
      if (row_time(row) < until) return false;
      if (!out.keep_order) hold(static_cast<std::uint16_t>(t), row);
      return true;
    });
  }
  std::erase_if(out.order, [until](const RowOrder& row) { return row.time >= until; });
}

// Holds the rows in the order of emission over all tables.
void DelayedRows::hold_in_order(const WindowRows& out, std::int64_t until) {
  std::vector<std::size_t> next(out.tables.size());
  for (const RowOrder& order : out.order) {
    const char* const row = out.tables[order.table].row(next[order.table]++);
    if (order.time >= until) hold(order.table, row);
  }
}

void DelayedRows::hold(std::uint16_t table, const char* row) {
  const RowLayout& layout = model_->layouts[table];
  const auto& columns = model_->tables[table].columns;
  const auto text_of = [&](std::size_t c) {
    const char* const cell = row + layout.offset(c);
    return std::string_view(load_as<const char*>(cell), load_as<std::uint64_t>(cell + 8));
  };
  std::size_t size = layout.stride();
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (holds_bytes(columns[c].type)) size += text_of(c).size();
  }
  auto bytes = std::make_unique_for_overwrite<char[]>(size);
  std::memcpy(bytes.get(), row, layout.stride());
  char* at = bytes.get() + layout.stride();
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (!holds_bytes(columns[c].type) || text_of(c).empty()) continue;
    std::memcpy(at, text_of(c).data(), text_of(c).size());
    store_as<const char*>(bytes.get() + layout.offset(c), at);
    at += text_of(c).size();
  }
  // A row at the very end of the run belongs to the last window.
  const std::size_t window = plan_->window_of(std::min(row_time(row), plan_->end - 1));
  held_[window].push_back({row_index(row), table, std::move(bytes)});
}

void DelayedRows::open(std::size_t regular_window) {
  due_.clear();
  next_ = 0;
  const auto found = held_.find(regular_window);
  if (found == held_.end()) return;
  due_ = std::move(found->second);
  held_.erase(found);
  // Rows were held window by window, so each actor's rows stay in the order of their events.
  std::stable_sort(due_.begin(), due_.end(), [](const Row& a, const Row& b) { return a.index < b.index; });
}

void DelayedRows::append(const Row& row, WindowRows& out) const {
  out.tables[row.table].append_copy(row.bytes.get(), model_->layouts[row.table], model_->tables[row.table]);
  if (out.keep_order) out.order.push_back({row_time(row.bytes.get()), row.table});
}

}  // namespace seedbed::model
