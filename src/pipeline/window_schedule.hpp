// Gives the tasks of a load to any number of worker threads. Thread-safe.
//
// Each range simulates its windows in order. When all ranges have simulated a window and all windows before
// it are delivered, its tables are arranged, several at a time, then the window is delivered. Ranges may be a
// few windows ahead of the front, the first window that is not delivered. Tasks of the front window come
// first, so that it never waits for work on later windows.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

namespace seedbed {

class WindowSchedule {
 public:
  // Windows that may be in memory at once: one that is arranged, one that is complete, one that is simulated.
  static constexpr std::size_t kInFlight = 3;

  struct Task {
    enum class Kind { simulate, arrange, deliver, none };
    Kind kind = Kind::none;  // none: everything is done, or stop() was called
    std::size_t window = 0;
    std::size_t part = 0;  // the range to simulate, or the table to arrange
  };

  WindowSchedule(std::size_t ranges, std::size_t tables, std::size_t windows);

  // Waits for a task.
  [[nodiscard]] Task next();
  // Must be called after each task, unless stop() is.
  void complete(const Task& task);
  // Every next() returns none from now on.
  void stop();
  [[nodiscard]] bool stopped() const;
  // How many windows are delivered.
  [[nodiscard]] std::size_t front() const;

 private:
  enum class Front { simulating, arranging, delivering };

  [[nodiscard]] bool pick(Task& task);

  const std::size_t ranges_;
  const std::size_t tables_;
  const std::size_t windows_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::size_t> next_window_;  // by range
  std::vector<char> busy_;                // by range
  std::vector<std::size_t> simulated_;    // ranges that have simulated a window, by window modulo kInFlight
  std::size_t front_ = 0;
  Front phase_ = Front::simulating;
  std::size_t tables_taken_ = 0;
  std::size_t tables_done_ = 0;
  bool delivery_taken_ = false;
  bool stopped_ = false;
};

}  // namespace seedbed
