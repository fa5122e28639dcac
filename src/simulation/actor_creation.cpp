// How the actors of a range come to be: whose children they are, their attributes, their arrival.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "random/random.hpp"
#include "simulation/actor_range.hpp"
#include "simulation/entity_builder.hpp"

namespace seedbed::model {

void ActorRange::create(std::uint32_t i, WindowRows& out) {
  Record& actor = *record(i);
  actor.next = kNever;
  actor.attempt = 0;
  actor.state = kUnborn;
  edge_ = nullptr;
  begin(i);
  set_now(plan_->start);
  context_ = draw_context(actor_key_, 0);
  evaluator_.set_draw_context(context_);
  evaluator_.run(kind_->attribute_code);
  if (kind_->distinct && !make_distinct(i)) {
    actor.state = kAbsent;
    store_attributes(actor);
    evaluator_.texts().reset();
    return;
  }
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
    actor.state = kAbsent;
  }
  store_attributes(actor);
  evaluator_.texts().reset();
}

std::vector<ActorRange::Child> ActorRange::children_of(const Model& model, const EntityStore& entities,
                                                       const ActorKind& kind, std::uint64_t first,
                                                       std::uint32_t parents, std::uint64_t seed) {
  std::vector<Child> result;
  if (!kind.per || kind.per->each) return result;
  Evaluator evaluator(model.program, entities);
  for (std::uint32_t p = 0; p < parents; ++p) {
    const auto parent = static_cast<std::uint32_t>(first) + p;
    const std::uint32_t count =
        count_children(model, entities, *kind.per, kind.name, parent, seed, evaluator);
    for (std::uint32_t place = 0; place < count; ++place) result.push_back({parent, place});
    if (result.size() > UINT32_MAX / 2) throw Error(Failure::load, kind.name + ": too many actors");
  }
  return result;
}

ActorRange::Child ActorRange::child(std::uint32_t i) const {
  if (!children_.empty()) return children_[i];
  const std::uint32_t each = *kind_->per->each;
  return {static_cast<std::uint32_t>(first_) + i / each, i % each};
}

// False: the actor cannot be told from its siblings, and never exists. Those that never arrive are siblings
// too: in a longer run they may.
bool ActorRange::make_distinct(std::uint32_t i) {
  // Attempts from 1 on are events: the redraws lie far behind them.
  constexpr std::uint64_t kRedraws = std::uint64_t{1} << 40;
  unsigned redraws = 0;
  if (child(i).place == 0) siblings_.clear();
  while (!siblings_.add(frame_[kind_->distinct->slot], kind_->distinct->of_bytes)) {
    if (++redraws > kMaxRedraws) return false;
    evaluator_.set_draw_context(draw_context(actor_key_, kRedraws + redraws));
    evaluator_.run(kind_->distinct->redraw);
  }
  evaluator_.set_draw_context(context_);
  return true;
}

// The attributes are in the frame, and the draws are attempt 0.
void ActorRange::arrive(Record& actor, WindowRows& out) {
  emit(kind_->start_rows, out);
  const std::uint16_t state = kind_->initial_weights.empty() ? kind_->initial : draw_initial_state();
  actor.state = state;
  if (model_->names_events) name_event(nullptr, 0, state);
  enter(state);
  emit(kind_->states[state].rows, out);
  next_attempt(actor);
  schedule_all(actor, scheduler_.boundary_from(now_));
}

std::uint16_t ActorRange::draw_initial_state() {
  const std::size_t states = kind_->initial_weights.size();
  running_.resize(states);
  double sum = 0;
  for (std::size_t s = 0; s < states; ++s) {
    const double weight = scheduler_.evaluate(kind_->initial_weights[s]);
    if (!(weight >= 0) || std::isinf(weight)) {
      fail(fmt::format("the weight of the initial state `{}` is {}, not a number from 0",
                       kind_->states[s].name, weight),
           &kind_->initial_weights[s].origin);
    }
    running_[s] = sum += weight;
  }
  if (!(sum > 0)) {
    const auto& weights = kind_->initial_weights;
    const auto said =
        std::find_if(weights.begin(), weights.end(), [](const NumberOrCode& w) { return !w.constant; });
    fail("the weights of `initial` are all 0", said == weights.end() ? nullptr : &said->origin);
  }
  const double x = unit_real(draw_bits(context_, kind_->initial_key)) * sum;
  return static_cast<std::uint16_t>(pick_share(running_, x));
}

}  // namespace seedbed::model
