// A load from start to end: simulate, order, write to the target, publish or discard.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "pipeline/load_plan.hpp"
#include "rows/digest.hpp"
#include "simulation/simulation.hpp"
#include "sink/target.hpp"

namespace seedbed {

// The progress of a load.
struct LoadProgress {
  std::uint64_t rows = 0;
  double share = 0;         // of the windows that are done, 0 to 1
  double seconds = 0;       // since the load began
  bool publishing = false;  // all rows are written; indexes, checks and publishing are left
};

struct LoadResult {
  LoadTotals totals;
  std::vector<model::TransitionCounts> transitions;  // by actor kind
  std::vector<model::NoiseCounts> noise;             // by table; empty if no table has noise
  double seconds = 0;
};

// Runs `plan` into `target`. `on_progress`, which may be empty, is called on the caller's thread about ten
// times a second. Throws Error: the target is then discarded, which leaves it as it was before.
[[nodiscard]] LoadResult run_load(const LoadPlan& plan, Target& target,
                                  const std::function<void(const LoadProgress&)>& on_progress);

}  // namespace seedbed
