// Counts the writers of a load that have not finished, so that a target never publishes half a load. A writer
// that is aborted, or destroyed before it finished, stays counted.
//
// Writers are opened on the owner's thread and finish on the thread of their stream.
#pragma once
#include <atomic>
#include <cstddef>
#include <memory>

#include "base/error.hpp"

namespace seedbed {

class WriterTally {
 public:
  // A writer holds one, and calls finished() once, after all its rows are written.
  class Ticket {
   public:
    explicit Ticket(std::shared_ptr<std::atomic<std::size_t>> unfinished)
        : unfinished_(std::move(unfinished)) {
      ++*unfinished_;
    }
    void finished() {
      if (unfinished_) --*unfinished_;
      unfinished_.reset();
    }

   private:
    std::shared_ptr<std::atomic<std::size_t>> unfinished_;
  };

  [[nodiscard]] Ticket open() { return Ticket(unfinished_); }
  // Throws Error(Failure::load) if a writer did not finish.
  void check_all_finished() const {
    if (*unfinished_ == 0) return;
    throw Error(Failure::load, "a writer did not finish its table: nothing is published");
  }

 private:
  std::shared_ptr<std::atomic<std::size_t>> unfinished_ = std::make_shared<std::atomic<std::size_t>>(0);
};

}  // namespace seedbed
