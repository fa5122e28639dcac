#include "pipeline/arrange.hpp"

#include <algorithm>
#include <random>

#include "support/catch.hpp"

using namespace seedbed;

namespace {

const std::vector<Table> kTables = {{"t", {{"n", Type::integer}, {"s", Type::text}}}};

struct SourceRow {
  std::int64_t time;
  std::uint64_t index;
  std::int64_t number;  // null if negative
  std::string text;
};

void append(RowLog& log, const RowLayout& layout, const SourceRow& row) {
  char* to = log.append();
  store_as(to + RowLayout::kTime, row.time);
  store_as(to + RowLayout::kIndex, row.index);
  store_as(to + RowLayout::kNulls, std::uint64_t{row.number < 0 ? 1U : 0U});
  store_as(to + layout.offset(0), row.number);
  const std::string_view text = log.texts().copy(row.text);
  store_as(to + layout.offset(1), text.data());
  store_as(to + layout.offset(1) + 8, std::uint64_t{text.size()});
}

// A TableArranger with windows of rows as a simulation makes them, and its output.
class Bench {
 public:
  // Arranges one window: the rows of each range, in the order of its actors.
  void arrange(const std::vector<std::vector<SourceRow>>& ranges, const TimeRange& times,
               bool ranked = false) {
    std::vector<RowLog> logs;
    for (std::size_t r = 0; r < ranges.size(); ++r) logs.emplace_back(layout_);
    std::vector<RangeRows> rows;
    std::size_t count = 0;
    for (std::size_t r = 0; r < ranges.size(); ++r) {
      for (const SourceRow& row : ranges[r]) append(logs[r], layout_, row);
      rows.push_back({&logs[r], static_cast<std::uint32_t>(r / 2)});  // two ranges per kind
      count += ranges[r].size();
    }
    std::vector<std::uint64_t> ranks;
    for (std::size_t r = 0; r < count && ranked; ++r) ranks.push_back(next_rank_ += 3);
    arranger_.arrange(rows, times, ranks);
  }
  std::vector<FullBatch>& full() { return arranger_.full(); }
  void flush() { arranger_.flush(); }
  [[nodiscard]] std::vector<std::int64_t> numbers() {
    std::vector<std::int64_t> result;
    for (const FullBatch& full : arranger_.full()) {
      for (std::size_t r = 0; r < full.batch->rows(); ++r) result.push_back(full.batch->integer(0, r));
    }
    return result;
  }

 private:
  RowLayout layout_{kTables[0]};
  BatchPool pool_{kTables};
  TableArranger arranger_{kTables[0], layout_, 0, pool_};
  std::uint64_t next_rank_ = 0;
};

// Rows of kActors actors in each of `ranges` ranges: each actor's rows are in the order of time, at first +
// unit * random.
std::vector<std::vector<SourceRow>> random_rows(std::size_t rows, const TimeRange& window,
                                                std::minstd_rand& random) {
  constexpr std::size_t kRanges = 4;
  constexpr std::size_t kActors = 50;  // per range
  const std::int64_t steps = (window.last - window.first) / window.unit + 1;
  std::uniform_int_distribution<std::int64_t> step(0, steps - 1);
  std::vector<std::vector<SourceRow>> ranges(kRanges);
  for (std::size_t r = 0; r < kRanges; ++r) {
    for (std::uint64_t a = 0; a < kActors; ++a) {
      std::vector<std::int64_t> times;
      for (std::size_t i = 0; i < rows / kRanges / kActors; ++i) times.push_back(step(random));
      std::sort(times.begin(), times.end());
      for (const std::int64_t time : times)
        ranges[r].push_back({window.first + time * window.unit, r % 2 * kActors + a, 0, ""});
    }
  }
  return ranges;
}

// Numbers the rows in the expected order: by time, and otherwise unchanged.
std::size_t number_in_order(std::vector<std::vector<SourceRow>>& ranges, std::int64_t first) {
  std::vector<SourceRow*> all;
  for (auto& range : ranges) {
    for (SourceRow& row : range) all.push_back(&row);
  }
  std::stable_sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->time < b->time; });
  for (SourceRow* row : all) {
    row->number = first++;
    row->text = "row " + std::to_string(row->number);
  }
  return all.size();
}

}  // namespace

