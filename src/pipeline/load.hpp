// A load from start to end: simulate, order, write to the target, publish or discard.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/interrupt.hpp"
#include "model/model.hpp"
#include "rows/digest.hpp"
#include "simulation/simulation.hpp"
#include "sink/target.hpp"

namespace seedbed {

struct LoadOptions {
  model::RunOptions run;    // `ranges` is chosen by the load
  std::size_t threads = 1;  // that simulate; the target's streams have threads of their own
  Interrupt interrupt;      // if requested, the load is cancelled
};

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

// Loads `model` into `target`. `on_progress`, which may be empty, is called on the caller's thread about ten
// times a second. Throws Error: the target is then discarded, which leaves it as it was before.
[[nodiscard]] LoadResult run_load(const model::Model& model, const LoadRequest& request, Target& target,
                                  const LoadOptions& options,
                                  const std::function<void(const LoadProgress&)>& on_progress);

}  // namespace seedbed
