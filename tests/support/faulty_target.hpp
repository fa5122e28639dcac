// A Target that passes all calls to another one, and fails or waits as a Fault says.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "sink/target.hpp"

namespace seedbed::test {

// Blocks writers until it is opened, so that queues fill.
class Gate {
 public:
  void open();
  // Waits until the gate is open.
  void pass();
  // Waits until a thread waits at the gate. Returns false after the timeout.
  [[nodiscard]] bool wait_for_arrival(std::chrono::milliseconds timeout);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  bool arrived_ = false;
};

enum class FaultAt { nowhere, prepare, open_writer, rows, finish, publish };

struct Fault {
  FaultAt at = FaultAt::nowhere;
  std::uint64_t after_rows = 0;      // FaultAt::rows: rows of one table that are written before the failure
  std::optional<std::size_t> table;  // the table that fails; absent: any
  std::string message = "injected failure";
  std::chrono::microseconds delay{0};  // before each batch is written
  Gate* gate = nullptr;                // passed before each batch is written; must outlive the target
};

// Failures are Error(Failure::load, fault.message).
[[nodiscard]] std::unique_ptr<Target> make_faulty_target(std::unique_ptr<Target> inner, Fault fault);

}  // namespace seedbed::test
