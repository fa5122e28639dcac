// The rows of bundled models: if a digest changes, users get other rows for the same seed.
#include <map>

#include "rows/digest.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

using Golden = std::map<std::string, std::pair<std::uint64_t, std::string>>;  // table: rows, digest

// If this fails and the rows were meant to change: add an entry to CHANGELOG.md under the next version (same
// model, same seed, other rows), then copy the digests that the failure prints. Without such an entry the
// failure is a bug.
void check_golden(const RunSpec& spec, const Golden& golden) {
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

}  // namespace

TEST_CASE("golden digests of the bank, 1,000 users over 10 days, seed 1", "[golden]") {
  RunSpec spec;
  spec.model = bundled_model("bank");
  spec.set = {{"users", "1000"}};
  spec.duration = 10 * 86'400'000'000;
  spec.threads = 2;
  check_golden(spec, {{"clickstream", {26'626, "e845eb5c1893e70d01e867270f966e9a"}},
                      {"trx", {13'057, "23a56e99ff6bd99d4cb2f5cdd1da7114"}},
                      {"balance", {15'726, "b0480f29dcd10f45e1570d0f09e19271"}},
                      {"loan", {1'227, "ece83b4bce6561e48ec99d6b7a5de18c"}},
                      {"account", {1'000, "f5ad1751309b30791a9c3450f5b31682"}}});
}

TEST_CASE("golden digests of the shop, 1,000 customers over 30 days, seed 1", "[golden]") {
  RunSpec spec;
  spec.model = bundled_model("shop");
  spec.set = {{"customers", "1000"}};
  spec.duration = 30 * 86'400'000'000;
  spec.threads = 2;
  check_golden(spec, {{"product", {500, "ad9c830624db911f4e8c6245aaba51b2"}},
                      {"customer", {547, "41dbe6a77db5e84fe4a0de849a434719"}},
                      {"product_view", {4'761, "959304eddf08f61fce5cf4f1251cdc23"}},
                      {"cart", {487, "ac558ac4f0d087af8bb81c86ed82c4b3"}},
                      {"orders", {157, "6fcb0b8fe66ca47f8281000d93ac56d4"}},
                      {"order_line", {284, "38b2523a2b23c0d2207ae2f1f4b49e25"}},
                      {"payment", {170, "b5cba3fdf19b3ec8a7edee09d722ccb9"}},
                      {"returned_line", {14, "70d2b7f9b05cb35ff256c06545ad3b2d"}}});
}
