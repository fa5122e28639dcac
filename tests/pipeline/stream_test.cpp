#include "pipeline/stream.hpp"

#include <atomic>
#include <stdexcept>
#include <vector>

#include "support/catch.hpp"
#include "support/faulty_target.hpp"
#include "support/threads.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

const std::vector<Table> kTables = {{"a", {{"n", Type::integer}}}, {"b", {{"n", Type::integer}}}};

struct Log {
  std::vector<std::int64_t>
      numbers;  // in the order in which they were written; to be read after the end of the stream
  std::atomic<int> finished = 0;
  std::atomic<int> aborted = 0;
};

class LoggingWriter final : public Writer {
 public:
  LoggingWriter(Log& log, std::int64_t fail_at, bool fail_to_finish, Gate* gate)
      : log_(log), fail_at_(fail_at), fail_to_finish_(fail_to_finish), gate_(gate) {}
  void write(const Batch& batch) override {
    if (gate_ != nullptr) gate_->pass();
    if (batch.integer(0, 0) == fail_at_) throw std::runtime_error("write failed");
    log_.numbers.push_back(batch.integer(0, 0));
  }
  void finish() override {
    if (fail_to_finish_) throw std::runtime_error("finish failed");
    ++log_.finished;
  }
  void abort() noexcept override { ++log_.aborted; }

 private:
  Log& log_;
  std::int64_t fail_at_;
  bool fail_to_finish_;
  Gate* gate_;
};

struct Fixture {
  Watchdog watchdog;
  BatchPool pool{kTables};
  Log log;
  std::atomic<int> checkpoints = 0;
  std::atomic<int> failures = 0;
  std::atomic<int> ends = 0;
  Stream stream{pool, {[this] { ++checkpoints; }, [this] { ++failures; }, [this] { ++ends; }}};

  void add(std::size_t table, std::int64_t fail_at = -1, bool fail_to_finish = false, Gate* gate = nullptr) {
    stream.add(table, std::make_unique<LoggingWriter>(log, fail_at, fail_to_finish, gate));
  }
  // Called on any thread, so without CHECK, which works on the test's thread only.
  bool push(std::size_t table, std::int64_t number) {
    auto batch = pool.get(table);
    if (batch->rows() != 0) throw std::logic_error("a batch from the pool is not empty");
    batch->append_word(0, static_cast<std::uint64_t>(number));
    batch->finish_rows(1);
    return stream.push(table, std::move(batch));
  }
};

}  // namespace

TEST_CASE("a stream writes what is pushed, in that order, and finishes every writer once", "[stream]") {
  Fixture f;
  f.add(0);
  f.add(1);
  f.stream.start();
  std::vector<std::int64_t> expected;
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(f.push(static_cast<std::size_t>(i % 3 == 0), i));
    expected.push_back(i);
  }
  f.stream.close();
  f.stream.join();
  CHECK(f.ends == 1);
  CHECK(f.log.numbers == expected);
  CHECK(f.log.finished == 2);
  CHECK(f.log.aborted == 0);
  CHECK(f.failures == 0);
}

TEST_CASE("a writer that fails closes the queue: push is refused, join rethrows", "[stream]") {
  Fixture f;
  f.add(0, 10);
  f.add(1);
  f.stream.start();
  int pushed = 0;
  while (f.push(static_cast<std::size_t>(pushed % 2), pushed)) ++pushed;
  CHECK(pushed >= 10);
  CHECK_FALSE(f.push(1, 99));
  CHECK_THROWS_WITH(f.stream.join(), "write failed");
  CHECK(f.ends == 1);
  CHECK(f.failures == 1);
  CHECK(f.log.finished == 0);
  CHECK(f.log.aborted == 2);
}

