// How a run is divided into windows. Rows do not depend on it, only speed and memory do.
//
// The order of windows: the rows of entities, one chunk of rows per window; opening windows at the instant
// `start`, one chunk of actors per window; regular windows of equal length over (start, end); closing windows
// at the instant `end` (finish rows), one chunk of actors per window.
#pragma once
#include <cstddef>
#include <cstdint>

#include "model/model.hpp"

namespace seedbed::model {

// A window has a list head per range; more windows would cost memory and no longer help.
inline constexpr std::uint64_t kMaxWindows = std::uint64_t{1} << 16;

struct WindowPlan {
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::int64_t tick = 0;      // of the clock, at most the run's length; 0: none
  unsigned shift = 0;         // a regular window is 2^shift microseconds long
  std::size_t regular = 0;    // windows that cover the run
  std::size_t simulated = 0;  // regular windows that are simulated: fewer with an early --until
  unsigned sweep_shift = 0;   // a sweep, which a range simulates at once, has 2^sweep_shift regular windows
  std::size_t entities = 0;   // windows of entity rows
  std::size_t chunks = 0;     // opening windows; as many closing windows
  std::size_t last = 0;       // all windows that are simulated: fewer with an early --until

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

// About `windows` regular windows, at most kMaxWindows, for the model's clock. Entities, chunks and `last`
// are 0.
[[nodiscard]] WindowPlan plan_windows(const Model& model, std::uint64_t windows);

}  // namespace seedbed::model
