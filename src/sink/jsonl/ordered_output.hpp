// Merges the lines of all tables by their ranks and writes them to a file.
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

// Ranks are 0, 1, 2, … over all tables. The lines of one table must be added in the order of their ranks.
// Lines of different tables may be added in any order: a line is kept until all lines of lower rank are
// written. Not thread-safe.
class OrderedOutput {
 public:
  OrderedOutput(DescriptorOutput output, std::size_t tables) : output_(std::move(output)), pending_(tables) {}
  // Takes the lines, and leaves an object in their place that can be filled again.
  void add(std::size_t table, Lines& lines);
  // Throws Error(Failure::load) if lines are left because a rank is missing.
  void finish();
  [[nodiscard]] std::uint64_t bytes() const { return output_.bytes(); }

 private:
  struct Pending {
    std::deque<Lines> lines;
    std::size_t row = 0;  // in lines.front(): the first row that is not written
    [[nodiscard]] std::uint64_t next_rank() const { return lines.front().ranks[row]; }
  };

  void write_run(Pending& table);

  DescriptorOutput output_;
  std::vector<Pending> pending_;
  // For each table that has lines, its next rank; the smallest on top.
  using Turn = std::pair<std::uint64_t, std::size_t>;
  std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns_;
  std::uint64_t next_rank_ = 0;
  std::vector<Lines> spare_;
};

}  // namespace seedbed::jsonl
