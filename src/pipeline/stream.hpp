// One of a target's streams: a thread that owns the writers of its tables, and a bounded queue of batches for
// it.
//
// If a writer fails, the queue is closed: push() returns false at once, in threads that already wait too, and
// join() rethrows the failure. No thread hangs on a full queue.
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
  // Callbacks, on the stream's thread.
  struct Events {
    std::function<void()> on_checkpoint;  // after the batches that were pushed before push_checkpoint()
    std::function<void()> on_failure;     // once, if a writer or on_checkpoint() fails
    std::function<void()> on_end;         // once, when the thread is done, after a failure too
  };
  Stream(BatchPool& pool, Events events) : pool_(&pool), events_(std::move(events)) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream();  // aborts the writers if they were not finished

  void add(std::size_t table, std::unique_ptr<Writer> writer) { writers_[table].writer = std::move(writer); }
  void start();
  // Waits while the queue is full. Returns false if the stream has failed or was aborted; the batch is
  // dropped then.
  bool push(std::size_t table, std::unique_ptr<Batch> batch);
  // The same for a checkpoint.
  bool push_checkpoint() { return push(0, nullptr); }
  // No more batches: the writers finish after the batches in the queue.
  void close();
  // No more batches: the writers abort, and batches in the queue are dropped.
  void abort() noexcept;
  // Waits for the thread and rethrows its failure.
  void join();

 private:
  // Batches in the queue. This is a trade-off between memory (32 batches of 4,096 rows are a few MiB) and the
  // length of a pause of either side during which the other can go on.
  static constexpr std::size_t kQueue = 32;
  enum class State { open, closed, aborted };
  struct OwnWriter {
    std::unique_ptr<Writer> writer;
    bool finished = false;  // it must not be aborted any more
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
