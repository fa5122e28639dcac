// Small parts of a run that stand for the whole: what check measures and preview shows.
#pragma once
#include <cstdint>

#include "model/model.hpp"

namespace seedbed {

// What a part may cost.
struct SampleSize {
  double events = 0;         // about as many, by the model's estimate
  std::uint64_t actors = 0;  // at most so many of the largest kind; of one with `per`, so many parents
};

// How many of the kind a shard is cut from: actors, or the parents that they belong to.
[[nodiscard]] std::uint64_t roots_of(const model::ActorKind& kind);

// The first shard, cut so that it has that size, and where even one actor does too much, only the beginning
// of the run. `events` are those expected of the whole.
[[nodiscard]] model::Slice sample_of(const model::Model& model, double events, const SampleSize& size);

}  // namespace seedbed
