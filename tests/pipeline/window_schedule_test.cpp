#include "pipeline/window_schedule.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <random>
#include <thread>

#include "support/catch.hpp"
#include "support/threads.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

using Task = WindowSchedule::Task;
using Kind = Task::Kind;

// Checks the promises of a schedule while tasks are taken and completed.
class Checker {
 public:
  Checker(std::size_t ranges, std::size_t tables)
      : tables_(tables), simulated_(ranges), under_way_(ranges), arranged_(tables) {}

  void taken(const Task& task) {
    if (task.kind == Kind::simulate) {
      require(under_way_[task.part] == 0, "a range simulates one window at a time");
      require(task.window == simulated_[task.part], "a range simulates its windows in order");
      require(task.window < delivered_ + WindowSchedule::kInFlight, "few windows are in memory");
      under_way_[task.part] = 1;
      return;
    }
    require(task.window == delivered_, "only the front window is arranged and delivered");
    for (const std::size_t windows : simulated_)
      require(windows > task.window, "all ranges have simulated the window");
    if (task.kind == Kind::arrange) {
      require(arranged_[task.part]++ == 0, "a table is arranged once");
    } else {
      require(std::count(arranged_.begin(), arranged_.end(), 2) == static_cast<std::ptrdiff_t>(tables_),
              "all tables are arranged");
    }
  }
  void completed(const Task& task) {
    if (task.kind == Kind::simulate) {
      under_way_[task.part] = 0;
      ++simulated_[task.part];
    } else if (task.kind == Kind::arrange) {
      ++arranged_[task.part];
    } else {
      ++delivered_;
      std::fill(arranged_.begin(), arranged_.end(), 0);
    }
  }
  [[nodiscard]] std::size_t delivered() const { return delivered_; }
  [[nodiscard]] const std::string& broken() const { return broken_; }

 private:
  void require(bool holds, const char* promise) {
    if (!holds && broken_.empty()) broken_ = promise;
  }

  std::size_t tables_;
  std::vector<std::size_t> simulated_;
  std::vector<char> under_way_;
  std::vector<int> arranged_;  // 1: taken, 2: done
  std::size_t delivered_ = 0;
  std::string broken_;
};

}  // namespace

TEST_CASE("a single thread gets every task, in an order in which it never waits", "[schedule]") {
  const Watchdog watchdog;
  for (const auto& [ranges, tables, windows] : {std::tuple<std::size_t, std::size_t, std::size_t>{1, 1, 1},
                                                {1, 3, 5},
                                                {4, 2, 9},
                                                {5, 0, 4},
                                                {3, 1, 0}}) {
    INFO(ranges << " ranges, " << tables << " tables, " << windows << " windows");
    WindowSchedule schedule(ranges, tables, windows);
    Checker checker(ranges, tables);
    std::size_t tasks = 0;
    for (Task task = schedule.next(); task.kind != Kind::none; task = schedule.next()) {
      checker.taken(task);
      checker.completed(task);
      schedule.complete(task);
      ++tasks;
    }
    CHECK(checker.broken().empty());
    CHECK(checker.delivered() == windows);
    CHECK(schedule.front() == windows);
    CHECK(tasks == windows * (ranges + tables + 1));
    CHECK(schedule.next().kind == Kind::none);
  }
}

TEST_CASE("the steps of a window: simulated, arranged, delivered", "[schedule]") {
  WindowSchedule schedule(2, 2, 9);
  // The front window is not complete: ranges go ahead, the slowest first, up to three windows.
  const Task a0 = schedule.next();
  const Task b0 = schedule.next();
  CHECK((a0.kind == Kind::simulate && a0.window == 0 && a0.part == 0));
  CHECK((b0.kind == Kind::simulate && b0.window == 0 && b0.part == 1));
  schedule.complete(a0);
  const Task a1 = schedule.next();
  CHECK((a1.kind == Kind::simulate && a1.window == 1 && a1.part == 0));
  schedule.complete(a1);
  const Task a2 = schedule.next();
  CHECK((a2.kind == Kind::simulate && a2.window == 2 && a2.part == 0));
  schedule.complete(a2);
  // Range 1 has completed window 0: its tables come first now.
  schedule.complete(b0);
  const Task first = schedule.next();
  const Task second = schedule.next();
  CHECK((first.kind == Kind::arrange && first.window == 0 && first.part == 0));
  CHECK((second.kind == Kind::arrange && second.window == 0 && second.part == 1));
  // Both tables are taken: another thread simulates, but not range 0, which is as far ahead as allowed.
  const Task b1 = schedule.next();
  CHECK((b1.kind == Kind::simulate && b1.window == 1 && b1.part == 1));
  schedule.complete(first);
  schedule.complete(second);
  const Task deliver = schedule.next();
  CHECK((deliver.kind == Kind::deliver && deliver.window == 0));
  CHECK(schedule.front() == 0);
  schedule.complete(deliver);
  CHECK(schedule.front() == 1);
  const Task a3 = schedule.next();
  CHECK((a3.kind == Kind::simulate && a3.window == 3 && a3.part == 0));
}

TEST_CASE("many threads share the tasks and keep all promises", "[schedule]") {
  const Watchdog watchdog;
  const std::size_t threads = GENERATE(2U, 7U);
  constexpr std::size_t kRanges = 5;
  constexpr std::size_t kTables = 3;
  constexpr std::size_t kWindows = 300;
  WindowSchedule schedule(kRanges, kTables, kWindows);
  Checker checker(kRanges, kTables);
  std::mutex mutex;
  const auto work = [&](unsigned seed) {
    std::minstd_rand random(seed);
    for (;;) {
      // The checker must see tasks in the order in which they were handed out, since later tasks depend on
      // earlier ones.
      const Task task = schedule.next();
      if (task.kind == Kind::none) return;
      {
        const std::lock_guard lock(mutex);
        checker.taken(task);
      }
      if (random() % 4 == 0) std::this_thread::yield();
      const std::lock_guard lock(mutex);
      checker.completed(task);
      schedule.complete(task);
    }
  };
  std::vector<std::thread> workers;
  for (std::size_t t = 0; t < threads; ++t) workers.emplace_back(work, static_cast<unsigned>(t + 1));
  for (std::thread& worker : workers) worker.join();
  CHECK(checker.broken().empty());
  CHECK(checker.delivered() == kWindows);
}

TEST_CASE("stop() wakes waiting threads, and no thread gets a task any more", "[schedule]") {
  const Watchdog watchdog;
  WindowSchedule schedule(1, 1, 5);
  const Task only = schedule.next();  // there is no other task until it is complete
  std::atomic<int> ended = 0;
  std::vector<std::thread> waiting;
  for (int t = 0; t < 4; ++t) {
    waiting.emplace_back([&] {
      if (schedule.next().kind == Kind::none) ++ended;
    });
  }
  CHECK_FALSE(schedule.stopped());
  schedule.stop();
  for (std::thread& thread : waiting) thread.join();
  CHECK(ended == 4);
  CHECK(schedule.stopped());
  schedule.complete(only);
  CHECK(schedule.next().kind == Kind::none);
}

TEST_CASE("without ranges there is nothing to do", "[schedule]") {
  const Watchdog watchdog;
  WindowSchedule schedule(0, 3, 10);
  CHECK(schedule.next().kind == Kind::none);
}
