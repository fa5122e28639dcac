// A run of a model: its actors in ranges, its time in windows. The caller decides which thread simulates
// what. The windows of one range must be simulated in order; different ranges may be at different windows.
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
  // How many ranges the actors are divided into; each kind that has actors gets one at least.
  std::size_t ranges = 1;
  std::uint64_t window_rows = 0;  // desired rows per window; 0: the default
  // As in WindowPlan; ignored if the model has late rows. Absent: chosen by the size of the actors.
  std::optional<unsigned> sweep_shift;
  std::shared_ptr<const EntityStore> entities;  // of this model and seed; absent: they are built
};

class Simulation {
 public:
  // `model` must outlive the simulation.
  Simulation(const Model& model, const RunOptions& options);

  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  [[nodiscard]] std::size_t ranges() const { return entity_rows_.size(); }
  [[nodiscard]] std::size_t windows() const { return plan_.last; }
  // The simulated time at which `window` begins.
  [[nodiscard]] std::int64_t time_of(std::size_t window) const;
  // Appends the rows of the range's actors in this window to `out`. REQUIRES: `out` is empty. Throws
  // Error(load).
  void simulate(std::size_t range, std::size_t window, WindowRows& out);
  // The times of rows in `window` are in [first, last], each a multiple of `unit` after `first`.
  struct Times {
    std::int64_t first;
    std::int64_t last;
    std::int64_t unit;
  };
  [[nodiscard]] Times times_of(std::size_t window) const;

  // The kind of the range's actors, an index into Model::actors.
  [[nodiscard]] std::size_t kind_of(std::size_t range) const;

  // Totals over all ranges. REQUIRES: all windows are simulated.
  [[nodiscard]] std::vector<Digest> digests() const;
  [[nodiscard]] std::vector<std::uint64_t> rows() const;
  [[nodiscard]] std::vector<NoiseCounts> noise() const;  // by table; empty if no table has noise
  // By actor kind, in the model's order.
  [[nodiscard]] std::vector<TransitionCounts> transitions() const;

 private:
  struct Part {
    std::unique_ptr<ActorRange> actors;
    std::size_t first_chunk;
    std::size_t chunks;
  };

  // The rows [first, last) of an entity, which are written in one window.
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
  std::vector<std::unique_ptr<EntityRows>> entity_rows_;  // by range; at least one
};

}  // namespace seedbed::model