TEST_CASE("rows are sorted by time, and stably: by kind, index and emission where times are equal",
          "[arrange]") {
  std::minstd_rand random(7);
  // One, two, three and six passes of digits; negative times; ticks.
  for (const TimeRange& times : {TimeRange{0, 0, 1},
                                 {5, 900, 1},
                                 {0, 2047, 1},
                                 {0, 2048, 1},
                                 {-1'000'000, 3'000'000, 1},
                                 {1'700'000'000'000'000, 1'700'086'400'000'000 - 1, 60'000'000},
                                 {0, std::int64_t{1} << 60, 1}}) {
    INFO(times.first << " to " << times.last << " by " << times.unit);
    auto ranges = random_rows(12'000, times, random);
    const std::size_t count = number_in_order(ranges, 0);
    Bench bench;
    bench.arrange(ranges, times);
    bench.flush();
    const auto numbers = bench.numbers();
    CHECK(numbers.size() == count);
    CHECK(std::is_sorted(numbers.begin(), numbers.end()));
    bool texts = true;
    for (const FullBatch& full : bench.full()) {
      for (std::size_t r = 0; r < full.batch->rows(); ++r) {
        texts = texts && full.batch->bytes(1, r) == "row " + std::to_string(full.batch->integer(0, r));
      }
    }
    CHECK(texts);
  }
}

TEST_CASE("a table's batches have one size, whatever the windows", "[arrange]") {
  std::minstd_rand random(3);
  for (const std::size_t window : {200U, 1000U, 4000U, 5000U, 30'000U}) {
    INFO("windows of " << window << " rows");
    Bench bench;
    std::int64_t next = 0;
    for (std::int64_t w = 0; w < static_cast<std::int64_t>(30'000 / window); ++w) {
      const TimeRange times{w * 100, w * 100 + 99, 1};
      auto ranges = random_rows(window, times, random);
      next += static_cast<std::int64_t>(number_in_order(ranges, next));
      bench.arrange(ranges, times);
    }
    bench.flush();
    REQUIRE_FALSE(bench.full().empty());
    for (std::size_t b = 0; b + 1 < bench.full().size(); ++b)
      CHECK(bench.full()[b].batch->rows() == kBatchRows);
    CHECK(bench.full().back().batch->rows() <= kBatchRows);
    const auto numbers = bench.numbers();
    CHECK(numbers.size() == static_cast<std::size_t>(next));
    CHECK(std::is_sorted(numbers.begin(), numbers.end()));
    bench.full().clear();
    bench.flush();
    CHECK(bench.full().empty());  // no rows were left
  }
}

TEST_CASE("each batch has the position of its last row, the one that is not full too", "[arrange]") {
  Bench bench;
  std::vector<std::vector<SourceRow>> ranges(4);
  for (std::uint64_t i = 0; i < kBatchRows; ++i) ranges[0].push_back({10, i, 1, ""});
  ranges[1].push_back({20, 7, 2, ""});
  ranges[3].push_back({20, 5, 3, ""});
  bench.arrange(ranges, {0, 50, 1});
  bench.flush();
  REQUIRE(bench.full().size() == 2);
  CHECK((bench.full()[0].last == RowPosition{10, 0, kBatchRows - 1}));
  CHECK((bench.full()[1].last == RowPosition{20, 1, 5}));
}

TEST_CASE("nulls and ranks move with their rows", "[arrange]") {
  Bench bench;
  bench.arrange({{{3, 0, 30, "a"}, {9, 0, -1, ""}}, {{1, 1, -1, "c"}, {3, 1, 31, "ß"}}}, {0, 10, 1}, true);
  bench.flush();
  REQUIRE(bench.full().size() == 1);
  const Batch& batch = *bench.full()[0].batch;
  REQUIRE(batch.rows() == 4);
  CHECK(batch.is_null(0, 0));
  CHECK(batch.bytes(1, 0) == "c");
  CHECK(batch.integer(0, 1) == 30);
  CHECK(batch.integer(0, 2) == 31);
  CHECK(batch.bytes(1, 2) == "ß");
  CHECK(batch.is_null(0, 3));
  CHECK(batch.bytes(1, 3).empty());
  const std::vector<std::uint64_t> ranks(batch.ranks().begin(), batch.ranks().end());
  CHECK(ranks == std::vector<std::uint64_t>{3, 6, 9, 12});
}
