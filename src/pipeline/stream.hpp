// One of a target's streams: a thread that owns the writers of its tables, and a bounded queue of batches to
// it.
//
// A writer's failure closes the queue: push() then returns false at once, also to those already waiting, and
// join() rethrows. Nothing hangs on a full queue.
#pragma once
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "pipeline/batch_pool.hpp"
#include "sink/target.hpp"

namespace seedbed {

class Stream {
 public:
  // What the stream calls, on its thread.
  struct Events {
    std::function<void()> on_checkpoint;  // where push_checkpoint() stands among the batches
    std::function<void()> on_failure;     // once, when a writer fails
    std::function<void()> on_end;         // once, when all is done, whichever way it went
  };
  Stream(BatchPool& pool, Events events) : pool_(&pool), events_(std::move(events)) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream();  // aborts the writers if they were not finished

  void add(std::size_t table, std::unique_ptr<Writer> writer) { writers_[table].writer = std::move(writer); }
  void start();
  // Waits while the queue is full. False: the stream has failed or was aborted, and the batch is dropped.
  bool push(std::size_t table, std::unique_ptr<Batch> batch);
  // The same for a checkpoint.
  bool push_checkpoint() { return push(0, nullptr); }
  // No more batches: the writers finish.
  void close();
  // No more batches, and the writers abort.
  void abort() noexcept;
  // Waits for the thread and rethrows what it failed with.
  void join();

 private:
  // Batches on their way to a writer: enough to ride out a pause of either side (32 batches of 4,096 rows are
  // a few MiB), few enough to bound the memory.
  static constexpr std::size_t kQueue = 32;
  enum class State { open, closed, aborted };
  struct OwnWriter {
    std::unique_ptr<Writer> writer;
    bool finished = false;  // and must not be aborted any more
  };

  void run() noexcept;
  void write_all();
  void abort_writers() noexcept;

  BatchPool* pool_;
  Events events_;
  std::map<std::size_t, OwnWriter> writers_;  // by table
  std::thread thread_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<std::size_t, std::unique_ptr<Batch>>> queue_;  // no batch: a checkpoint
  State state_ = State::open;
  std::exception_ptr failure_;
};

}  // namespace seedbed
