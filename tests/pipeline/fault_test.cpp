// Targets that fail at every possible point: the load throws their error, discards once and leaves nothing
// behind.
#include <atomic>

#include "base/error.hpp"
#include "support/batch_target.hpp"
#include "support/catch.hpp"
#include "support/faulty_target.hpp"
#include "support/run_model.hpp"
#include "support/threads.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

constexpr std::int64_t kDay = 86'400'000'000;

RunSpec bank(std::size_t threads) {
  RunSpec spec;
  spec.model = bundled_model("bank");
  spec.set = {{"users", "2000"}};
  spec.duration = 3 * kDay;
  spec.threads = threads;
  spec.window_rows = 1000;
  return spec;
}

// The error's text; "" if there was none.
std::string failure_of(const RunSpec& spec, Target& target, Failure expected = Failure::load) {
  try {
    (void)run(spec, target);
  } catch (const Error& error) {
    CHECK(error.failure() == expected);
    return error.what();
  }
  return "";
}

void check_discarded(const TargetCalls& calls) {
  CHECK(calls.discarded == 1);
  CHECK(calls.published == 0);
  CHECK(calls.finished + calls.aborted == calls.opened);
  CHECK(calls.misused == 0);
}

struct Case {
  const char* what;
  Fault fault;
};

std::vector<Case> faults() {
  const auto fault = [](FaultAt at, std::uint64_t after_rows = 0, std::optional<std::size_t> table = {}) {
    Fault result;
    result.at = at;
    result.after_rows = after_rows;
    result.table = table;
    return result;
  };
  return {{"prepare", fault(FaultAt::prepare)},
          {"opening any writer", fault(FaultAt::open_writer)},
          {"opening the last writer", fault(FaultAt::open_writer, 0, 4)},
          {"the first row", fault(FaultAt::rows)},
          {"the first row of the last table", fault(FaultAt::rows, 0, 4)},
          {"in the middle", fault(FaultAt::rows, 9000, 0)},
          {"at finish", fault(FaultAt::finish)},
          {"at the finish of one table", fault(FaultAt::finish, 0, 2)},
          {"at publish", fault(FaultAt::publish)}};
}

}  // namespace

TEST_CASE("a target's failure ends the load, wherever it occurs", "[fault]") {
  const Watchdog watchdog;
  const std::size_t threads = GENERATE(1U, 2U, 7U);
  const std::size_t streams = GENERATE(1U, 3U);
  for (const Case& fault : faults()) {
    INFO(fault.what << ", " << threads << " threads, " << streams << " streams");
    const std::size_t before = thread_count();
    TargetCalls calls;
    const auto target = make_faulty_target(make_batch_target(calls, {}, {streams, false}), fault.fault);
    CHECK(failure_of(bank(threads), *target) == "injected failure");
    check_discarded(calls);
    CHECK(calls.prepared == (fault.fault.at == FaultAt::prepare ? 0 : 1));
    CHECK(thread_count_returns_to(before));
  }
}

TEST_CASE("a failure behind a full queue ends all threads", "[fault]") {
  const Watchdog watchdog;
  const std::size_t threads = GENERATE(1U, 2U, 7U);
  const bool total_order = GENERATE(false, true);
  Gate gate;
  Fault fault;
  fault.at = FaultAt::rows;
  fault.after_rows = 1;
  fault.gate = &gate;
  TargetCalls calls;
  const auto target = make_faulty_target(make_batch_target(calls, {}, {1, total_order}), fault);
  std::thread opener([&] {
    (void)gate.wait_for_arrival(std::chrono::seconds(100));
    std::this_thread::sleep_for(
        std::chrono::milliseconds(50));  // time for the queue to fill; the test does not depend on it
    gate.open();
  });
  RunSpec spec = bank(threads);
  spec.set = {{"users", "12000"}};  // more than twice the batches that fit the queue
  spec.duration = 5 * kDay;
  CHECK(failure_of(spec, *target) == "injected failure");
  opener.join();
  check_discarded(calls);
}

