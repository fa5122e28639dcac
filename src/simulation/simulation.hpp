// A run of a model: its actors in ranges, its time in windows. The caller decides which thread simulates
// what; each range's windows must be simulated in order, different ranges may be at different windows.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "expression/program/entity_store.hpp"
#include "model/model.hpp"
#include "rows/digest.hpp"
#include "simulation/actor_range.hpp"
#include "simulation/entity_rows.hpp"
#include "simulation/window_plan.hpp"

namespace seedbed::model {

struct RunOptions {
  std::uint64_t seed = 1;
  Slice slice;
  std::size_t ranges = 1;         // into how many the actors are cut, at least one a kind that has any
  std::uint64_t window_rows = 0;  // rows that a window should hold; 0: the default
  std::optional<unsigned>
      sweep_shift;  // as in WindowPlan, where no row is late; absent: what suits the actors
  std::shared_ptr<const EntityStore> entities;  // of this model and seed; absent: they are built
};

// Rows and events of a whole run as a sample of actors lets expect.
struct Estimate {
  double events = 0;
  std::vector<double> rows;    // a table, in order
  std::vector<double> actors;  // a kind, in order
  std::uint64_t sampled = 0;   // actors looked at
};

class Simulation {
 public:
  // `model` must outlive the simulation.
  Simulation(const Model& model, const RunOptions& options);

  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  [[nodiscard]] std::size_t ranges() const { return entity_rows_.size(); }
  [[nodiscard]] std::size_t windows() const { return plan_.last; }
  // The simulated time up to which windows before `window` reach: for the progress line.
  [[nodiscard]] std::int64_t time_of(std::size_t window) const;
  // The rows of the range's actors in this window go into `out`, which must be empty.
  void simulate(std::size_t range, std::size_t window, WindowRows& out);
  // Places of rows in `window` lie in [first, last] and are whole multiples of `unit` after `first`.
  struct Times {
    std::int64_t first;
    std::int64_t last;
    std::int64_t unit;
  };
  [[nodiscard]] Times times_of(std::size_t window) const;

  // Which actor kind the range's actors are of, by position in the model.
  [[nodiscard]] std::size_t kind_of(std::size_t range) const;

  // Totals over all ranges, when all is simulated.
  [[nodiscard]] std::vector<Digest> digests() const;
  [[nodiscard]] std::vector<std::uint64_t> rows() const;
  [[nodiscard]] std::vector<NoiseCounts> noise() const;  // a table; empty where none has noise
  // Per actor kind, in the model's order.
  [[nodiscard]] std::vector<TransitionCounts> transitions() const;

 private:
  struct Part {
    std::unique_ptr<ActorRange> actors;
    std::size_t first_chunk;
    std::size_t chunks;
  };

  // Rows [first, last) of an entity, written in one window.
  struct EntityChunk {
    std::uint16_t entity;
    std::uint32_t first;
    std::uint32_t last;
  };

  void cut_entities(const Slice& slice);
  void cut_actors(const RunOptions& options);

  const Model* model_;
  std::shared_ptr<const EntityStore> entities_;
  WindowPlan plan_;
  std::vector<EntityChunk> entity_chunks_;
  std::vector<Part> ranges_;
  std::vector<std::unique_ptr<EntityRows>> entity_rows_;  // a range; one at least
};

// What an estimate may cost, for each kind of actors: whichever comes first.
struct EstimateEffort {
  std::uint64_t actors = 64;
  std::uint64_t events = 20'000;  // some 10 ms
};

// Simulates a few actors of every kind, spread over the population, and scales up. Actors whose model fails
// at run time are left out.
[[nodiscard]] Estimate estimate(const Model& model, const EntityStore& entities, std::uint64_t seed,
                                const EstimateEffort& effort = {});

}  // namespace seedbed::model
