// The threads of one load: workers that perform the tasks of a WindowSchedule, and the streams that write.
// Ends them all, whether the load succeeds, fails or is interrupted.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "pipeline/load.hpp"
#include "pipeline/load_windows.hpp"
#include "pipeline/stream.hpp"
#include "pipeline/window_schedule.hpp"

namespace seedbed {

class LoadRun {
 public:
  using Clock = std::chrono::steady_clock;
  using OnProgress = std::function<void(const LoadProgress&)>;

  // REQUIRES: `target` is prepared. All must outlive the run.
  LoadRun(const LoadPlan& plan, Target& target);
  LoadRun(const LoadRun&) = delete;
  LoadRun& operator=(const LoadRun&) = delete;

  // Called once. Simulates and writes everything; all writers have finished when it returns. Throws the first
  // failure of a thread or of `on_progress`, or Error(interrupted); all writers are aborted then.
  // `start`: when the load began, for LoadProgress::seconds.
  LoadTotals run(const OnProgress& on_progress, Clock::time_point start);
  // REQUIRES: run() has returned.
  [[nodiscard]] const model::Simulation& simulation() const { return windows_.simulation(); }

 private:
  [[nodiscard]] bool watch(const OnProgress& on_progress, Clock::time_point start);
  void work() noexcept;
  void perform(const WindowSchedule::Task& task);
  void deliver(std::size_t window);
  void hand_over();
  void finish();
  void stop();
  void fail(std::exception_ptr failure);
  std::size_t end_of(std::size_t& running);
  void join(std::vector<std::thread>& workers);

  Target& target_;
  const LoadPlan& plan_;
  LoadWindows windows_;
  WindowSchedule schedule_;
  const bool checkpoints_;
  std::uint64_t checkpoint_at_ = 0;  // of rows delivered
  std::atomic<std::uint64_t> rows_delivered_{0};

  std::mutex mutex_;  // guards the fields from here to failure_
  std::condition_variable finished_;
  std::size_t workers_running_ = 0;
  std::size_t streams_running_ = 0;
  bool cancelled_ = false;
  std::exception_ptr failure_;
  std::vector<std::unique_ptr<Stream>> streams_;  // last, because their threads call stop()
};

}  // namespace seedbed
