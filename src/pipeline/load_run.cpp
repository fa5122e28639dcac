#include "pipeline/load_run.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace seedbed {
namespace {

// Ranges per thread: enough that a thread that is done early finds another range to work on.
constexpr std::size_t kRangesPerThread = 4;

// Rows between two checkpoints: some ten MB, which a server takes in a tenth of a second.
constexpr std::uint64_t kCheckpointRows = 100'000;

constexpr auto kProgressInterval = std::chrono::milliseconds(100);

model::RunOptions with_ranges(const LoadPlan& plan) {
  model::RunOptions run = plan.run;
  run.ranges = plan.threads <= 1 ? 1 : plan.threads * kRangesPerThread;
  return run;
}

}  // namespace

LoadRun::LoadRun(const LoadPlan& plan, Target& target)
    : target_(target),
      plan_(plan),
      windows_(*plan.model, plan.request.tables, with_ranges(plan), target.total_order()),
      schedule_(windows_.simulation().ranges(), windows_.parts(), windows_.simulation().windows()),
      checkpoints_(target.wants_checkpoints()) {
  for (std::size_t s = 0; s < target.streams(); ++s) {
    streams_.push_back(std::make_unique<Stream>(
        windows_.pool(), Stream::Events{[this, s] { target_.checkpoint(s); }, [this] { stop(); },
                                        [this] { end_of(streams_running_); }}));
  }
  for (std::size_t t = 0; t < plan.request.tables.size(); ++t)
    streams_[target.stream_of(t)]->add(t, target.open_writer(t));
}

LoadTotals LoadRun::run(const OnProgress& on_progress, Clock::time_point start) {
  std::vector<std::thread> workers;
  bool interrupted = false;
  try {
    streams_running_ = streams_.size();
    for (auto& stream : streams_) stream->start();
    workers_running_ = std::max<std::size_t>(1, plan_.threads);
    for (std::size_t i = 0, n = workers_running_; i < n; ++i) workers.emplace_back([this] { work(); });
    interrupted = watch(on_progress, start);
  } catch (...) {  // a thread could not be started, or on_progress() failed
    fail(std::current_exception());
  }
  join(workers);
  if (interrupted || plan_.request.interrupt.requested()) throw_interrupted();
  return {simulation().rows(), simulation().digests()};
}

// Waits until everything is written. Returns true if the load was interrupted meanwhile.
bool LoadRun::watch(const OnProgress& on_progress, Clock::time_point start) {
  bool interrupted = false;
  std::unique_lock lock(mutex_);
  const auto done = [this] { return workers_running_ == 0 && streams_running_ == 0; };
  while (!finished_.wait_for(lock, kProgressInterval, done)) {
    lock.unlock();
    if (plan_.request.interrupt.requested() && !interrupted) {
      interrupted = true;
      stop();
    }
    if (on_progress && !interrupted) {
      const auto windows = static_cast<double>(std::max<std::size_t>(1, simulation().windows()));
      const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
      on_progress({rows_delivered_, static_cast<double>(schedule_.front()) / windows, seconds, false});
    }
    lock.lock();
  }
  return interrupted;
}

// Waits for all threads, and rethrows the first failure.
void LoadRun::join(std::vector<std::thread>& workers) {
  for (std::thread& worker : workers) worker.join();
  for (auto& stream : streams_) {
    try {
      stream->join();
    } catch (...) {
      if (!failure_) failure_ = std::current_exception();
    }
  }
  if (failure_) std::rethrow_exception(failure_);
}

void LoadRun::stop() {
  {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
  }
  schedule_.stop();
  for (auto& stream : streams_) stream->abort();
}

void LoadRun::fail(std::exception_ptr failure) {
  {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(failure);
  }
  stop();
}

void LoadRun::work() noexcept {
  try {
    for (auto task = schedule_.next(); task.kind != WindowSchedule::Task::Kind::none;
         task = schedule_.next()) {
      perform(task);
      schedule_.complete(task);
    }
  } catch (...) {
    fail(std::current_exception());
  }
  // The last worker hands over the remaining batches: the caller's thread still watches for an interrupt.
  if (end_of(workers_running_) > 0) return;
  try {
    finish();
  } catch (...) {
    fail(std::current_exception());
  }
}

// REQUIRES: all windows are delivered, or the load has failed and the streams are aborted.
void LoadRun::finish() {
  {
    const std::lock_guard lock(mutex_);
    if (failure_ || cancelled_) return;
  }
  windows_.flush();
  hand_over();
  for (auto& stream : streams_) stream->close();
}

// Counts down the threads that run, and returns how many are left.
std::size_t LoadRun::end_of(std::size_t& running) {
  const std::lock_guard lock(mutex_);
  finished_.notify_all();
  return --running;
}

void LoadRun::perform(const WindowSchedule::Task& task) {
  switch (task.kind) {
    case WindowSchedule::Task::Kind::simulate: windows_.simulate(task.part, task.window); break;
    case WindowSchedule::Task::Kind::arrange: windows_.arrange(task.window, task.part); break;
    case WindowSchedule::Task::Kind::deliver: deliver(task.window); break;
    case WindowSchedule::Task::Kind::none: break;
  }
}

void LoadRun::deliver(std::size_t window) {
  windows_.clear(window);
  if (!checkpoints_ || rows_delivered_ < checkpoint_at_) return hand_over();
  checkpoint_at_ = rows_delivered_ + kCheckpointRows;
  windows_.flush();
  hand_over();
  for (auto& stream : streams_) stream->push_checkpoint();
}

// Gives the full batches to their streams.
void LoadRun::hand_over() {
  for (FullBatch& full : windows_.take_full()) {
    rows_delivered_ += full.batch->rows();
    if (!streams_[target_.stream_of(full.table)]->push(full.table, std::move(full.batch))) return;
  }
}

}  // namespace seedbed
