// A slice of a run that is small enough to simulate at once: what `check` measures and `preview` shows.
#pragma once
#include <cstdint>

#include "model/model.hpp"

namespace seedbed {

// What a sample may cost.
struct SampleLimits {
  double events = 0;         // about as many, by the model's estimate
  std::uint64_t actors = 0;  // at most so many of the largest kind; of a kind with `per`, so many parents
};

// How many of the kind are divided among shards: its actors or, with `per`, the parents they belong to.
[[nodiscard]] std::uint64_t roots_of(const model::ActorKind& kind);

// Returns the first shard, with as many shards as the limits need. If even one actor has too many events, the
// slice ends early too. `events` are those expected of the whole run.
[[nodiscard]] model::Slice sample_slice(const model::Model& model, double events, const SampleLimits& limits);

}  // namespace seedbed
