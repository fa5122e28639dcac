// The rows of the bank, nailed down: a change here is a change of what users get for the same seed.
#include <map>

#include "rows/digest.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"

using namespace seedbed;
using namespace seedbed::test;

// If this fails and the rows were meant to change: say so in CHANGELOG.md under the version to come (same
// model, same seed, other rows), then put the digests that the failure prints here. Without such an entry it
// is a bug.
TEST_CASE("golden digests of the bank, 1,000 users over 10 days, seed 1", "[golden]") {
  const std::map<std::string, std::pair<std::uint64_t, std::string>> golden = {
      {"clickstream", {26'626, "e845eb5c1893e70d01e867270f966e9a"}},
      {"trx", {13'057, "23a56e99ff6bd99d4cb2f5cdd1da7114"}},
      {"balance", {15'726, "b0480f29dcd10f45e1570d0f09e19271"}},
      {"loan", {1'227, "ece83b4bce6561e48ec99d6b7a5de18c"}},
      {"account", {1'000, "f5ad1751309b30791a9c3450f5b31682"}}};
  RunSpec spec;
  spec.model = bundled_model("bank");
  spec.set = {{"users", "1000"}};
  spec.duration = 10 * 86'400'000'000;
  spec.threads = 2;
  const RunResult result = run(spec);
  REQUIRE(result.model.tables.size() == golden.size());
  for (std::size_t t = 0; t < result.model.tables.size(); ++t) {
    const std::string& table = result.model.tables[t].name;
    CAPTURE(table);
    REQUIRE(golden.count(table) == 1);
    CHECK(result.load.totals.rows[t] == golden.at(table).first);
    CHECK(to_hex(result.load.totals.digests[t]) == golden.at(table).second);
  }
}
