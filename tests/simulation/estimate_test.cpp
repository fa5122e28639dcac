// Estimates of rows and events, which `check` prints and which windows are planned by.
#include "simulation/estimate.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"

using namespace seedbed;
using namespace seedbed::test;

TEST_CASE("the estimate is near the rows of a run", "[simulate]") {
  RunSpec spec;
  spec.model = bundled_model("bank");
  spec.set = {{"users", "3000"}};
  const RunResult result = run(spec);
  const model::Estimate estimate = model::estimate(result.model, {}, 1);
  CHECK(estimate.sampled == 64);
  for (std::size_t t = 0; t < result.model.tables.size(); ++t) {
    CAPTURE(result.model.tables[t].name);
    // The standard deviation of a user's rows is about one third of the mean: one twentieth for 64 users, and
    // twice that for loans.
    CHECK(estimate.rows[t] == Approx(static_cast<double>(result.load.totals.rows[t])).epsilon(0.25));
  }
}

TEST_CASE("actors that fail are left out of the estimate", "[simulate]") {
  RunSpec spec;
  spec.model = R"toml(
[clock]
start = 2024-01-01T00:00:00Z
duration = "1h"
tick = "1m"
[actor.a]
count = 64
initial = "on"
[actor.a.attributes]
n = "1 // (index % 2)"
[[actor.a.transition]]
name = "act"
from = "on"
chance = "100%"
emit = ["log"]
[table.log.columns]
n = "n"
)toml";
  const model::Estimate estimate = model::estimate(compiled(spec), {}, 1);
  CHECK(estimate.sampled == 32);
  CHECK(estimate.actors == std::vector<double>{64});
  CHECK(estimate.rows[0] == 64 * 60);
  CHECK(estimate.events == 64 * 60);
}

TEST_CASE("an estimate that ends early has sampled the whole population", "[simulate]") {
  RunSpec spec;
  spec.model = R"toml(
[clock]
start = 2024-01-01T00:00:00Z
duration = "1h"
tick = "1m"
[actor.a]
count = 1000
initial = "on"
[[actor.a.transition]]
name = "act"
from = "on"
chance = "if(index < 500, 100%, 0%)"
emit = ["log"]
[table.log.columns]
n = "index"
)toml";
  const model::Estimate estimate = model::estimate(compiled(spec), {}, 1, {1000, 1200});
  CHECK(estimate.sampled < 50);  // 20 actors with events, and as many without
  CHECK(estimate.rows[0] == Approx(500 * 60).epsilon(0.1));
  CHECK(model::estimate(compiled(spec), {}, 1, {1000, 100'000}).rows[0] == 500 * 60);
}

TEST_CASE("a run of one instant is estimated too", "[simulate]") {
  RunSpec spec;
  spec.model = bundled_model("bank");
  spec.duration = 1;
  const model::Estimate estimate = model::estimate(compiled(spec), {}, 1);
  CHECK(estimate.rows[4] == 10'000);
}
