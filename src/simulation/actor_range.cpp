#include "simulation/actor_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/civil_time.hpp"
#include "base/error.hpp"
#include "random/random.hpp"
#include "random/real_math.hpp"
#include "simulation/entity_builder.hpp"
#include "simulation/origin_text.hpp"

namespace seedbed::model {
namespace {

// More attempts than this of one actor at one instant are a model that goes round in circles.
constexpr std::uint32_t kMaxAtInstant = 10'000;

// Records are read far apart from each other: this many ahead hides the memory's latency.
constexpr std::size_t kPrefetch = 12;
constexpr std::size_t kCacheLine = 64;

}  // namespace

ActorRange::ActorRange(const Model& model, const EntityStore& entities, const ActorKind& kind,
                       std::uint64_t first, std::uint32_t count, std::uint64_t seed, const Slice& slice,
                       const WindowPlan& plan)
    : model_(&model),
      entities_(&entities),
      kind_(&kind),
      plan_(&plan),
      slice_(slice),
      first_(first),
      children_(children_of(model, entities, kind, first, count, seed)),
      count_(!kind.per        ? count
             : kind.per->each ? count * *kind.per->each
                              : static_cast<std::uint32_t>(children_.size())),
      seed_(seed),
      null_words_(null_words(kind)),
      stride_(record_size(kind)),
      records_(std::make_unique_for_overwrite<char[]>(std::max<std::size_t>(1, count_) * stride_)),
      calendar_(plan.sweep_of(plan.regular - 1) + 1),
      due_(count_),
      evaluator_(model.program, entities),
      frame_(evaluator_.frame()),
      scheduler_(model, kind, plan, evaluator_),
      writer_(model),
      reach_(NoisyRows::reach(model, slice)),
      held_(model) {
  if (!model.noise.empty()) noise_.emplace(model, slice, evaluator_, writer_);
  if (model.late_rows) delayed_.emplace(model, plan);
  counts_.fired.resize(kind.transitions.size());
  counts_.refused.resize(kind.transitions.size());
  // Actors that were never created own no text.
  for (std::uint32_t i = 0; i < count_ && !kind.text_attributes.empty(); ++i) {
    std::memset(records_.get() + i * stride_, 0, stride_);
  }
}

void ActorRange::open(std::uint32_t begin_at, std::uint32_t end_at, WindowRows& out) try {
  for (std::uint32_t i = begin_at; i < end_at; ++i) {
    create(i, out);
    Record& actor = *record(i);
    if (actor.next <= plan_->start)
      visit(i, plan_->start + 1, [&](std::int64_t) -> WindowRows& { return out; });
    file_away(i, actor);
  }
  if (delayed_) delayed_->hold_back(out, plan_->start + 1);
} catch (const EvaluationError& error) {
  fail(error.what(), &error.origin());
}

void ActorRange::simulate(std::size_t regular_window, WindowRows& out) {
  const std::size_t first = plan_->first_of_sweep(plan_->sweep_of(regular_window));
  if (regular_window == first) {
    sweep(first, out);
  } else {
    std::swap(out, ahead_[regular_window - first - 1]);
  }
}

// The windows from `first` on: its own rows into `out`, those of the others for later.
void ActorRange::sweep(std::size_t first, WindowRows& out) try {
  const std::size_t end = std::min(plan_->first_of_sweep(plan_->sweep_of(first) + 1), plan_->simulated);
  while (ahead_.size() + 1 < end - first) ahead_.emplace_back(*model_);
  for (WindowRows& rows : ahead_) rows.keep_order = out.keep_order;
  const auto rows_at = [&](std::int64_t time) -> WindowRows& {
    const std::size_t window = plan_->window_of(time);
    return window == first ? out : ahead_[window - first - 1];
  };
  calendar_.take(plan_->sweep_of(first), due_);
  due_list_.clear();
  due_.drain(due_list_);
  const std::int64_t until = plan_->window_end(end - 1);
  const std::size_t due = due_list_.size();
  if (delayed_) delayed_->open(first);
  for (std::size_t k = 0; k < due; ++k) {
    if (k + kPrefetch < due) {
      const char* ahead = records_.get() + due_list_[k + kPrefetch] * stride_;
      for (std::size_t b = 0; b < stride_; b += kCacheLine) __builtin_prefetch(ahead + b, 1);
      __builtin_prefetch(ahead + stride_ - 1, 1);
    }
    const std::uint32_t i = due_list_[k];
    if (delayed_) delayed_->hand_out(actor_index(i), out);
    visit(i, until, rows_at);
    file_away(i, *record(i));
  }
  if (!delayed_) return;
  delayed_->hand_out(UINT64_MAX, out);
  // What is late at the very end still belongs to the last window.
  delayed_->hold_back(out, until < plan_->end ? until : kNever);
} catch (const EvaluationError& error) {
  fail(error.what(), &error.origin());
}

void ActorRange::close(std::uint32_t begin_at, std::uint32_t end_at, WindowRows& out) try {
  edge_ = nullptr;
  if (kind_->finish.empty()) return;
  for (std::uint32_t i = begin_at; i < end_at; ++i) {
    Record& actor = *record(i);
    if (actor.state >= kAbsent) continue;
    begin(i);
    set_now(plan_->end);
    in_slice_ = leaves_rows_ = true;
    load_attributes(actor);
    context_ = draw_context(actor_key_, actor.attempt);
    evaluator_.set_draw_context(context_);
    for (const Finish& finish : kind_->finish) {
      if (finish.in[actor.state] != 0) emit(finish.rows[actor.state], out);
    }
    evaluator_.texts().reset();
  }
} catch (const EvaluationError& error) {
  fail(error.what(), &error.origin());
}

std::int64_t ActorRange::sample(std::uint64_t max_events, WindowRows& scratch) try {
  create(0, scratch);
  const Record& actor = *record(0);
  for (; actor.next < plan_->end && events_ < max_events; scratch.clear())
    visit(0, actor.next + 1, [&](std::int64_t) -> WindowRows& { return scratch; });
  const std::int64_t reached = std::min(actor.next, plan_->end);
  if (reached == plan_->end) close(0, 1, scratch);
  scratch.clear();
  return reached;
} catch (const EvaluationError& error) {
  fail(error.what(), &error.origin());
}

std::uint64_t ActorRange::actor_index(std::uint32_t i) const {
  if (!kind_->per) return first_ + i;
  const Child at = child(i);
  return static_cast<std::uint64_t>(index_of(*entities_, kind_->per->parent, at.parent)) * kind_->per->max +
         at.place;
}

// Makes `i` the actor whose draws and attributes are in play.
void ActorRange::begin(std::uint32_t i) {
  index_ = actor_index(i);
  if (kind_->per) frame_[kind_->per->parent_slot] = Value::of_integer(child(i).parent);
  actor_key_ = actor_key(seed_, kind_->key, index_);
  frame_[model_->index_slot] = Value::of_integer(static_cast<std::int64_t>(index_));
}

void ActorRange::set_now(std::int64_t now) {
  now_ = now;
  leaves_rows_ = now >= reach_ && now < slice_.until;
  in_slice_ = leaves_rows_ && now >= slice_.since;
  frame_[model_->now_slot] = Value::of_integer(now);
}

template <typename RowsAt>
void ActorRange::visit(std::uint32_t i, std::int64_t until, RowsAt rows_at) {
  Record& actor = *record(i);
  begin(i);
  instant_ = kNever;
  spent_ = kNever;
  load_attributes(actor);
  while (actor.next < until) act(actor, rows_at(actor.next));
  store_attributes(actor);
  if (!evaluator_.texts().empty()) evaluator_.texts().reset();
}

void ActorRange::next_attempt(Record& actor) {
  if (actor.attempt == UINT32_MAX) fail("it has acted 4,294,967,295 times, more than an actor can", nullptr);
  ++actor.attempt;
  context_ = draw_context(actor_key_, actor.attempt);
  evaluator_.set_draw_context(context_);
}

void ActorRange::act(Record& actor, WindowRows& out) {
  at_instant_ = actor.next == instant_ ? at_instant_ + 1 : 0;
  instant_ = actor.next;
  set_now(actor.next);
  if (at_instant_ >= kMaxAtInstant) {
    fail(fmt::format("{} attempts at one instant: the model goes round in a circle without waiting",
                     kMaxAtInstant),
         nullptr);
  }
  context_ = draw_context(actor_key_, actor.attempt);
  evaluator_.set_draw_context(context_);
  if (actor.state == kUnborn) {
    edge_ = nullptr;
    arrive(actor, out);
    return;
  }
  if (kind_->timers > 0 && act_by_timer(actor, out)) return;
  const State& state = kind_->states[actor.state];
  const bool left = perform(actor, state.edges[actor.edge], out);
  next_attempt(actor);
  spent_ = now_;
  // On ticks without jitter the next boundary is a tick away.
  const std::int64_t boundary = model_->on_ticks ? now_ + plan_->tick : scheduler_.boundary_after(now_);
  if (left) {
    schedule_all(actor, boundary);
  } else {
    schedule(actor, boundary);
    take_earliest(actor);
  }
}

// Timers go before what else there is at the same instant. False: none is due.
bool ActorRange::act_by_timer(Record& actor, WindowRows& out) {
  const State& state = kind_->states[actor.state];
  std::int64_t* const times_of_state = times(actor);
  std::size_t t = 0;
  while (t < state.timers.size() && times_of_state[t + 1] != now_) ++t;
  if (t == state.timers.size()) return false;
  times_of_state[t + 1] = kNever;  // each fires once an entry
  const std::uint64_t refused_before = counted_refusals_;
  const bool left = perform(actor, state.timers[t], out);
  next_attempt(actor);
  if (left) {
    spent_ = now_;
    schedule_all(actor, scheduler_.boundary_after(now_));
    return true;
  }
  // Chances and rates are read anew, unless nothing has happened, or a jittered draw was made at a boundary
  // before. A tick at this instant comes after its timers, so it is still to be drawn, if it counts at all.
  const bool jitter_pending = model_->clock.jitter && state.timing == Timing::chance &&
                              times_of_state[0] != kNever &&
                              scheduler_.boundary_after(times_of_state[0]) - plan_->tick < now_;
  if (refused_before == counted_refusals_ && state.timing != Timing::weight && !jitter_pending) {
    schedule(actor, spent_ == now_ ? scheduler_.boundary_after(now_) : scheduler_.boundary_from(now_));
  }
  take_earliest(actor);
  return true;
}

bool ActorRange::perform(Record& actor, const Edge& edge, WindowRows& out) {
  edge_ = &edge;
  ++events_;
  const std::uint16_t before = actor.state;
  bool left = false;
  if (fire(actor, edge, out)) {
    counts_.fired[edge.transition] += in_slice_ ? 1 : 0;
    left = moved_;
  } else {
    counts_.refused[edge.transition] += in_slice_ ? 1 : 0;
    ++counted_refusals_;
    actor.state = before;
  }
  return left;
}

// False: `when` refused, and nothing has happened.
bool ActorRange::fire(Record& actor, const Edge& edge, WindowRows& out) {
  moved_ = false;
  const Value* const serials = frame_ + kind_->first_attribute + kind_->first_serial;
  if (edge.serials) serials_.assign(serials, serials + kind_->attributes - kind_->first_serial);
  if (!edge.let.empty()) evaluator_.run(edge.let);
  if (edge.when && !holds(*edge.when)) {
    if (edge.serials)
      std::copy(serials_.begin(), serials_.end(), frame_ + kind_->first_attribute + kind_->first_serial);
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
  if (to.each) write_held(out);
  if (moved_) emit(kind_->states[to.state].rows, out);
  return true;
}

void ActorRange::enter(std::uint16_t state) {
  const Code& code = kind_->states[state].enter;
  if (!code.empty()) evaluator_.run(code);
}

// The texts of `transition`, `from` and `to` for what a state computes and writes on entry; null on arrival.
void ActorRange::name_event(const Edge* edge, std::uint16_t from, std::uint16_t to) {
  const auto text = [](const std::string& name) { return Value::of_text(name, true); };
  frame_[model_->transition_slot] =
      edge == nullptr ? Value::nothing() : text(kind_->transitions[edge->transition]);
  frame_[model_->from_slot] = edge == nullptr ? Value::nothing() : text(kind_->states[from].name);
  frame_[model_->to_slot] = text(kind_->states[to].name);
}

// Computes every round before the transition's own rows, and holds its rows back until those are written.
void ActorRange::repeat(const Repeat& each, WindowRows& out) {
  const double times = scheduler_.evaluate(each.times);
  if (!(times <= kMaxRounds))
    fail(fmt::format("`times` of `each` is {}, more than {}", times, kMaxRounds), &each.times.origin);
  held_.keep_order = out.keep_order;
  for (std::int64_t nth = 1; static_cast<double>(nth) <= times; ++nth) {
    frame_[each.nth] = Value::of_integer(nth);
    // Every round has draws of its own.
    evaluator_.set_draw_context(draw_context(context_, static_cast<std::uint64_t>(nth)));
    if (!each.code.empty()) evaluator_.run(each.code);
    emit(each.rows, held_);
    ++events_;
  }
  evaluator_.set_draw_context(context_);
}

void ActorRange::write_held(WindowRows& out) {
  for (std::size_t t = 0; t < held_.tables.size(); ++t) {
    if (held_.tables[t].rows() > 0)
      out.tables[t].append_from(held_.tables[t], model_->layouts[t], model_->tables[t]);
  }
  out.order.insert(out.order.end(), held_.order.begin(), held_.order.end());
  held_.clear();
}

bool ActorRange::holds(const Condition& condition) {
  if (!condition.code.empty()) evaluator_.run(condition.code);
  const Value& value = frame_[condition.slot];
  return value.null == 0 && value.integer != 0;
}

void ActorRange::emit(const std::vector<Emission>& rows, WindowRows& out) {
  // Serial numbers go on outside the slice too.
  if (!leaves_rows_ && !kind_->serials_in_rows) return;
  for (const Emission& row : rows) {
    if (row.when && !holds(*row.when)) continue;
    if (!row.code.empty()) evaluator_.run(row.code);
    if (!leaves_rows_) continue;
    if (noise_) {
      noise_->write(row, now_, index_, out);
    } else {
      writer_.write(row.table, row.cells.data(), frame_, now_, index_, out);
    }
  }
}

void ActorRange::schedule_all(Record& actor, std::int64_t boundary) {
  if (kind_->timers > 0) {
    const State& state = kind_->states[actor.state];
    std::int64_t* const timers = times(actor) + 1;
    std::fill_n(timers, kind_->timers, kNever);
    for (std::size_t t = 0; t < state.timers.size(); ++t) timers[t] = scheduler_.timer(state.timers[t], now_);
  }
  schedule(actor, boundary);
  take_earliest(actor);
}

void ActorRange::schedule(Record& actor, std::int64_t boundary) {
  const Scheduler::Next next = scheduler_.next(kind_->states[actor.state], now_, boundary, context_);
  actor.next = next.time;
  actor.edge = next.edge;
  if (kind_->timers > 0) times(actor)[0] = next.time;
}

// With timers: the next event is the earliest of all.
void ActorRange::take_earliest(Record& actor) {
  if (kind_->timers == 0) return;
  const std::int64_t* const all = times(actor);
  actor.next = *std::min_element(all, all + kind_->states[actor.state].timers.size() + 1);
}

void ActorRange::file_away(std::uint32_t i, const Record& actor) {
  if (actor.next < plan_->end) calendar_.add(plan_->sweep_of(plan_->window_of(actor.next)), i);
}

void ActorRange::fail(const std::string& what, const Origin* origin) const {
  std::string message = fmt::format("{} {}", kind_->name, index_);
  const Edge* const edge = scheduler_.considered() != nullptr ? scheduler_.considered() : edge_;
  if (edge != nullptr) message += fmt::format(", transition `{}`", kind_->transitions[edge->transition]);
  message += fmt::format(", at {}: {}", format_time(now_), what);
  if (origin != nullptr) message += origin_text(*model_, *origin);
  throw Error(Failure::load, message);
}

}  // namespace seedbed::model
