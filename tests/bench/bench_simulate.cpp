// Measures the simulator with the target `null:` on the bank model: transitions per second of the
// hand-written program and of the simulator on one and on two threads, run in turns. Every run must make the
// same rows; before that, a smaller population must give them in the same order too. Exits with 1 if they
// differ.
//
//   bench_simulate [--users 1000000] [--days 30] [--rounds 3] [--seed 1]
#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "bank_by_hand.hpp"
#include "bank_load.hpp"
#include "base/hash.hpp"
#include "measure.hpp"
#include "sink/null/target.hpp"

namespace seedbed::bench {
namespace {

constexpr std::uint32_t kOrderUsers = 5'000;
constexpr double kMillion = 1e6;

// The transitions, rows and digests of a run of either program.
struct Outcome {
  std::vector<std::uint64_t> fired;
  std::uint64_t refused = 0;
  std::vector<std::uint64_t> rows;
  std::vector<Digest> digests;
  friend bool operator==(const Outcome&, const Outcome&) = default;
  [[nodiscard]] std::uint64_t transitions() const {
    return std::accumulate(fired.begin(), fired.end(), std::uint64_t{0});
  }
};

struct Run {
  Outcome outcome;
  double seconds = 0;
  double processors = 0;  // that it used, on average
};

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// The measurements of one way of running, one per round.
struct Series {
  std::vector<double> rates;  // millions of transitions per second
  std::vector<double> processors;
  void add(const Run& run) {
    rates.push_back(static_cast<double>(run.outcome.transitions()) / kMillion / run.seconds);
    processors.push_back(run.processors);
  }
};

Run run_by_hand(const BankSpec& spec, const BankConsumer& consumer) {
  const Stopwatch watch;
  const double before = processor_seconds();
  const BankTotals totals = simulate_bank(spec.users, spec.days * kTicksPerDay, spec.seed, consumer);
  return {{{totals.fired.begin(), totals.fired.end()},
           totals.refused,
           {totals.rows.begin(), totals.rows.end()},
           {totals.digests.begin(), totals.digests.end()}},
          watch.seconds(),
          (processor_seconds() - before) / watch.seconds()};
}

Run run_engine(const BankSpec& spec, Target& target) {
  const double before = processor_seconds();
  const LoadResult result = load_bank(spec, target);
  const model::TransitionCounts& counts = result.transitions.at(0);
  return {{counts.fired, std::accumulate(counts.refused.begin(), counts.refused.end(), std::uint64_t{0}),
           result.totals.rows, result.totals.digests},
          result.seconds,
          (processor_seconds() - before) / result.seconds};
}

Run run_engine(const BankSpec& spec) {
  const auto target = make_null_target();
  return run_engine(spec, *target);
}

void require_equal(const Outcome& hand, const Outcome& engine, std::string_view which) {
  if (hand == engine) return;
  throw std::runtime_error(fmt::format("{} and the hand-written program made different rows", which));
}

// A hash of the cells of a table, in order.
class OrderHash {
 public:
  void add(std::uint64_t word) { hash_ = XXH3_64bits_withSeed(&word, sizeof word, hash_); }
  void add(std::string_view text) { hash_ = XXH3_64bits_withSeed(text.data(), text.size(), hash_ + 1); }
  friend bool operator==(const OrderHash&, const OrderHash&) = default;

 private:
  std::uint64_t hash_ = 0;
};

using OrderHashes = std::array<OrderHash, kBankTables>;

// The bank's columns that hold text.
bool is_text(std::size_t table, std::size_t column) {
  return (table == kClickstream && column == 1) || (table == kAccount && column == 3);
}
std::size_t columns_of(std::size_t table) { return table == kAccount ? 4 : 3; }

class OrderTarget final : public Target {
 public:
  explicit OrderTarget(OrderHashes& hashes) : hashes_(&hashes) {}
  void prepare(const LoadRequest& request) override {
    if (request.tables.size() != kBankTables) throw std::runtime_error("the bank model has other tables now");
  }
  std::unique_ptr<Writer> open_writer(std::size_t table) override {
    return std::make_unique<OrderWriter>(table, (*hashes_)[table]);
  }
  void publish(const LoadTotals&) override {}
  void discard() noexcept override {}
  std::string writer_name(std::size_t) const override { return "order"; }

