// The events of actors, one after another: creation, arrival, transitions, timers, finish rows. An event
// draws at its attempt's address, evaluates expressions on the frame, writes rows and schedules the actor's
// next event. One thread at a time may use an ActorEvent.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "expression/program/evaluator.hpp"
#include "model/model.hpp"
#include "random/random.hpp"
#include "simulation/actor_store.hpp"
#include "simulation/range_members.hpp"
#include "simulation/row_emitter.hpp"
#include "simulation/scheduler.hpp"
#include "simulation/siblings.hpp"
#include "simulation/window_plan.hpp"

namespace seedbed::model {

// How often each transition fired and was refused within the slice, by ActorKind::transitions.
struct TransitionCounts {
  std::vector<std::uint64_t> fired;
  std::vector<std::uint64_t> refused;
};

class ActorEvent {
 public:
  // All but `slice` must outlive it. `store` has a record for each of `members`, which are of `kind`.
  ActorEvent(const Model& model, const EntityStore& entities, const ActorKind& kind,
             const RangeMembers& members, ActorStore& store, std::uint64_t seed, const Slice& slice,
             const WindowPlan& plan);
  ActorEvent(const ActorEvent&) = delete;
  ActorEvent& operator=(const ActorEvent&) = delete;

  // The functions below append rows to `out` and throw EvaluationError, or Error(load) as fail() does.

  // Computes the attributes of member `i` and its arrival, and performs the arrival if it is at the start of
  // the run. With `distinct`, members are created in ascending order.
  void create(std::uint32_t i, WindowRows& out);
  // Loads member `i` from the store; act() is then about this actor.
  void begin_actor(std::uint32_t i);
  // Performs the event that is due at Record::next. REQUIRES: between begin_actor() and end_actor().
  void act(WindowRows& out);
  // Stores the actor.
  void end_actor();
  // Writes the finish rows of member `i`, if it has arrived.
  void finish(std::uint32_t i, WindowRows& out);

  // Throws Error(load) that names the actor, its transition, the time and the expression.
  [[noreturn]] void fail(const EvaluationError& error) const;

  [[nodiscard]] const TransitionCounts& transitions() const { return transitions_; }
  [[nodiscard]] const RowEmitter& rows() const { return rows_; }
  // Events so far, with refused ones and those outside the slice; a round of `each` costs as much as an
  // event.
  [[nodiscard]] std::uint64_t events() const { return events_; }

 private:
  using Record = ActorStore::Record;

  void identify(std::uint32_t i);
  void set_now(std::int64_t now);
  void set_attempt(std::uint64_t attempt);
  void next_attempt(Record& actor);
  [[nodiscard]] bool make_distinct(std::uint32_t i);
  void arrive(Record& actor, WindowRows& out);
  [[nodiscard]] bool act_by_timer(Record& actor, WindowRows& out);
  // Fires or refuses. Returns true if the actor leaves its state, or enters it again.
  bool perform(Record& actor, const Edge& edge, WindowRows& out);
  [[nodiscard]] bool fire(Record& actor, const Edge& edge, WindowRows& out);
  void enter(std::uint16_t state);
  void repeat(const Repeat& each, WindowRows& out);
  void name_event(const Edge* edge, std::uint16_t from, std::uint16_t to);
  void emit(const std::vector<Emission>& rows, WindowRows& out);
  void schedule_all(Record& actor, std::int64_t boundary);
  void schedule(Record& actor, std::int64_t boundary);
  void take_earliest(Record& actor);
  [[noreturn]] void fail(const std::string& what, const Origin* origin) const;

  const Model* model_;
  const ActorKind* kind_;
  const WindowPlan* plan_;
  const RangeMembers* members_;
  ActorStore* store_;
  std::uint64_t seed_;
  Slice slice_;
  std::int64_t earliest_;  // events before this time leave no row in the slice
  Evaluator evaluator_;
  Value* frame_;
  Value* attributes_;  // in the frame
  Scheduler scheduler_;
  RowEmitter rows_;
  TransitionCounts transitions_;
  std::uint64_t events_ = 0;

  // The actor under way.
  Record* actor_ = nullptr;
  std::uint64_t index_ = 0;
  std::uint64_t actor_key_ = 0;
  std::int64_t instant_ = kNever;  // of the attempts that attempts_at_instant_ counts
  std::uint32_t attempts_at_instant_ = 0;
  std::int64_t drawn_at_ = kNever;  // when it last moved or drew: no tick at that instant is drawn again
  Siblings siblings_;               // of the actor that was created last

  // The event under way.
  const Edge* edge_ = nullptr;
  std::int64_t now_ = 0;
  std::uint64_t context_ = 0;
  bool in_slice_ = false;
  bool leaves_rows_ = false;  // in the slice, or early enough for a late row in the slice
  bool moved_ = false;        // the event leaves its state, or enters it again
  std::uint64_t refusals_ = 0;
  WindowRows repeated_;         // rows of `each`, until the transition's own rows are written
  std::vector<Value> serials_;  // the counters of serial() before `let`
};

// These are inline because they run for every visit of an actor.

// Sets the index, the key of the draws and, with `per`, the parent.
inline void ActorEvent::identify(std::uint32_t i) {
  index_ = members_->index_of(i);
  if (kind_->per) frame_[kind_->per->parent_slot] = Value::of_integer(members_->child(i).parent);
  actor_key_ = actor_key(seed_, kind_->key, index_);
  frame_[model_->index_slot] = Value::of_integer(static_cast<std::int64_t>(index_));
}

inline void ActorEvent::begin_actor(std::uint32_t i) {
  identify(i);
  instant_ = kNever;
  drawn_at_ = kNever;
  actor_ = &(*store_)[i];
  store_->load(*actor_, attributes_);
}

inline void ActorEvent::end_actor() {
  store_->store(*actor_, attributes_);
  if (!evaluator_.texts().empty()) evaluator_.texts().reset();
}

}  // namespace seedbed::model
