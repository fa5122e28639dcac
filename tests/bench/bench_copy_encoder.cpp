// Compares the binary COPY encoder, on one thread, with a loop written by hand for one table: rows per second
// of both, run in turns, and their ratio. The table has two bigints, a timestamptz and a short text. Both
// append to a buffer that keeps its memory, as a load does, and read batches that may or may not be in the
// cache. At the end both must have made the same bytes; exits with 1 if not.
//
//   bench_copy_encoder [--rows 4096] [--batches 16] [--rounds 15] [--repeats 20]
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "measure.hpp"
#include "rows/batch.hpp"
#include "sink/postgres/copy/byte_buffer.hpp"
#include "sink/postgres/copy/copy_encoder.hpp"

namespace seedbed::bench {
namespace {

using postgres::ByteBuffer;
using postgres::ServerType;

constexpr double kMillion = 1e6;

Table events() {
  return {.name = "events",
          .columns = {{"event_id", Type::integer, 0, true},
                      {"user_id", Type::integer, 0, true},
                      {"at", Type::time, 0, true},
                      {"kind", Type::text, 0, true}}};
}

// Texts of 4 to 11 bytes, as long as states and currencies.
Batch make_batch(const Table& table, std::uint32_t rows, std::uint64_t first) {
  static constexpr std::string_view kKinds[] = {"open", "payment", "withdrawal", "refund", "transfer_in"};
  Batch batch(table);
  batch.reserve(rows);
  for (std::uint64_t r = first; r < first + rows; ++r) {
    batch.append_word(0, r);
    batch.append_word(1, r * 2'654'435'761U % 1'000'003);
    batch.append_word(2, 1'704'067'200'000'000 + r * 1'234'567);
    batch.append_bytes(3, kKinds[r * r % 7 % 5]);
  }
  batch.finish_rows(rows);
  return batch;
}

// The hand-written encoder for this table only.
void encode_by_hand(const Batch& batch, ByteBuffer& out) {
  constexpr std::size_t kFixed = 2 + 3 * 12 + 4;
  constexpr std::uint64_t kEpoch = 946'684'800'000'000;
  const auto ids = batch.words(0);
  const auto users = batch.words(1);
  const auto times = batch.words(2);
  const auto put = [](char* to, std::uint64_t value) {
    static constexpr char kSize[] = {0, 0, 0, 8};
    std::memcpy(to, kSize, sizeof kSize);
    value = __builtin_bswap64(value);
    std::memcpy(to + 4, &value, sizeof value);
    return to + 12;
  };
  for (std::size_t r = 0; r < batch.rows(); ++r) {
    const std::string_view kind = batch.bytes(3, r);
    char* to = out.reserve(kFixed + kind.size());
    *to++ = 0;
    *to++ = 4;
    to = put(to, ids[r]);
    to = put(to, users[r]);
    to = put(to, times[r] - kEpoch);
    const std::uint32_t size = __builtin_bswap32(static_cast<std::uint32_t>(kind.size()));
    std::memcpy(to, &size, sizeof size);
    std::memcpy(to + 4, kind.data(), kind.size());
    out.commit(to + 4 + kind.size());
  }
}

// Millions of rows per second of encoding every batch `repeats` times into a buffer that is empty at first.
template <typename Encode>
double rate(const std::vector<Batch>& batches, std::uint32_t repeats, ByteBuffer& out, const Encode& encode) {
  const Stopwatch watch;
  std::uint64_t rows = 0;
  for (std::uint32_t i = 0; i < repeats; ++i) {
    out.clear();
    for (const Batch& batch : batches) {
      encode(batch, out);
      rows += batch.rows();
    }
  }
  return static_cast<double>(rows) / kMillion / watch.seconds();
}

void print_rates(const char* name, const std::vector<double>& rates) {
  const auto [least, most] = std::minmax_element(rates.begin(), rates.end());
  const double middle = median(rates);
  fmt::print("{:<12} median {:.1f} M rows/s of {} rounds, from {:.1f} to {:.1f} ({:.0f}% of the median)\n",
             name, middle, rates.size(), *least, *most, 100 * (*most - *least) / middle);
}

void run(int count, const char* const* arguments) {
  Options options(count, arguments);
  const std::uint32_t rows = options.number("rows", 4096);
  const std::uint32_t batch_count = options.number("batches", 16);
  const std::uint32_t rounds = options.number("rounds", 15);
  const std::uint32_t repeats = options.number("repeats", 20);
  options.check_all_used();

  const Table table = events();
  std::vector<Batch> batches;
  for (std::uint32_t i = 0; i < batch_count; ++i) batches.push_back(make_batch(table, rows, i * rows));
  postgres::CopyEncoder encoder(
      table, {ServerType::int8, ServerType::int8, ServerType::timestamptz, ServerType::text});

  ByteBuffer ours;
  ByteBuffer baseline;
  std::vector<double> our_rates;
  std::vector<double> baseline_rates;
  const auto encode = [&](const Batch& batch, ByteBuffer& out) { encoder.encode(batch, 0, out); };
  (void)rate(batches, 1, baseline, encode_by_hand);  // allocates the memory
  (void)rate(batches, 1, ours, encode);
  for (std::uint32_t round = 0; round < rounds; ++round) {
    baseline_rates.push_back(rate(batches, repeats, baseline, encode_by_hand));
    our_rates.push_back(rate(batches, repeats, ours, encode));
  }
  if (ours.view() != baseline.view())
    throw std::runtime_error("the encoder and the loop made different bytes");
  fmt::print("{} batches of {} rows, {:.1f} bytes per row, the same bytes from both\n", batch_count, rows,
             static_cast<double>(ours.size()) / (double{1} * rows * batch_count));
  print_rates("by hand", baseline_rates);
  print_rates("seedbed", our_rates);
  fmt::print("seedbed / by hand  {:.2f}\n", median_ratio(our_rates, baseline_rates));
}

}  // namespace
}  // namespace seedbed::bench

int main(int count, char** arguments) {
  try {
    seedbed::bench::run(count, arguments);
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_copy_encoder: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
