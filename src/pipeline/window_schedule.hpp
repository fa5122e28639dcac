// Who does what next: hands out the tasks of a load to any number of worker threads. Thread-safe.
//
// Each range simulates its windows in order. When every range has done a window and all windows before it are
// delivered, its tables are arranged, side by side, then the window is delivered. Ranges may be a few windows
// ahead of the front; work on the front window always goes first, so that nothing waits for what is behind
// it.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

namespace seedbed {

class WindowSchedule {
 public:
  // Windows that may be in memory at once, the front one included: one being arranged, one complete, one
  // under way.
  static constexpr std::size_t kInFlight = 3;

  struct Task {
    enum class Kind { simulate, arrange, deliver, none };
    Kind kind = Kind::none;  // none: all is done, or stop() was called
    std::size_t window = 0;
    std::size_t part = 0;  // the range to simulate, or the table to arrange
  };

  WindowSchedule(std::size_t ranges, std::size_t tables, std::size_t windows);

  // Waits for a task.
  [[nodiscard]] Task next();
  void complete(const Task& task);
  // Every next() returns none from now on.
  void stop();
  [[nodiscard]] bool stopped() const;
  // Windows that are delivered.
  [[nodiscard]] std::size_t front() const;

 private:
  enum class Front { simulating, arranging, delivering };

  [[nodiscard]] bool pick(Task& task);

  const std::size_t ranges_;
  const std::size_t tables_;
  const std::size_t windows_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::size_t> next_window_;  // a range
  std::vector<char> busy_;                // a range
  std::vector<std::size_t> simulated_;    // ranges that have done a window, by window modulo kInFlight
  std::size_t front_ = 0;
  Front phase_ = Front::simulating;
  std::size_t tables_taken_ = 0;
  std::size_t tables_done_ = 0;
  bool delivery_taken_ = false;
  bool stopped_ = false;
};

}  // namespace seedbed
