#include "pipeline/sample_slice.hpp"

#include <algorithm>
#include <cmath>

namespace seedbed {

std::uint64_t roots_of(const model::ActorKind& kind) {
  return kind.per ? kind.count / std::max<std::uint64_t>(1, kind.per->max) : kind.count;
}

model::Slice sample_slice(const model::Model& model, double events, const SampleLimits& limits) {
  model::Slice slice{model.clock.start, model.clock.end, 1, 1};
  std::uint64_t actors = 1;
  for (const model::ActorKind& kind : model.actors) actors = std::max(actors, roots_of(kind));
  slice.shards =
      static_cast<std::uint64_t>(std::clamp(events / limits.events, 1.0, static_cast<double>(actors)));
  slice.shards = std::max(slice.shards, (actors - 1) / limits.actors + 1);
  const double part = limits.events * static_cast<double>(slice.shards) / std::max(events, 1.0);
  const auto length = static_cast<double>(slice.until - slice.since);
  if (part < 0.5) slice.until = slice.since + std::max<std::int64_t>(1, std::llround(length * part));
  return slice;
}

}  // namespace seedbed
