#include "sink/jsonl/ordered_output.hpp"

#include <stdexcept>

#include "base/error.hpp"

namespace seedbed::jsonl {

void OrderedOutput::add(std::size_t table, Lines& lines) {
  if (lines.ranks.size() != lines.ends.size()) throw std::logic_error("jsonl needs the rank of every row");
  if (lines.ends.empty()) return;
  Pending& pending = pending_[table];
  if (pending.lines.empty()) turns_.emplace(lines.ranks.front(), table);
  pending.lines.push_back(std::move(lines));
  lines = {};
  while (!turns_.empty() && turns_.top().first == next_rank_) {
    const std::size_t next = turns_.top().second;
    turns_.pop();
    write_run(pending_[next]);
    if (!pending_[next].lines.empty()) turns_.emplace(pending_[next].next_rank(), next);
  }
  if (!spare_.empty()) {
    lines = std::move(spare_.back());
    spare_.pop_back();
  }
}

// Writes the table's lines as long as each one has the next rank.
void OrderedOutput::write_run(Pending& table) {
  Lines& lines = table.lines.front();
  const std::size_t first = table.row;
  while (table.row < lines.ranks.size() && lines.ranks[table.row] == next_rank_) {
    ++table.row;
    ++next_rank_;
  }
  const std::size_t begin = first == 0 ? 0 : lines.ends[first - 1];
  output_.write(std::string_view(lines.text).substr(begin, lines.ends[table.row - 1] - begin));
  if (table.row < lines.ranks.size()) return;
  spare_.push_back(std::move(lines));
  table.lines.pop_front();
  table.row = 0;
}

void OrderedOutput::finish() {
  if (!turns_.empty()) {
    throw Error(Failure::load, "row " + std::to_string(next_rank_) +
                                   " of the common order is missing: nothing is published");
  }
  output_.flush();
}

}  // namespace seedbed::jsonl
