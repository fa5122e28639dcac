#include "pipeline/stream.hpp"

namespace seedbed {

Stream::~Stream() {
  if (!thread_.joinable()) return;
  abort();
  thread_.join();
}

void Stream::start() {
  thread_ = std::thread([this] { run(); });
}

bool Stream::push(std::size_t table, std::unique_ptr<Batch> batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return state_ != State::open || queue_.size() < kQueue; });
  if (state_ != State::open) return false;
  queue_.emplace_back(table, std::move(batch));
  lock.unlock();
  changed_.notify_all();
  return true;
}

void Stream::close() {
  {
    const std::lock_guard lock(mutex_);
    if (state_ == State::open) state_ = State::closed;
  }
  changed_.notify_all();
}

void Stream::abort() noexcept {
  {
    const std::lock_guard lock(mutex_);
    state_ = State::aborted;
  }
  changed_.notify_all();
}

void Stream::join() {
  if (thread_.joinable()) thread_.join();
  if (failure_) std::rethrow_exception(failure_);
}

void Stream::run() noexcept {
  try {
    write_all();
  } catch (...) {
    {
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
      state_ = State::aborted;
    }
    changed_.notify_all();
    events_.on_failure();
  }
  abort_writers();
  events_.on_end();
}

// Aborts the writers that have not finished, if the stream was aborted.
void Stream::abort_writers() noexcept {
  const std::lock_guard lock(mutex_);
  if (state_ != State::aborted) return;
  for (auto& [table, own] : writers_) {
    if (!own.finished) own.writer->abort();
  }
  queue_.clear();
}

void Stream::write_all() {
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return state_ != State::open || !queue_.empty(); });
    if (state_ == State::aborted) return;
    if (queue_.empty()) break;
    auto [table, batch] = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    changed_.notify_all();
    if (batch == nullptr) {
      events_.on_checkpoint();
      continue;
    }
    writers_.at(table).writer->write(*batch);
    pool_->put(table, std::move(batch));
  }
  for (auto& [table, own] : writers_) {
    own.writer->finish();
    own.finished = true;
  }
}

}  // namespace seedbed
