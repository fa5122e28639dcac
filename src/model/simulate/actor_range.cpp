#include "model/simulate/actor_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/civil_time.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "base/real_math.hpp"

namespace seedbed::model {
namespace {

// A sum of chances so near to 1 counts as 1, one so far above it is an error (docs/model.md, `chance`).
constexpr double kChanceTolerance = 1e-9;

// Records are read far apart from each other: this many ahead hides the memory's latency.
constexpr std::size_t kPrefetch = 12;

}  // namespace

ActorRange::ActorRange(const Model& model, const ActorKind& kind, std::uint64_t first, std::uint32_t count,
                       std::uint64_t seed, const Slice& slice, const WindowPlan& plan)
    : model_(&model),
      kind_(&kind),
      plan_(&plan),
      slice_(slice),
      first_(first),
      count_(count),
      seed_(seed),
      stride_(sizeof(Record) + kind.attributes * sizeof(Value)),
      records_(std::make_unique_for_overwrite<char[]>(std::max<std::size_t>(1, count) * stride_)),
      calendar_(plan.regular),
      due_(count),
      evaluator_(model.program),
      frame_(evaluator_.frame()),
      writer_(model) {
  counts_.fired.resize(kind.transitions.size());
  counts_.refused.resize(kind.transitions.size());
  // Actors that were never created own no text.
  for (std::uint32_t i = 0; i < count && !kind.text_attributes.empty(); ++i) {
    std::memset(records_.get() + i * stride_, 0, stride_);
  }
}

ActorRange::~ActorRange() {
  if (kind_->text_attributes.empty()) return;
  for (std::uint32_t i = 0; i < count_; ++i) {
    const auto* values = reinterpret_cast<const Value*>(record(i) + 1);
    for (const std::uint16_t a : kind_->text_attributes) {
      if (owns_text(values[a])) delete[] values[a].text;
    }
  }
}

void ActorRange::open(std::uint32_t begin_at, std::uint32_t end_at, WindowRows& out) try {
  for (std::uint32_t i = begin_at; i < end_at; ++i) {
    create(i, out);
    Record& actor = *record(i);
    if (actor.next <= plan_->start) visit(i, plan_->start + 1, out);
    file_away(i, actor);
  }
} catch (const EvaluationError& error) {
  fail(error.what(), &error.origin());
}

void ActorRange::simulate(std::size_t regular_window, WindowRows& out) try {
  calendar_.take(regular_window, due_);
  due_list_.clear();
  due_.drain(due_list_);
  const std::int64_t until = plan_->window_end(regular_window);
  const std::size_t due = due_list_.size();
  for (std::size_t k = 0; k < due; ++k) {
    if (k + kPrefetch < due) {
      const char* ahead = records_.get() + due_list_[k + kPrefetch] * stride_;
      __builtin_prefetch(ahead, 1);
      __builtin_prefetch(ahead + stride_ - 1, 1);
    }
    const std::uint32_t i = due_list_[k];
    visit(i, until, out);
    file_away(i, *record(i));
  }
} catch (const EvaluationError& error) {
  fail(error.what(), &error.origin());
}

void ActorRange::close(std::uint32_t begin_at, std::uint32_t end_at, WindowRows& out) try {
  edge_ = nullptr;
  if (kind_->finish.empty()) return;
  for (std::uint32_t i = begin_at; i < end_at; ++i) {
    const Record& actor = *record(i);
    if (actor.state >= kAbsent) continue;
    begin(i);
    set_now(plan_->end);
    in_slice_ = true;
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
  for (; actor.next < plan_->end && events_ < max_events; scratch.clear()) visit(0, actor.next + 1, scratch);
  const std::int64_t reached = std::min(actor.next, plan_->end);
  if (reached == plan_->end) close(0, 1, scratch);
  scratch.clear();
  return reached;
} catch (const EvaluationError& error) {
  fail(error.what(), &error.origin());
}

// Makes `i` the actor whose draws and attributes are in play.
void ActorRange::begin(std::uint32_t i) {
  index_ = first_ + i;
  actor_key_ = actor_key(seed_, kind_->key, index_);
  frame_[model_->index_slot] = Value::of_integer(static_cast<std::int64_t>(index_));
}

void ActorRange::set_now(std::int64_t now) {
  now_ = now;
  in_slice_ = now >= slice_.since && now < slice_.until;
  frame_[model_->now_slot] = Value::of_integer(now);
}

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

// The attributes are in the frame, and the draws are attempt 0.
void ActorRange::arrive(Record& actor, WindowRows& out) {
  if (in_slice_) emit(kind_->start_rows, out);
  actor.state = kind_->initial_weights.empty() ? kind_->initial : draw_initial_state();
  actor.attempt = 1;
  context_ = draw_context(actor_key_, 1);
  std::int64_t boundary = now_;
  if (const std::int64_t tick = plan_->tick; tick > 0) {
    boundary = plan_->start + (now_ - plan_->start + tick - 1) / tick * tick;  // at or after the arrival
  }
  schedule(actor, boundary);
}

std::uint16_t ActorRange::draw_initial_state() {
  const std::size_t states = kind_->initial_weights.size();
  running_.resize(states);
  double sum = 0;
  for (std::size_t s = 0; s < states; ++s) {
    const double weight = evaluate(kind_->initial_weights[s]);
    if (!(weight >= 0) || std::isinf(weight)) {
      fail(fmt::format("the weight of the initial state `{}` is {}, not a number from 0",
                       kind_->states[s].name, weight),
           &kind_->initial_weights[s].origin);
    }
    running_[s] = sum += weight;
  }
  if (!(sum > 0)) fail("the weights of `initial` are all 0", nullptr);
  const double x = unit_real(draw_bits(context_, kind_->initial_key)) * sum;
  std::size_t s = 0;
  while (s + 1 < states && running_[s] <= x) ++s;
  while (s > 0 && running_[s] == running_[s - 1]) --s;  // never a state of weight 0
  return static_cast<std::uint16_t>(s);
}

void ActorRange::visit(std::uint32_t i, std::int64_t until, WindowRows& out) {
  Record& actor = *record(i);
  begin(i);
  load_attributes(actor);
  do {
    act(actor, out);
  } while (actor.next < until);
  store_attributes(actor);
  if (!evaluator_.texts().empty()) evaluator_.texts().reset();
}

void ActorRange::act(Record& actor, WindowRows& out) {
  set_now(actor.next);
  context_ = draw_context(actor_key_, actor.attempt);
  evaluator_.set_draw_context(context_);
  if (actor.state == kUnborn) {
    edge_ = nullptr;
    arrive(actor, out);
    return;
  }
  const Edge& edge = choose_edge(kind_->states[actor.state]);
  edge_ = &edge;
  ++events_;
  if (fire(edge, out)) {
    counts_.fired[edge.transition] += in_slice_ ? 1 : 0;
    if (edge.to != kStay) actor.state = edge.to;
  } else {
    counts_.refused[edge.transition] += in_slice_ ? 1 : 0;
  }
  ++actor.attempt;
  context_ = draw_context(actor_key_, actor.attempt);
  schedule(actor, now_ + plan_->tick);
}

// False: `when` refused, and nothing has happened.
bool ActorRange::fire(const Edge& edge, WindowRows& out) {
  if (!edge.let.empty()) evaluator_.run(edge.let);
  if (edge.when && !holds(*edge.when)) return false;
  if (!edge.set.empty()) evaluator_.run(edge.set);
  if (in_slice_) emit(edge.rows, out);
  return true;
}

bool ActorRange::holds(const Condition& condition) {
  if (!condition.code.empty()) evaluator_.run(condition.code);
  const Value& value = frame_[condition.slot];
  return value.null == 0 && value.integer != 0;
}

void ActorRange::emit(const std::vector<Emission>& rows, WindowRows& out) {
  for (const Emission& row : rows) {
    if (row.when && !holds(*row.when)) continue;
    if (!row.code.empty()) evaluator_.run(row.code);
    writer_.write(row, frame_, now_, index_, out);
  }
}

void ActorRange::load_attributes(const Record& actor) {
  std::copy_n(reinterpret_cast<const Value*>(&actor + 1), kind_->attributes, frame_ + kind_->first_attribute);
}

void ActorRange::store_attributes(Record& actor) {
  auto* values = reinterpret_cast<Value*>(&actor + 1);
  Value* current = frame_ + kind_->first_attribute;
  const auto kept = [&](std::uint16_t a) {
    return current[a].text == values[a].text && current[a].fixed == values[a].fixed;
  };
  // New bytes lie in the evaluator or belong to another attribute (two may have changed places): the actor
  // gets its own copies of all before any old ones go.
  for (const std::uint16_t a : kind_->text_attributes) {
    if (kept(a) || !owns_text(current[a])) continue;
    char* own = new char[std::max<std::size_t>(1, current[a].size)];
    if (current[a].size > 0) std::memcpy(own, current[a].text, current[a].size);
    current[a].text = own;
  }
  for (const std::uint16_t a : kind_->text_attributes) {
    if (!kept(a) && owns_text(values[a])) delete[] values[a].text;
  }
  std::copy_n(current, kind_->attributes, values);
}

double ActorRange::evaluate(const Number& number) {
  if (number.constant) return number.value;
  if (!number.code.empty()) evaluator_.run(number.code);
  const Value& value = frame_[number.slot];
  return value.null != 0 ? 0 : value.real;
}

// Fills running_; returns the sum.
double ActorRange::evaluate_chances(const State& state) {
  running_.resize(state.edges.size());
  double sum = 0;
  for (std::size_t e = 0; e < state.edges.size(); ++e) {
    edge_ = &state.edges[e];
    const double chance = evaluate(edge_->chance);
    if (!(chance >= 0 && chance <= 1 + kChanceTolerance)) {
      fail(fmt::format("the chance is {}, not between 0 and 1", chance), &edge_->chance.origin);
    }
    running_[e] = sum += chance;
  }
  if (sum > 1 + kChanceTolerance) {
    fail(fmt::format("the chances of state `{}` add up to {}, more than 1", state.name, sum),
         &edge_->chance.origin);
  }
  return sum;
}

// The number of trials up to the first success is geometric: drawn at once, never tick by tick.
void ActorRange::schedule(Record& actor, std::int64_t boundary) {
  const State& state = kind_->states[actor.state];
  actor.next = kNever;
  if (state.edges.empty() || boundary >= plan_->end) return;
  const double sum = state.constant ? state.sum : evaluate_chances(state);
  if (sum <= 0) return;
  if (sum >= 1 - kChanceTolerance) {
    actor.next = boundary;
    return;
  }
  const double inverse = state.constant ? state.inverse_log : 1 / portable_log1p(-sum);
  const double u = unit_real_above_zero(draw_bits(context_, kind_->timing_key));
  const double failures = std::floor(portable_log(u) * inverse);
  const std::int64_t tick = plan_->tick;
  // Not a number, for a sum so small that its logarithm's inverse is infinite, is never too.
  if (!(failures * static_cast<double>(tick) < static_cast<double>(plan_->end - boundary))) return;
  actor.next = boundary + static_cast<std::int64_t>(failures) * tick;
}

const Edge& ActorRange::choose_edge(const State& state) {
  const std::vector<Edge>& edges = state.edges;
  if (!state.constant)
    evaluate_chances(state);  // as when it was scheduled: only the actor changes its attributes
  const std::vector<double>& running = state.constant ? state.running : running_;
  const double x = unit_real(draw_bits(context_, kind_->choice_key)) * running[edges.size() - 1];
  std::size_t e = 0;
  while (e + 1 < edges.size() && running[e] <= x) ++e;
  while (e > 0 && running[e] == running[e - 1]) --e;  // never one of chance 0
  return edges[e];
}

void ActorRange::file_away(std::uint32_t i, const Record& actor) {
  if (actor.next < plan_->end) calendar_.add(plan_->window_of(actor.next), i);
}

void ActorRange::fail(const std::string& what, const Origin* origin) const {
  std::string message = fmt::format("{} {}", kind_->name, index_);
  if (edge_ != nullptr) message += fmt::format(", transition `{}`", kind_->transitions[edge_->transition]);
  message += fmt::format(", at {}: {}", format_time(now_), what);
  if (origin != nullptr) {
    message += fmt::format("\n  {}:{}:{}: in {} = \"{}\"", model_->file, origin->at.line, origin->at.column,
                           origin->place, origin->expression);
  }
  throw Error(Failure::load, message);
}

}  // namespace seedbed::model
