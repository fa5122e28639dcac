#include "sink/postgres/load/parallel_statements.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace seedbed::postgres {
namespace {

class JobQueue {
 public:
  explicit JobQueue(const std::vector<Job>& jobs) : jobs_(jobs), states_(jobs.size(), State::waiting) {}

  // Runs jobs until all are taken or one has failed.
  void work(Connection& connection) noexcept {
    try {
      for (std::size_t job = take(); job < jobs_.size(); job = take()) {
        jobs_[job].run(connection);
        const std::lock_guard lock(mutex_);
        states_[job] = State::done;
        changed_.notify_all();
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      failed_ = true;
      changed_.notify_all();
    }
  }

  [[nodiscard]] const std::atomic<bool>& failed() const { return failed_; }
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  enum class State { waiting, running, done };

  std::size_t take() {
    std::unique_lock lock(mutex_);
    for (;;) {
      if (failed_) return jobs_.size();
      bool any = false;
      for (std::size_t j = 0; j < jobs_.size(); ++j) {
        if (states_[j] != State::waiting) continue;
        any = true;
        if (!may_run(j)) continue;
        states_[j] = State::running;
        return j;
      }
      if (!any) return jobs_.size();
      changed_.wait(lock);
    }
  }

  [[nodiscard]] bool may_run(std::size_t job) const {
    for (std::size_t j = 0; j < job; ++j) {
      if (states_[j] != State::done && jobs_[j].used.conflicts_with(jobs_[job].used)) return false;
    }
    return true;
  }

  const std::vector<Job>& jobs_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<State> states_;
  std::exception_ptr failure_;
  std::atomic<bool> failed_ = false;
};

}  // namespace

void run_side_by_side(const std::vector<std::unique_ptr<Connection>>& connections,
                      const std::vector<Job>& jobs, Interrupt interrupt) {
  JobQueue queue(jobs);
  std::vector<std::thread> threads;
  try {
    for (std::size_t c = 1; c < connections.size() && c < jobs.size(); ++c) {
      connections[c]->end_when(interrupt.or_when(queue.failed()));
      threads.emplace_back([&queue, connection = connections[c].get()] { queue.work(*connection); });
    }
  } catch (const std::exception&) {  // no more threads are available: the running ones do all jobs
  }
  connections[0]->end_when(interrupt.or_when(queue.failed()));
  queue.work(*connections[0]);
  for (std::thread& thread : threads) thread.join();
  queue.rethrow();
}

}  // namespace seedbed::postgres
