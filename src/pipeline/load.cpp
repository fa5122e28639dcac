#include "pipeline/load.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <thread>

#include "base/error.hpp"
#include "pipeline/arrange.hpp"
#include "pipeline/stream.hpp"
#include "pipeline/window_schedule.hpp"

namespace seedbed {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Ranges a thread: so many that a thread that is done early finds another range to work on.
constexpr std::size_t kRangesPerThread = 4;

// Rows between two checkpoints: some ten MB, which a server takes in a tenth of a second.
constexpr std::uint64_t kCheckpointRows = 100'000;

constexpr auto kProgressInterval = std::chrono::milliseconds(100);

double seconds_since(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

model::RunOptions with_ranges(const LoadOptions& options) {
  model::RunOptions run = options.run;
  run.ranges = options.threads <= 1 ? 1 : options.threads * kRangesPerThread;
  return run;
}

// What all threads of one load share.
class LoadRun {
 public:
  LoadRun(const model::Model& model, const LoadRequest& request, Target& target, const LoadOptions& options)
      : model_(model),
        target_(target),
        options_(options),
        pool_(request.tables),
        simulation_(model, with_ranges(options)),
        order_(target.total_order()),
        checkpoints_(target.wants_checkpoints()),
        // Ranks run through all tables: these are then arranged in one task.
        schedule_(simulation_.ranges(), order_ ? 1 : model.tables.size(), simulation_.windows()) {
    for (std::size_t r = 0; r < simulation_.ranges(); ++r) {
      auto& windows = rows_.emplace_back();
      for (std::size_t w = 0; w < WindowSchedule::kInFlight; ++w)
        windows.emplace_back(model).keep_order = order_;
    }
    for (std::size_t t = 0; t < model.tables.size(); ++t) {
      arrangers_.emplace_back(request.tables[t], model.layouts[t], t, pool_);
    }
    ranks_.resize(model.tables.size());
    for (std::size_t s = 0; s < target.streams(); ++s) {
      streams_.push_back(std::make_unique<Stream>(
          pool_, Stream::Events{[this, s] { target_.checkpoint(s); }, [this] { stop(); },
                                [this] { end_of(streams_running_); }}));
    }
    for (std::size_t t = 0; t < model.tables.size(); ++t) {
      streams_[target.stream_of(t)]->add(t, target.open_writer(t));
    }
  }

  LoadTotals run(const std::function<void(const LoadProgress&)>& on_progress, SteadyClock::time_point start);
  [[nodiscard]] const model::Simulation& simulation() const { return simulation_; }

 private:
  bool watch(const std::function<void(const LoadProgress&)>& on_progress, SteadyClock::time_point start);
  void work() noexcept;
  void finish();
  void fail(std::exception_ptr failure);
  std::size_t end_of(std::size_t& running);
  void perform(const WindowSchedule::Task& task);
  void arrange(std::size_t window, std::size_t part);
  void arrange_table(std::size_t window, std::size_t table);
  void rank_rows(std::size_t window);
  void deliver(std::size_t window);
  void hand_over();
  void stop();
  void join(std::vector<std::thread>& workers);

  const model::Model& model_;
  Target& target_;
  const LoadOptions& options_;
  BatchPool pool_;
  model::Simulation simulation_;
  const bool order_;
  const bool checkpoints_;
  std::uint64_t checkpoint_at_ = 0;  // rows delivered
  WindowSchedule schedule_;
  std::vector<std::vector<model::WindowRows>> rows_;  // a range, then by window modulo kInFlight
  std::vector<TableArranger> arrangers_;              // a table
  std::vector<std::vector<std::uint64_t>> ranks_;  // a table: of the front window's rows, in total order only
  std::uint64_t next_rank_ = 0;

  std::atomic<std::uint64_t> rows_delivered_{0};
  std::mutex mutex_;
  std::condition_variable finished_;
  std::size_t workers_running_ = 0;
  std::size_t streams_running_ = 0;
  bool cancelled_ = false;
  std::exception_ptr failure_;
  std::vector<std::unique_ptr<Stream>> streams_;  // last: their threads call stop()
};

LoadTotals LoadRun::run(const std::function<void(const LoadProgress&)>& on_progress,
                        SteadyClock::time_point start) {
  std::vector<std::thread> workers;
  bool interrupted = false;
  try {
    streams_running_ = streams_.size();
    for (auto& stream : streams_) stream->start();
    workers_running_ = std::max<std::size_t>(1, options_.threads);
    for (std::size_t i = 0, n = workers_running_; i < n; ++i) workers.emplace_back([this] { work(); });
    interrupted = watch(on_progress, start);
  } catch (...) {  // no more threads to be had, or whoever shows the progress failed
    fail(std::current_exception());
  }
  join(workers);
  if (interrupted || options_.interrupt.requested()) throw_interrupted();
  return {simulation_.rows(), simulation_.digests()};
}

// Waits until all is written; true: the load was interrupted meanwhile.
bool LoadRun::watch(const std::function<void(const LoadProgress&)>& on_progress,
                    SteadyClock::time_point start) {
  bool interrupted = false;
  std::unique_lock lock(mutex_);
  const auto done = [this] { return workers_running_ == 0 && streams_running_ == 0; };
  while (!finished_.wait_for(lock, kProgressInterval, done)) {
    lock.unlock();
    if (options_.interrupt.requested() && !interrupted) {
      interrupted = true;
      stop();
    }
    if (on_progress && !interrupted) {
      const auto windows = static_cast<double>(std::max<std::size_t>(1, simulation_.windows()));
      on_progress(
          {rows_delivered_, static_cast<double>(schedule_.front()) / windows, seconds_since(start), false});
    }
    lock.lock();
  }
  return interrupted;
}

// Ends all threads, whatever happened, and rethrows the first failure.
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
  // The last one hands over what is left: the caller's thread goes on listening for an interrupt meanwhile.
  if (end_of(workers_running_) > 0) return;
  try {
    finish();
  } catch (...) {
    fail(std::current_exception());
  }
}

// All windows are delivered, or the load has failed and the streams are aborted already.
void LoadRun::finish() {
  {
    const std::lock_guard lock(mutex_);
    if (failure_ || cancelled_) return;
  }
  for (TableArranger& arranger : arrangers_) arranger.flush();
  hand_over();
  for (auto& stream : streams_) stream->close();
}

// One fewer runs; returns how many still do.
std::size_t LoadRun::end_of(std::size_t& running) {
  const std::lock_guard lock(mutex_);
  finished_.notify_all();
  return --running;
}

void LoadRun::perform(const WindowSchedule::Task& task) {
  switch (task.kind) {
    case WindowSchedule::Task::Kind::simulate:
      simulation_.simulate(task.part, task.window, rows_[task.part][task.window % WindowSchedule::kInFlight]);
      break;
    case WindowSchedule::Task::Kind::arrange: arrange(task.window, task.part); break;
    case WindowSchedule::Task::Kind::deliver: deliver(task.window); break;
    case WindowSchedule::Task::Kind::none: break;
  }
}

void LoadRun::arrange(std::size_t window, std::size_t part) {
  if (!order_) {
    arrange_table(window, part);
    return;
  }
  rank_rows(window);
  for (std::size_t t = 0; t < arrangers_.size(); ++t) {
    arrange_table(window, t);
    arrangers_[t].flush();
  }
}

// Numbers the window's rows over all tables: by (place, kind, index, order of emission).
void LoadRun::rank_rows(std::size_t window) {
  std::vector<model::WindowRows::Place> all;
  for (const auto& range : rows_) {
    const auto& order = range[window % WindowSchedule::kInFlight].order;
    all.insert(all.end(), order.begin(), order.end());
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
  for (auto& ranks : ranks_) ranks.clear();
  for (const auto& row : all) ranks_[row.table].push_back(next_rank_++);
}

void LoadRun::arrange_table(std::size_t window, std::size_t table) {
  std::vector<RangeRows> ranges;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    const RowLog& log = rows_[r][window % WindowSchedule::kInFlight].tables[table];
    if (log.rows() > 0) ranges.push_back({&log, static_cast<std::uint32_t>(simulation_.kind_of(r))});
  }
  if (ranges.empty()) return;
  const auto times = simulation_.times_of(window);
  arrangers_[table].arrange(ranges, {times.first, times.last, times.unit}, ranks_[table]);
}

void LoadRun::deliver(std::size_t window) {
  for (auto& range : rows_) range[window % WindowSchedule::kInFlight].clear();
  if (!checkpoints_ || rows_delivered_ < checkpoint_at_) return hand_over();
  checkpoint_at_ = rows_delivered_ + kCheckpointRows;
  for (TableArranger& arranger : arrangers_) arranger.flush();
  hand_over();
  for (auto& stream : streams_) stream->push_checkpoint();
}

// Gives the full batches to their streams, in the order of their last rows.
void LoadRun::hand_over() {
  std::vector<FullBatch> full;
  for (TableArranger& arranger : arrangers_) {
    std::move(arranger.full().begin(), arranger.full().end(), std::back_inserter(full));
    arranger.full().clear();
  }
  std::stable_sort(full.begin(), full.end(), [](const FullBatch& a, const FullBatch& b) {
    return std::tie(a.last, a.table) < std::tie(b.last, b.table);
  });
  for (FullBatch& batch : full) {
    rows_delivered_ += batch.batch->rows();
    if (!streams_[target_.stream_of(batch.table)]->push(batch.table, std::move(batch.batch))) return;
  }
}

}  // namespace

LoadResult run_load(const model::Model& model, const LoadRequest& request, Target& target,
                    const LoadOptions& options, const std::function<void(const LoadProgress&)>& on_progress) {
  const auto start = SteadyClock::now();
  LoadResult result;
  try {
    target.prepare(request);
    {
      LoadRun load(model, request, target, options);
      result.totals = load.run(on_progress, start);
      result.transitions = load.simulation().transitions();
      result.noise = load.simulation().noise();
    }
    if (on_progress) {
      std::uint64_t rows = 0;
      for (const std::uint64_t table : result.totals.rows) rows += table;
      on_progress({rows, 1, seconds_since(start), true});
    }
    target.publish(result.totals);
  } catch (...) {
    target.discard();
    throw;
  }
  result.seconds = seconds_since(start);
  return result;
}

}  // namespace seedbed
