// The same seed gives the same rows in the same order, whatever the threads, the windows and the sink.
#include <filesystem>
#include <map>

#include "pipeline/models.hpp"
#include "sink/registry.hpp"
#include "support/catch.hpp"
#include "support/memory_target.hpp"
#include "support/run_model.hpp"
#include "support/temporary_folder.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

struct Variant {
  std::size_t threads;
  std::uint64_t window_rows;  // 0: the default
  unsigned sweep_shift = 0;
};

// The other variants are compared with the first.
const std::vector<Variant> kVariants = {{1, 0},    {1, 0},    {2, 0},    {7, 0},
                                        {1, 1},    {2, 7},    {7, 300},  {7, 1'000'000},
                                        {1, 0, 6}, {1, 1, 2}, {2, 7, 4}, {7, 300, 1}};

RunSpec small_bank() {
  RunSpec spec;
  spec.model = bundled_model("bank");
  spec.set = {{"users", "300"}};
  spec.duration = 5 * 86'400'000'000;
  return spec;
}

RunSpec small_mixed() {
  RunSpec spec;
  spec.model = mixed_model();
  return spec;
}

// Rates, timers, serial numbers, references, children.
RunSpec small_mobile() {
  RunSpec spec;
  spec.model = bundled_model("mobile");
  spec.set = {{"users", "60"}, {"apps", "20"}};
  return spec;
}

RunSpec varied(RunSpec spec, const Variant& variant) {
  spec.threads = variant.threads;
  spec.window_rows = variant.window_rows;
  spec.sweep_shift = variant.sweep_shift;
  return spec;
}

struct Outcome {
  MemoryStore store;
  RunResult result;
};

std::unique_ptr<Outcome> outcome(const RunSpec& spec, MemoryOptions options) {
  auto result = std::make_unique<Outcome>();
  const auto target = make_memory_target(result->store, options);
  result->result = run(spec, *target);
  REQUIRE(result->store.published);
  return result;
}

void check_same(const Outcome& a, const Outcome& b) {
  CHECK(a.result.load.totals.rows == b.result.load.totals.rows);
  CHECK(a.result.load.totals.digests == b.result.load.totals.digests);
  for (std::size_t k = 0; k < a.result.load.transitions.size(); ++k) {
    CHECK(a.result.load.transitions[k].fired == b.result.load.transitions[k].fired);
    CHECK(a.result.load.transitions[k].refused == b.result.load.transitions[k].refused);
  }
  REQUIRE(a.store.tables.size() == b.store.tables.size());
  for (std::size_t t = 0; t < a.store.tables.size(); ++t) {
    CHECK(a.store.tables[t].rows.size() == a.result.load.totals.rows[t]);
    CHECK(a.store.tables[t].digest == a.result.load.totals.digests[t]);
    // Compared outside CHECK, which would print all rows.
    CHECK((a.store.tables[t].rows == b.store.tables[t].rows));
    CHECK((a.store.tables[t].ranks == b.store.tables[t].ranks));
  }
}

void check_variants(const RunSpec& spec, MemoryOptions options) {
  const auto first = outcome(varied(spec, kVariants[0]), options);
  for (std::size_t v = 1; v < kVariants.size(); ++v) {
    INFO(kVariants[v].threads << " threads, windows of " << kVariants[v].window_rows << " rows");
    const auto other = outcome(varied(spec, kVariants[v]), options);
    check_same(*first, *other);
    if (options.total_order) continue;
    for (std::size_t t = 0; t < first->store.tables.size(); ++t) {
      CHECK((first->store.tables[t].batch_sizes == other->store.tables[t].batch_sizes));
    }
  }
}

// The bytes of the load's file, or of all files in its folder.
std::string file_of(const RunSpec& spec, const std::string& scheme) {
  const TemporaryFolder folder;
  const std::string path = folder.file("out");
  const auto target = make_target(parse_target(scheme + ":" + path));
  (void)run(spec, *target);
  if (scheme != "csv") return read_file(path);
  std::map<std::string, std::string> files;
  for (const auto& file : std::filesystem::directory_iterator(path))
    files[file.path().filename().string()] = read_file(file.path().string());
  std::string all;
  for (const auto& [name, bytes] : files) all += name + "\n" + bytes;
  return all;
}

}  // namespace

TEST_CASE("rows and their order do not depend on threads or windows", "[determinism]") {
  SECTION("bank") { check_variants(small_bank(), {}); }
  SECTION("bank, two streams") { check_variants(small_bank(), {2, false}); }
  SECTION("bank, all tables in one order") { check_variants(small_bank(), {1, true}); }
  SECTION("mixed") { check_variants(small_mixed(), {}); }
  SECTION("mobile") { check_variants(small_mobile(), {}); }
  SECTION("mixed, all tables in one order") { check_variants(small_mixed(), {1, true}); }
}

TEST_CASE("files are identical byte for byte, whatever the threads and windows", "[determinism]") {
  const std::string scheme = GENERATE("sqlite", "jsonl", "csv");
  for (const RunSpec& spec : {small_bank(), small_mixed()}) {
    const std::string first = file_of(varied(spec, {1, 0}), scheme);
    REQUIRE(first.size() > 50'000);
    for (const Variant& variant : {Variant{1, 0}, {2, 5}, {7, 0}, {7, 1'000'000}, {1, 0, 6}}) {
      INFO(scheme << ", " << variant.threads << " threads, windows of " << variant.window_rows << " rows");
      CHECK((file_of(varied(spec, variant), scheme) == first));
    }
  }
}

TEST_CASE("with one order of all tables, ranks are 0, 1, 2 … and ordered by time", "[determinism]") {
  const auto all = outcome(varied(small_bank(), {2, 100'000}), {1, true});
  std::uint64_t rows = 0;
  for (const std::uint64_t of_table : all->result.load.totals.rows) rows += of_table;
  std::vector<int> seen(rows);
  for (const MemoryTable& table : all->store.tables) {
    REQUIRE(table.ranks.size() == table.rows.size());
    CHECK(std::is_sorted(table.ranks.begin(), table.ranks.end()));
    for (const std::uint64_t rank : table.ranks) ++seen.at(rank);
  }
  CHECK(std::all_of(seen.begin(), seen.end(), [](int n) { return n == 1; }));
}

TEST_CASE("another seed makes other rows", "[determinism]") {
  RunSpec spec = small_mixed();
  const RunResult first = run(spec);
  spec.seed = 2;
  const RunResult second = run(spec);
  for (std::size_t t = 0; t < first.load.totals.digests.size(); ++t) {
    CHECK_FALSE(first.load.totals.digests[t] == second.load.totals.digests[t]);
  }
}
