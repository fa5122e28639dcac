// Memory is proportional to the actors, not to the rows. These tests count batches and windows; the
// benchmarks measure peaks.
#include <algorithm>
#include <mutex>
#include <set>

#include "pipeline/arrange.hpp"
#include "pipeline/window_schedule.hpp"
#include "simulation/estimate.hpp"
#include "simulation/simulation.hpp"
#include "support/batch_target.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"
#include "support/threads.hpp"

using namespace seedbed;
using namespace seedbed::test;

TEST_CASE("batches are reused: their number does not grow with the rows", "[memory]") {
  const Watchdog watchdog;
  RunSpec spec;
  spec.model = bundled_model("bank");
  spec.set = {{"users", "2000"}};
  spec.threads = GENERATE(1U, 3U);
  spec.window_rows = 2000;
  const bool total_order = GENERATE(false, true);
  std::mutex mutex;
  std::set<const Batch*> batches;
  std::size_t written = 0;
  std::size_t most_rows = 0;
  TargetCalls calls;
  const auto target = make_batch_target(calls,
                                        [&](std::size_t, const Batch& batch) {
                                          const std::lock_guard lock(mutex);
                                          batches.insert(&batch);
                                          ++written;
                                          most_rows = std::max(most_rows, batch.rows());
                                        },
                                        {1, total_order});
  (void)run(spec, *target);
  // Per table: 32 in the queue, one being written, one on its way to the queue, one being filled.
  CHECK(batches.size() <= 5 * (32 + 1 + 1 + 1));
  CHECK(written > 2 * batches.size());
  CHECK(most_rows <= kBatchRows);
}

TEST_CASE("a run of any length has a bounded number of windows", "[memory]") {
  RunSpec spec;
  spec.model = bundled_model("bank");
  spec.set = {{"users", "50"}};
  spec.duration = std::int64_t{3650} * 86'400'000'000;
  const model::Model model = compiled(spec);
  model::RunOptions options;
  options.slice = {model.clock.start, model.clock.end, 1, 1};
  options.window_rows = 1;
  const model::Simulation simulation(model, options);
  CHECK(simulation.windows() > 1000);
  CHECK(simulation.windows() <= (1U << 16) + 2);
}

TEST_CASE("there are many windows even if no actor of the sample has events", "[memory]") {
  RunSpec spec;
  spec.model = bundled_model("bank");
  for (std::size_t at = 0; (at = spec.model.find("chance = \"", at)) != std::string::npos; ++at) {
    spec.model.replace(at, spec.model.find('"', at + 10) + 1 - at, "chance = \"0.0000001%\"");
  }
  spec.set = {{"users", "100000"}};
  const model::Model model = compiled(spec);
  model::RunOptions options;
  options.slice = {model.clock.start, model.clock.end, 1, 1};
  const model::Simulation simulation(model, options);
  CHECK(simulation.windows() >=
        2048);  // a window's rows are in memory at once, so each window is a small part of the run
}

TEST_CASE("an estimate costs no more for a busy actor than for a quiet one", "[memory]") {
  RunSpec spec;
  spec.model = replaced(replaced(bundled_model("bank"), "tick     = \"1m\"", "tick = \"1ms\""),
                        "chance = \"0.01%\"", "chance = \"90%\"");
  spec.set = {{"users", "3"}};
  spec.duration = std::int64_t{3650} * 86'400'000'000;
  const Watchdog watchdog(std::chrono::seconds(60));  // 3e11 ticks with an event each would take a day
  const model::Estimate estimate = model::estimate(compiled(spec), {}, 1);
  CHECK(estimate.events > 1e11);
  CHECK(estimate.rows.at(2) > 1e11);
}
