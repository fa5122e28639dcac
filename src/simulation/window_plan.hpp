// How a run is cut into windows. Rows do not depend on it: it is a matter of speed and memory only.
//
// First come the rows of entities, a chunk of them a window. Then opening windows: the instant `start`, a
// chunk of actors each. Then regular windows of equal length over (start, end), then closing windows: the
// instant `end` (finish rows), a chunk of actors each.
#pragma once
#include <cstddef>
#include <cstdint>

#include "model/model.hpp"

namespace seedbed::model {

struct WindowPlan {
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::int64_t tick = 0;      // the clock's, at most the run's length; 0: none
  unsigned shift = 0;         // a regular window is 2^shift microseconds long
  std::size_t regular = 0;    // windows that cover the run
  std::size_t simulated = 0;  // of these: fewer with an early --until
  unsigned sweep_shift = 0;   // a sweep, the regular windows that a range simulates at once, is 2^this many
  std::size_t entities = 0;   // windows of entity rows
  std::size_t chunks = 0;     // opening windows, and closing ones
  std::size_t last = 0;       // how many windows of all are simulated: fewer with an early --until

  [[nodiscard]] std::size_t window_of(std::int64_t time) const {
    return static_cast<std::size_t>((time - start) >> shift);
  }
  [[nodiscard]] std::size_t sweep_of(std::size_t regular_window) const {
    return regular_window >> sweep_shift;
  }
  [[nodiscard]] std::size_t first_of_sweep(std::size_t sweep) const { return sweep << sweep_shift; }
  [[nodiscard]] std::int64_t window_end(std::size_t regular_window) const {
    const std::int64_t at = start + (static_cast<std::int64_t>(regular_window + 1) << shift);
    return at < end ? at : end;
  }
};

}  // namespace seedbed::model
