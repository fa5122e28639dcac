// Merges the lines of all tables into the one order of their ranks, and writes them to a file.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "sink/jsonl/line_encoder.hpp"

namespace seedbed::jsonl {

// Buffers what is written to a descriptor that it does not own.
class DescriptorOutput {
 public:
  // `name` is for messages: the path, or "standard output".
  DescriptorOutput(int descriptor, std::string name) : descriptor_(descriptor), name_(std::move(name)) {}
  // Throws OutputClosed if nobody reads any more, Error(Failure::load) for everything else.
  void write(std::string_view text);
  void flush();
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  void write_all(std::string_view text);
  void wait_until_writable() const;

  int descriptor_;
  std::string name_;
  std::string buffer_;
  std::uint64_t bytes_ = 0;
};

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
