// Merges the lines of all tables into the one order of their ranks, and writes them to a file.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "sink/file/descriptor_output.hpp"
#include "sink/jsonl/line_encoder.hpp"

namespace seedbed::jsonl {

// Ranks are 0, 1, 2, … over all tables. A table's lines come in its order; lines of different tables in any:
// those whose turn has not come are kept. Not thread-safe.
class OrderedOutput {
 public:
  OrderedOutput(DescriptorOutput output, std::size_t tables) : output_(std::move(output)), pending_(tables) {}
  // Takes the lines; leaves others in their place, to fill again.
  void add(std::size_t table, Lines& lines);
  // Throws Error(Failure::load) if lines are kept for a turn that never came.
  void finish();
  [[nodiscard]] std::uint64_t bytes() const { return output_.bytes(); }

 private:
  struct Pending {
    std::deque<Lines> lines;
    std::size_t row = 0;  // the first of the front lines that is not written
    [[nodiscard]] std::uint64_t next_rank() const { return lines.front().ranks[row]; }
  };

  void write_run(Pending& table);

  DescriptorOutput output_;
  std::vector<Pending> pending_;
  // The next rank of every table that has lines, the smallest on top.
  using Turn = std::pair<std::uint64_t, std::size_t>;
  std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns_;
  std::uint64_t next_rank_ = 0;
  std::vector<Lines> spare_;
};

}  // namespace seedbed::jsonl