 private:
  class OrderWriter final : public Writer {
   public:
    OrderWriter(std::size_t table, OrderHash& hash) : table_(table), hash_(&hash) {}
    void write(const Batch& batch) override {
      for (std::size_t r = 0; r < batch.rows(); ++r) {
        for (std::size_t c = 0; c < columns_of(table_); ++c) {
          if (is_text(table_, c)) {
            hash_->add(batch.bytes(c, r));
          } else {
            hash_->add(batch.words(c)[r]);
          }
        }
      }
    }
    void finish() override {}
    void abort() noexcept override {}

   private:
    std::size_t table_;
    OrderHash* hash_;
  };

  OrderHashes* hashes_;
};

void add_batch(OrderHash& hash, BankTable table, const BankBatch& batch) {
  for (std::size_t r = 0; r < batch.rows; ++r) {
    for (std::size_t c = 0; c < columns_of(table); ++c) {
      const std::uint64_t word = batch.columns[c][r];
      if (is_text(table, c)) {
        hash.add(std::string_view(batch.text.data() + (word & 0xffffffffU), word >> 32));
      } else {
        hash.add(word);
      }
    }
  }
}

void check_order(BankSpec spec) {
  spec.users = kOrderUsers;
  OrderHashes by_hand;
  const Run hand = run_by_hand(
      spec, [&](BankTable table, const BankBatch& batch) { add_batch(by_hand[table], table, batch); });
  for (const std::size_t threads : {1U, 2U}) {
    spec.threads = threads;
    OrderHashes by_engine;
    OrderTarget target(by_engine);
    require_equal(hand.outcome, run_engine(spec, target).outcome, "the engine");
    if (by_hand != by_engine) {
      throw std::runtime_error(
          "the engine and the hand-written program made the same rows in different orders");
    }
  }
  fmt::print("same rows, order and digests as the hand-written program: {} users, 1 and 2 threads\n",
             kOrderUsers);
}

void print(std::string_view name, const Series& series) {
  fmt::print("{:<22}", name);
  for (const double rate : series.rates) fmt::print(" {:7.2f}", rate);
  fmt::print("   median {:.2f} M transitions/s, on {:.2f} processors\n", median(series.rates),
             median(series.processors));
}

void compare(BankSpec spec, std::uint32_t rounds) {
  Series by_hand;
  Series one_thread;
  Series two_threads;
  Outcome outcome;
  for (std::uint32_t round = 0; round < rounds; ++round) {
    // The rows are counted from the batches, so that the batches are read.
    std::uint64_t seen = 0;
    const Run hand = run_by_hand(
        spec, [&](BankTable, const BankBatch& batch) { seen += batch.columns[0][0] + batch.rows; });
    spec.threads = 1;
    const Run one = run_engine(spec);
    spec.threads = 2;
    const Run two = run_engine(spec);
    require_equal(hand.outcome, one.outcome, "the engine on one thread");
    require_equal(hand.outcome, two.outcome, "the engine on two threads");
    if (seen == 0) throw std::runtime_error("the hand-written program delivered nothing");
    by_hand.add(hand);
    one_thread.add(one);
    two_threads.add(two);
    outcome = hand.outcome;
  }
  fmt::print("{} users, {} days, seed {}: {} transitions, {} rows per run\n", spec.users, spec.days,
             spec.seed, outcome.transitions(),
             std::accumulate(outcome.rows.begin(), outcome.rows.end(), std::uint64_t{0}));
  print("hand-written, 1 thread", by_hand);
  print("engine, 1 thread", one_thread);
  print("engine, 2 threads", two_threads);
  fmt::print("engine / hand-written    {:.2f}\n", median_ratio(one_thread.rates, by_hand.rates));
  fmt::print("2 threads / 1 thread     {:.2f}\n", median_ratio(two_threads.rates, one_thread.rates));
}

void run(int count, const char* const* arguments) {
  Options options(count, arguments);
  BankSpec spec;
  spec.users = options.number("users", 1'000'000);
  spec.days = options.number("days", 30);
  spec.seed = options.number("seed", 1);
  const std::uint32_t rounds = options.number("rounds", 3);
  options.check_all_used();
  check_order(spec);
  compare(spec, rounds);
}

}  // namespace
}  // namespace seedbed::bench

int main(int count, char** arguments) {
  try {
    seedbed::bench::run(count, arguments);
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_simulate: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