TEST_CASE("a thread that waits for a full queue returns when the writer fails", "[stream]") {
  Gate gate;
  Fixture f;
  f.add(0, 0, false, &gate);
  f.stream.start();
  std::atomic<bool> refused = false;
  std::thread producer([&] {
    for (int i = 0; !refused; ++i) refused = !f.push(0, i);
  });
  CHECK(gate.wait_for_arrival(std::chrono::seconds(60)));
  gate.open();
  producer.join();
  CHECK(refused);
  CHECK_THROWS_WITH(f.stream.join(), "write failed");
  CHECK(f.ends == 1);
  CHECK(f.log.numbers.empty());
}

TEST_CASE("a thread that waits for a full queue returns after abort()", "[stream]") {
  Gate gate;
  Fixture f;
  f.add(0, -1, false, &gate);
  f.stream.start();
  std::atomic<bool> refused = false;
  std::thread producer([&] {
    for (int i = 0; !refused; ++i) refused = !f.push(0, i);
  });
  CHECK(gate.wait_for_arrival(std::chrono::seconds(60)));
  f.stream.abort();
  producer.join();  // although the writer still waits at the gate
  gate.open();
  f.stream.join();
  CHECK(f.ends == 1);
  CHECK(f.log.numbers.size() == 1);  // the batch that was being written; batches in the queue are dropped
  CHECK(f.log.finished == 0);
  CHECK(f.log.aborted == 1);
  CHECK(f.failures == 0);
}

TEST_CASE("a writer that cannot finish fails the stream, and writers that have finished are not aborted",
          "[stream]") {
  Fixture f;
  f.add(0);
  f.add(1, -1, true);
  f.stream.start();
  REQUIRE(f.push(0, 1));
  REQUIRE(f.push(1, 2));
  f.stream.close();
  CHECK_THROWS_WITH(f.stream.join(), "finish failed");
  CHECK(f.failures == 1);
  CHECK(f.log.finished == 1);
  CHECK(f.log.aborted == 1);
}

TEST_CASE("abort() does not abort writers that have finished", "[stream]") {
  Fixture f;
  f.add(0);
  f.stream.start();
  f.stream.close();
  while (f.log.finished == 0) std::this_thread::yield();
  f.stream.abort();
  f.stream.join();
  CHECK(f.ends == 1);
  CHECK(f.log.finished == 1);
  CHECK(f.log.aborted == 0);
}

TEST_CASE("close() after abort() does not finish the writers", "[stream]") {
  Fixture f;
  f.add(0);
  f.stream.start();
  f.stream.abort();
  f.stream.close();
  f.stream.join();
  CHECK(f.ends == 1);
  CHECK(f.log.finished == 0);
  CHECK(f.log.aborted == 1);
}

TEST_CASE("a checkpoint comes after all batches that were pushed before it, and before the others",
          "[stream]") {
  Fixture f;
  std::vector<std::size_t> written;
  Stream stream(f.pool, {[&] { written.push_back(f.log.numbers.size()); }, [] {}, [] {}});
  stream.add(0, std::make_unique<LoggingWriter>(f.log, -1, false, nullptr));
  stream.start();
  for (int i = 0; i < 300; ++i) {
    auto batch = f.pool.get(0);
    batch->append_word(0, static_cast<std::uint64_t>(i));
    batch->finish_rows(1);
    REQUIRE(stream.push(0, std::move(batch)));
    if (i % 100 == 49) REQUIRE(stream.push_checkpoint());
  }
  stream.close();
  stream.join();
  CHECK(written == std::vector<std::size_t>{50, 150, 250});
}

TEST_CASE("a stream that is destroyed aborts its writers and leaves no thread", "[stream]") {
  const Watchdog watchdog;  // a sanitizer starts a thread of its own with the first thread
  const std::size_t threads = thread_count();
  Log log;
  BatchPool pool(kTables);
  {
    Stream stream(pool, {[] {}, [] {}, [] {}});
    stream.add(0, std::make_unique<LoggingWriter>(log, -1, false, nullptr));
    stream.start();
    auto batch = pool.get(0);
    batch->append_word(0, 1);
    batch->finish_rows(1);
    CHECK(stream.push(0, std::move(batch)));
  }
  CHECK(log.finished == 0);
  CHECK(log.aborted == 1);
  CHECK(thread_count_returns_to(threads));
}
