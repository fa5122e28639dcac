// A load from start to end: simulate, order, hand over to the target, publish or discard.
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
  std::size_t threads = 1;  // that simulate; a target's streams have threads of their own
  Interrupt interrupt;      // requested: the load is cancelled
};

// Where a load is, for the progress line.
struct LoadProgress {
  std::uint64_t rows = 0;
  double share = 0;         // of the windows, 0 … 1
  double seconds = 0;       // since the load began
  bool publishing = false;  // all rows are written; what is left are indexes, checks and showing the result
};

struct LoadResult {
  LoadTotals totals;
  std::vector<model::TransitionCounts> transitions;  // by actor kind
  std::vector<model::NoiseCounts> noise;             // by table; empty where none has noise
  double seconds = 0;
};

// Runs `request` into `target`. `on_progress` is called on the caller's thread about ten times a second.
// Throws Error; the target is then discarded and as it was before.
[[nodiscard]] LoadResult run_load(const model::Model& model, const LoadRequest& request, Target& target,
                                  const LoadOptions& options,
                                  const std::function<void(const LoadProgress&)>& on_progress);

}  // namespace seedbed
