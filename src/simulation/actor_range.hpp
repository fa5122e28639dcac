// A run of consecutive actors of one kind, simulated window by window. Ranges do not depend on each other.
// One thread at a time may use a range.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "model/model.hpp"
#include "simulation/actor_event.hpp"
#include "simulation/actor_store.hpp"
#include "simulation/calendar.hpp"
#include "simulation/delayed_rows.hpp"
#include "simulation/range_members.hpp"
#include "simulation/window_plan.hpp"
#include "simulation/window_rows.hpp"

namespace seedbed::model {

class ActorRange {
 public:
  // The actors [first, first + roots) of `kind`; if the kind has `per`, the actors of the rows
  // [first, first + roots) of its parent. Throws Error(load) if `per` cannot be computed. `model`, `entities`
  // and `plan` must outlive the range.
  ActorRange(const Model& model, const EntityStore& entities, const ActorKind& kind, std::uint64_t first,
             std::uint32_t roots, std::uint64_t seed, const Slice& slice, const WindowPlan& plan);
  ActorRange(const ActorRange&) = delete;
  ActorRange& operator=(const ActorRange&) = delete;

  // open(), simulate() and close() append rows to `out` and throw Error(load) that names transition, actor,
  // time and expression.

  // Creates the actors [begin, end) of the range (counted from 0) and simulates them at the instant `start`.
  void open(std::uint32_t begin, std::uint32_t end, WindowRows& out);
  // Simulates one window. Windows are simulated in order. REQUIRES: `out` is empty, all actors are open.
  void simulate(std::size_t regular_window, WindowRows& out);
  // Writes the finish rows of the actors [begin, end).
  void close(std::uint32_t begin, std::uint32_t end, WindowRows& out);
  // Instead of the three: simulates the first actor alone, until it has had `max_events` events or the run
  // ends. Returns the instant that it reached. `scratch` is cleared.
  std::int64_t sample(std::uint64_t max_events, WindowRows& scratch);

  [[nodiscard]] const ActorKind& kind() const { return *kind_; }
  [[nodiscard]] std::uint32_t count() const { return members_.count(); }
  [[nodiscard]] const TransitionCounts& transitions() const { return event_.transitions(); }
  [[nodiscard]] const RowEmitter& rows() const { return event_.rows(); }
  // As ActorEvent::events().
  [[nodiscard]] std::uint64_t events() const { return event_.events(); }

 private:
  void sweep(std::size_t first, WindowRows& out);
  // Performs the actor's events before `until`. `rows_at(time)` returns the WindowRows for an event's rows.
  template <typename RowsAt>
  void visit(std::uint32_t i, std::int64_t until, RowsAt rows_at);
  void file_away(std::uint32_t i);

  const Model* model_;
  const ActorKind* kind_;
  const WindowPlan* plan_;
  RangeMembers members_;
  ActorStore store_;
  ActorEvent event_;
  std::optional<DelayedRows> delayed_;  // if some table has late rows
  Calendar calendar_;                   // by sweep
  IndexSet due_;
  std::vector<std::uint32_t> due_list_;
  std::vector<WindowRows> ahead_;  // the sweep's windows after its first, until simulate() returns them
};

}  // namespace seedbed::model
