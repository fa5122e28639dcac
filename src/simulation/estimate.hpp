// Expected rows and events of a whole run, from a sample of its actors.
#pragma once
#include <cstdint>
#include <vector>

#include "expression/program/entity_store.hpp"
#include "model/model.hpp"

namespace seedbed::model {

struct Estimate {
  double events = 0;
  std::vector<double> rows;    // by table, in the model's order
  std::vector<double> actors;  // by kind, in the model's order
  std::uint64_t sampled = 0;   // actors that were simulated
};

// Limits of an estimate per kind of actors: it stops at the first that is reached.
struct EstimateEffort {
  std::uint64_t actors = 64;
  std::uint64_t events = 20'000;  // some 10 ms
};

// Simulates a few actors of every kind, spread over the population, and scales up. Actors that fail at run
// time are left out. `entities` are those of the model and the seed.
[[nodiscard]] Estimate estimate(const Model& model, const EntityStore& entities, std::uint64_t seed,
                                const EstimateEffort& effort = {});

}  // namespace seedbed::model
