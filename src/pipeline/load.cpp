#include "pipeline/load.hpp"

#include <chrono>

#include "pipeline/load_run.hpp"

namespace seedbed {
namespace {

using SteadyClock = std::chrono::steady_clock;

double seconds_since(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

}  // namespace

LoadResult run_load(const LoadPlan& plan, Target& target,
                    const std::function<void(const LoadProgress&)>& on_progress) {
  const auto start = SteadyClock::now();
  LoadResult result;
  try {
    target.prepare(plan.request);
    {
      LoadRun run(plan, target);
      result.totals = run.run(on_progress, start);
      result.transitions = run.simulation().transitions();
      result.noise = run.simulation().noise();
    }
    if (on_progress) {
      std::uint64_t rows = 0;
      for (const std::uint64_t table : result.totals.rows) rows += table;
      on_progress({rows, 1, seconds_since(start), true});
    }
    target.publish(result.totals);
  } catch (...) {
    target.discard();
    throw;
  }
  result.seconds = seconds_since(start);
  return result;
}

}  // namespace seedbed
