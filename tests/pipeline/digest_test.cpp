// The simulator's digest is the digest of the batches that the sink gets, for every type and null.
#include "rows/digest.hpp"

#include "pipeline/models.hpp"
#include "support/batch_target.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

void check_digests(const RunSpec& spec) {
  std::vector<Digest> digests(8);
  std::vector<std::uint64_t> rows(8);
  TargetCalls calls;
  const auto target = make_batch_target(calls, [&](std::size_t table, const Batch& batch) {
    digests[table] += digest_of(batch);
    rows[table] += batch.rows();
  });
  const RunResult result = run(spec, *target);
  REQUIRE(calls.published == 1);
  for (std::size_t t = 0; t < result.model.tables.size(); ++t) {
    CAPTURE(result.model.tables[t].name);
    CHECK(rows[t] > 0);
    CHECK(rows[t] == result.load.totals.rows[t]);
    CHECK(to_hex(digests[t]) == to_hex(result.load.totals.digests[t]));
    CHECK(calls.totals.digests[t] == result.load.totals.digests[t]);
  }
}

}  // namespace

TEST_CASE("digests of batches equal the simulator's, for all types and nulls", "[digest]") {
  RunSpec spec;
  spec.model = mixed_model();
  check_digests(spec);
  // The table has every type, with a null in every tenth row.
  std::vector<int> seen(10);
  for (const Table& table : compiled(spec).tables) {
    for (const Column& column : table.columns) ++seen[static_cast<std::size_t>(column.type)];
  }
  CHECK(std::all_of(seen.begin(), seen.end(), [](int n) { return n > 0; }));
}

TEST_CASE("digests of a table with more columns than a word has bits", "[digest]") {
  std::string text = R"toml(
[clock]
start = 2024-01-01T00:00:00Z
duration = "1h"
tick = "1m"
[actor.a]
count = 20
initial = "on"
[[actor.a.transition]]
name = "act"
from = "on"
chance = "50%"
emit = ["wide"]
[table.wide.columns]
)toml";
  for (int c = 0; c < 150; ++c) {
    text += "c" + std::to_string(c) + " = \"if(bernoulli(0.3), null, " +
            (c % 3 == 0 ? "text(index)" : "uniform_int(0, 1000)") + ")\"\n";
  }
  RunSpec spec;
  spec.model = text;
  check_digests(spec);
}
