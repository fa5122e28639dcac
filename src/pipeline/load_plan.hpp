// What a load is: the model, which of its rows are made and how, and what is asked of the target.
#pragma once
#include <cstddef>
#include <cstdint>

#include "model/model.hpp"
#include "simulation/simulation.hpp"
#include "sink/target.hpp"

namespace seedbed {

struct LoadPlan {
  const model::Model* model = nullptr;  // outlives the plan
  model::RunOptions run;                // `ranges` is chosen by the load
  std::size_t threads = 1;              // that simulate; the target's streams have threads of their own
  LoadRequest request;                  // its `interrupt` cancels the load
};

// The load of the part `slice` of the model's rows with `seed`. The caller adds what the target is to do:
// SQL, IfExists, ….
[[nodiscard]] LoadPlan plan_load(const model::Model& model, std::uint64_t seed, const model::Slice& slice);

// The whole run.
[[nodiscard]] model::Slice whole_run(const model::Model& model);

// Sets LoadRequest::shares from a sample. The entities are built for it; the load uses them too.
void estimate_shares(LoadPlan& plan);

}  // namespace seedbed
