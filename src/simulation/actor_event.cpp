#include "simulation/actor_event.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/civil_time.hpp"
#include "base/error.hpp"
#include "random/random.hpp"
#include "simulation/origin_text.hpp"

namespace seedbed::model {
namespace {

// An actor with more attempts than this at one instant is in an endless loop of the model.
constexpr std::uint32_t kMaxAtInstant = 10'000;

// Attempts from 1 on are events. The redraws of `distinct` have addresses far above them.
constexpr std::uint64_t kRedraws = std::uint64_t{1} << 40;

}  // namespace

ActorEvent::ActorEvent(const Model& model, const EntityStore& entities, const ActorKind& kind,
                       const RangeMembers& members, ActorStore& store, std::uint64_t seed, const Slice& slice,
                       const WindowPlan& plan)
    : model_(&model),
      kind_(&kind),
      plan_(&plan),
      members_(&members),
      store_(&store),
      seed_(seed),
      slice_(slice),
      earliest_(NoisyRows::earliest_event(model, slice)),
      evaluator_(model.program, entities),
      frame_(evaluator_.frame()),
      attributes_(frame_ + kind.first_attribute),
      scheduler_(model, kind, plan, evaluator_),
      rows_(model, slice, evaluator_),
      repeated_(model) {
  transitions_.fired.resize(kind.transitions.size());
  transitions_.refused.resize(kind.transitions.size());
}

void ActorEvent::create(std::uint32_t i, WindowRows& out) {
  Record& actor = (*store_)[i];
  actor.next = kNever;
  actor.attempt = 0;
  actor.state = ActorStore::kUnborn;
  edge_ = nullptr;
  identify(i);
  set_now(plan_->start);
  set_attempt(0);
  evaluator_.run(kind_->attribute_code);
  if (kind_->distinct && !make_distinct(i)) {
    actor.state = ActorStore::kAbsent;
  } else {
    std::int64_t arrival = plan_->start;
    if (kind_->arrival) {
      evaluator_.run(kind_->arrival->code);
      const Value at = frame_[kind_->arrival->slot];
      arrival = at.null != 0 ? kNever : std::max(at.integer, plan_->start);
    }
    if (arrival == plan_->start) {
      arrive(actor, out);
    } else if (arrival < plan_->end) {
      actor.next = arrival;
    } else {
      actor.state = ActorStore::kAbsent;
    }
  }
  store_->store(actor, attributes_);
  evaluator_.texts().reset();
}

// Returns false if the actor has the same value as a sibling after all redraws: it then never exists.
// Siblings that never arrive count too, as they may arrive in a longer run.
bool ActorEvent::make_distinct(std::uint32_t i) {
  unsigned redraws = 0;
  if (members_->child(i).number == 0) siblings_.clear();
  while (!siblings_.add(frame_[kind_->distinct->slot], kind_->distinct->of_bytes)) {
    if (++redraws > kMaxRedraws) return false;
    evaluator_.set_draw_context(draw_context(actor_key_, kRedraws + redraws));
    evaluator_.run(kind_->distinct->redraw);
  }
  evaluator_.set_draw_context(context_);
  return true;
}

// REQUIRES: the attributes are in the frame, and the draws are those of attempt 0.
void ActorEvent::arrive(Record& actor, WindowRows& out) {
  emit(kind_->start_rows, out);
  const std::uint16_t state = kind_->initial_weights.empty()
                                  ? kind_->initial
                                  : scheduler_.choose_initial_state(draw_bits(context_, kind_->initial_key));
  actor.state = state;
  if (model_->names_events) name_event(nullptr, 0, state);
  enter(state);
  emit(kind_->states[state].rows, out);
  next_attempt(actor);
  schedule_all(actor, scheduler_.boundary_from(now_));
}

void ActorEvent::set_now(std::int64_t now) {
  now_ = now;
  leaves_rows_ = now >= earliest_ && now < slice_.until;
  in_slice_ = leaves_rows_ && now >= slice_.since;
  frame_[model_->now_slot] = Value::of_integer(now);
}

void ActorEvent::set_attempt(std::uint64_t attempt) {
  context_ = draw_context(actor_key_, attempt);
  evaluator_.set_draw_context(context_);
}

void ActorEvent::next_attempt(Record& actor) {
  if (actor.attempt == UINT32_MAX) fail("it has acted 4,294,967,295 times, more than an actor can", nullptr);
  ++actor.attempt;
  set_attempt(actor.attempt);
}

void ActorEvent::act(WindowRows& out) {
  Record& actor = *actor_;
  attempts_at_instant_ = actor.next == instant_ ? attempts_at_instant_ + 1 : 0;
  instant_ = actor.next;
  set_now(actor.next);
  if (attempts_at_instant_ >= kMaxAtInstant) {
    fail(fmt::format("{} attempts at one instant: the model is in an endless loop without waiting",
                     kMaxAtInstant),
         nullptr);
  }
  set_attempt(actor.attempt);
  if (actor.state == ActorStore::kUnborn) {
    edge_ = nullptr;
    arrive(actor, out);
    return;
  }
  if (kind_->timers > 0 && act_by_timer(actor, out)) return;
  const State& state = kind_->states[actor.state];
  const bool left = perform(actor, state.edges[actor.edge], out);
  next_attempt(actor);
  drawn_at_ = now_;
  // On ticks without jitter the next boundary is one tick later.
  const std::int64_t boundary = model_->on_ticks ? now_ + plan_->tick : scheduler_.boundary_after(now_);
  if (left) {
    schedule_all(actor, boundary);
  } else {
    schedule(actor, boundary);
    take_earliest(actor);
  }
}

// Timers fire before the state's edges at the same instant. Returns false if no timer is due.
bool ActorEvent::act_by_timer(Record& actor, WindowRows& out) {
  const State& state = kind_->states[actor.state];
  std::int64_t* const times = store_->times(actor);
  std::size_t t = 0;
  while (t < state.timers.size() && times[t + 1] != now_) ++t;
  if (t == state.timers.size()) return false;
  times[t + 1] = kNever;  // a timer fires once per entry of the state
  const std::uint64_t refused_before = refusals_;
  const bool left = perform(actor, state.timers[t], out);
  next_attempt(actor);
  if (left) {
    drawn_at_ = now_;
    schedule_all(actor, scheduler_.boundary_after(now_));
    return true;
  }
  // Chances and rates are evaluated again, unless the timer was refused, or a jittered draw was made at an
  // earlier boundary. Timers come before the tick at the same instant, so that tick is still to be drawn,
  // unless it was drawn already.
  const bool jitter_pending = model_->clock.jitter && state.timing == Timing::chance && times[0] != kNever &&
                              scheduler_.boundary_after(times[0]) - plan_->tick < now_;
  if (refused_before == refusals_ && state.timing != Timing::weight && !jitter_pending) {
    schedule(actor, drawn_at_ == now_ ? scheduler_.boundary_after(now_) : scheduler_.boundary_from(now_));
  }
  take_earliest(actor);
  return true;
}

bool ActorEvent::perform(Record& actor, const Edge& edge, WindowRows& out) {
  edge_ = &edge;
  ++events_;
  const std::uint16_t before = actor.state;
  bool left = false;
  if (fire(actor, edge, out)) {
    transitions_.fired[edge.transition] += in_slice_ ? 1 : 0;
    left = moved_;
  } else {
    transitions_.refused[edge.transition] += in_slice_ ? 1 : 0;
    ++refusals_;
    actor.state = before;
  }
  return left;
}

// Returns false if `when` refuses: nothing has changed then.
bool ActorEvent::fire(Record& actor, const Edge& edge, WindowRows& out) {
  moved_ = false;
  Value* const serials = attributes_ + kind_->first_serial;
  if (edge.serials) serials_.assign(serials, serials + kind_->attributes - kind_->first_serial);
  if (!edge.let.empty()) evaluator_.run(edge.let);
  if (edge.when && !holds(*edge.when, evaluator_)) {
    if (edge.serials) std::copy(serials_.begin(), serials_.end(), serials);
    return false;
  }
  if (!edge.set.empty()) evaluator_.run(edge.set);
  const std::size_t d =
      edge.to.size() == 1 ? 0
                          : scheduler_.choose_destination(edge, draw_bits(context_, kind_->destination_key));
  const Destination& to = edge.to[d];
  moved_ = to.state != kNoTransition;
  if (model_->names_events)
    name_event(&edge, static_cast<std::uint16_t>(actor.state),
               moved_ ? to.state : static_cast<std::uint16_t>(actor.state));
  if (moved_) {
    actor.state = to.state;
    enter(to.state);
  }
  if (to.each) repeat(*to.each, out);
  emit(to.rows, out);
  if (to.each) {
    out.append_from(repeated_, *model_);
    repeated_.clear();
  }
  if (moved_) emit(kind_->states[to.state].rows, out);
  return true;
}

void ActorEvent::enter(std::uint16_t state) {
  const Code& code = kind_->states[state].enter;
  if (!code.empty()) evaluator_.run(code);
}

// Sets the texts of `transition`, `from` and `to`, which a state may read on entry; the first two are null on
// arrival.
void ActorEvent::name_event(const Edge* edge, std::uint16_t from, std::uint16_t to) {
  const auto text = [](const std::string& name) { return Value::of_text(name, true); };
  frame_[model_->transition_slot] =
      edge == nullptr ? Value::nothing() : text(kind_->transitions[edge->transition]);
  frame_[model_->from_slot] = edge == nullptr ? Value::nothing() : text(kind_->states[from].name);
  frame_[model_->to_slot] = text(kind_->states[to].name);
}

// Computes every round before the transition's own rows, and holds its rows back until those are written.
void ActorEvent::repeat(const Repeat& each, WindowRows& out) {
  const double times = scheduler_.evaluate(each.times);
  if (!(times <= kMaxRounds))
    fail(fmt::format("`times` of `each` is {}, more than {}", times, kMaxRounds), &each.times.origin);
  repeated_.keep_order = out.keep_order;
  for (std::int64_t nth = 1; static_cast<double>(nth) <= times; ++nth) {
    frame_[each.nth] = Value::of_integer(nth);
    // Every round has draws of its own.
    evaluator_.set_draw_context(draw_context(context_, static_cast<std::uint64_t>(nth)));
    if (!each.code.empty()) evaluator_.run(each.code);
    emit(each.rows, repeated_);
    ++events_;
  }
  evaluator_.set_draw_context(context_);
}

void ActorEvent::emit(const std::vector<Emission>& rows, WindowRows& out) {
  // Rows outside the slice take serial numbers too.
  if (!leaves_rows_ && !kind_->serials_in_rows) return;
  for (const Emission& row : rows) {
    if (rows_.compute(row) && leaves_rows_) rows_.write(row, now_, index_, out);
  }
}

// Schedules all events of a state that has just been entered: its timers and its edges.
void ActorEvent::schedule_all(Record& actor, std::int64_t boundary) {
  if (kind_->timers > 0) {
    const State& state = kind_->states[actor.state];
    std::int64_t* const timers = store_->times(actor) + 1;
    std::fill_n(timers, kind_->timers, kNever);
    for (std::size_t t = 0; t < state.timers.size(); ++t) timers[t] = scheduler_.timer(state.timers[t], now_);
  }
  schedule(actor, boundary);
  take_earliest(actor);
}

// Schedules the next event of the state's edges.
void ActorEvent::schedule(Record& actor, std::int64_t boundary) {
  const Scheduler::Next next = scheduler_.next(kind_->states[actor.state], now_, boundary, context_);
  actor.next = next.time;
  actor.edge = next.edge;
  if (kind_->timers > 0) store_->times(actor)[0] = next.time;
}

// With timers, the actor's next event is the earliest of all.
void ActorEvent::take_earliest(Record& actor) {
  if (kind_->timers == 0) return;
  const std::int64_t* const all = store_->times(actor);
  actor.next = *std::min_element(all, all + kind_->states[actor.state].timers.size() + 1);
}

void ActorEvent::finish(std::uint32_t i, WindowRows& out) {
  edge_ = nullptr;
  Record& actor = (*store_)[i];
  if (actor.state >= ActorStore::kAbsent) return;
  identify(i);
  set_now(plan_->end);
  in_slice_ = leaves_rows_ = true;
  store_->load(actor, attributes_);
  set_attempt(actor.attempt);
  for (const Finish& finish : kind_->finish) {
    if (finish.in[actor.state] != 0) emit(finish.rows[actor.state], out);
  }
  evaluator_.texts().reset();
}

void ActorEvent::fail(const EvaluationError& error) const { fail(error.what(), &error.origin()); }

void ActorEvent::fail(const std::string& what, const Origin* origin) const {
  std::string message = fmt::format("{} {}", kind_->name, index_);
  const Edge* const edge = scheduler_.considered() != nullptr ? scheduler_.considered() : edge_;
  if (edge != nullptr) message += fmt::format(", transition `{}`", kind_->transitions[edge->transition]);
  message += fmt::format(", at {}: {}", format_time(now_), what);
  if (origin != nullptr) message += origin_text(*model_, *origin);
  throw Error(Failure::load, message);
}

}  // namespace seedbed::model