TEST_CASE("a slow target gets every row", "[fault]") {
  const Watchdog watchdog;
  Fault fault;
  fault.delay = std::chrono::microseconds(300);
  TargetCalls calls;
  std::atomic<std::uint64_t> rows = 0;
  const auto target = make_faulty_target(
      make_batch_target(calls, [&](std::size_t, const Batch& batch) { rows += batch.rows(); }, {1, true}),
      fault);
  const RunResult result = run(bank(2), *target);
  CHECK(calls.published == 1);
  CHECK(calls.discarded == 0);
  CHECK(calls.finished == calls.opened);
  CHECK(calls.misused == 0);
  std::uint64_t expected = 0;
  for (const std::uint64_t of_table : result.load.totals.rows) expected += of_table;
  CHECK(rows == expected);
}

TEST_CASE("an interrupt ends the load and leaves the target as it was", "[fault]") {
  const Watchdog watchdog;
  const std::size_t threads = GENERATE(1U, 2U, 7U);
  std::atomic<bool> interrupted = false;
  TargetCalls calls;
  RunSpec spec = bank(threads);
  spec.interrupt = Interrupt(interrupted);
  SECTION("set before") {
    interrupted = true;
    const auto target = make_batch_target(calls, {});
    CHECK_FALSE(failure_of(spec, *target, Failure::interrupted).empty());
  }
  SECTION("set while rows are written") {
    const auto target = make_batch_target(calls, [&](std::size_t, const Batch&) { interrupted = true; });
    CHECK_FALSE(failure_of(spec, *target, Failure::interrupted).empty());
  }
  SECTION("set while the queue is full and the writer is blocked") {
    Gate gate;
    Fault fault;
    fault.gate = &gate;
    const auto target = make_faulty_target(make_batch_target(calls, {}, {1, true}), fault);
    std::thread interrupter([&] {
      (void)gate.wait_for_arrival(std::chrono::seconds(100));
      interrupted = true;
      std::this_thread::sleep_for(std::chrono::milliseconds(150));
      gate.open();
    });
    CHECK_FALSE(failure_of(spec, *target, Failure::interrupted).empty());
    interrupter.join();
  }
  SECTION("set when only the last batches are left to be written") {
    Gate gate;
    Fault fault;
    fault.gate = &gate;
    std::atomic<int> batches = 0;
    const auto target =
        make_faulty_target(make_batch_target(calls, [&](std::size_t, const Batch&) { ++batches; }), fault);
    std::atomic<int> shown = 0;
    spec.on_progress = [&](const LoadProgress& progress) {
      if (progress.share < 1) return;
      interrupted = true;
      ++shown;  // once: an interrupted load reports no more progress
    };
    std::thread opener([&] {
      while (!interrupted) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      std::this_thread::sleep_for(std::chrono::milliseconds(150));
      gate.open();
    });
    CHECK_FALSE(failure_of(spec, *target, Failure::interrupted).empty());
    opener.join();
    CHECK(shown == 1);
    CHECK(batches == 1);  // the one that was being written
  }
  check_discarded(calls);
}

TEST_CASE("a failure of the progress callback ends the load like any other", "[fault]") {
  const Watchdog watchdog;
  const std::size_t before = thread_count();
  Gate gate;
  Fault fault;
  fault.gate = &gate;  // so that the load lasts until progress is reported
  TargetCalls calls;
  const auto target = make_faulty_target(make_batch_target(calls, {}), fault);
  RunSpec spec = bank(2);
  spec.on_progress = [&](const LoadProgress& progress) {
    CHECK(progress.share >= 0);
    CHECK(progress.share <= 1);
    gate.open();
    throw Error(Failure::load, "the terminal is gone");
  };
  CHECK(failure_of(spec, *target) == "the terminal is gone");
  check_discarded(calls);
  CHECK(thread_count_returns_to(before));
}

TEST_CASE("a load that succeeds publishes once and discards nothing", "[fault]") {
  const Watchdog watchdog;
  const std::size_t before = thread_count();
  TargetCalls calls;
  const auto target = make_batch_target(calls, {}, {3, false});
  (void)run(bank(7), *target);
  CHECK(calls.prepared == 1);
  CHECK(calls.published == 1);
  CHECK(calls.discarded == 0);
  CHECK(calls.finished == 5);
  CHECK(calls.aborted == 0);
  CHECK(calls.misused == 0);
  CHECK(thread_count_returns_to(before));
}
