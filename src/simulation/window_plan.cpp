#include "simulation/window_plan.hpp"

#include <algorithm>
#include <bit>

namespace seedbed::model {

WindowPlan plan_windows(const Model& model, std::uint64_t windows) {
  WindowPlan plan;
  plan.start = model.clock.start;
  plan.end = model.clock.end;
  plan.tick = std::min(model.clock.tick, plan.end - plan.start);  // so that a sum of times cannot overflow
  const auto length = static_cast<std::uint64_t>(plan.end - plan.start);
  const std::uint64_t wanted =
      std::clamp(length / std::max<std::uint64_t>(1, windows), std::uint64_t{1}, length);
  plan.shift = static_cast<unsigned>(std::bit_width(wanted)) - 1;
  while ((length - 1) >> plan.shift >= kMaxWindows) ++plan.shift;
  plan.regular = static_cast<std::size_t>((length - 1) >> plan.shift) + 1;
  plan.simulated = plan.regular;
  return plan;
}

}  // namespace seedbed::model
