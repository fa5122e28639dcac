#include "simulation/scheduler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "random/draw_support.hpp"
#include "random/random.hpp"
#include "random/real_math.hpp"

namespace seedbed::model {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// An exponential variate with mean 1 from uniform bits.
double exponential(std::uint64_t bits) { return -portable_log(unit_real_above_zero(bits)); }

}  // namespace

std::size_t pick_share(const std::vector<double>& running, double x) {
  std::size_t i = 0;
  while (i + 1 < running.size() && running[i] <= x) ++i;
  while (i > 0 && running[i] == running[i - 1]) --i;
  return i;
}

std::int64_t Scheduler::boundary_from(std::int64_t time) const {
  if (plan_->tick == 0) return time;
  return plan_->start + (time - plan_->start + plan_->tick - 1) / plan_->tick * plan_->tick;
}

std::int64_t Scheduler::boundary_after(std::int64_t time) const {
  if (plan_->tick == 0) return time;
  return plan_->start + ((time - plan_->start) / plan_->tick + 1) * plan_->tick;
}

Scheduler::Next Scheduler::next(const State& state, std::int64_t now, std::int64_t boundary,
                                std::uint64_t context) {
  considered_ = nullptr;
  switch (state.timing) {
    case Timing::chance: return next_chance(state, boundary, context);
    case Timing::rate: return next_rate(state, now, context);
    case Timing::weight: return next_weight(state, now, context);
    case Timing::none: break;
  }
  return {};
}

// The number of failures before the first success is geometric: one draw, not one per tick.
Scheduler::Next Scheduler::next_chance(const State& state, std::int64_t boundary, std::uint64_t context) {
  if (boundary >= plan_->end) return {};
  double sum = state.sum;
  if (!state.constant) {
    read_amounts(state, "chance", 1 + kChanceTolerance);
    sum = sum_;
    if (sum > 1 + kChanceTolerance) {
      fail(fmt::format("the chances of state `{}` add up to {}, more than 1", state.name, sum),
           state.edges.back().amount.origin);
    }
  }
  if (!(sum > 0)) return {};
  if (state.paces.size() > 1) {
    read_paces(state);
    return sum >= 1 - kChanceTolerance ? next_sure(state, boundary, context)
                                       : next_paced_chance(state, sum, boundary, context);
  }
  std::int64_t time = boundary;
  if (sum < 1 - kChanceTolerance) {
    const double inverse = state.constant ? state.inverse_log : 1 / portable_log1p(-sum);
    const double u = unit_real_above_zero(draw_bits(context, kind_->timing_key));
    const double failures = std::floor(portable_log(u) * inverse);
    // `failures` is NaN when the sum is so small that 1/log1p(-sum) is infinite: treat it as never.
    if (!(failures * static_cast<double>(plan_->tick) < static_cast<double>(plan_->end - boundary)))
      return {};
    time = boundary + static_cast<std::int64_t>(failures) * plan_->tick;
  }
  const std::vector<double>& running = state.constant ? state.running : running_;
  const double x = unit_real(draw_bits(context, kind_->choice_key)) * running.back();
  return {jittered(time, context), static_cast<std::uint16_t>(pick_share(running, x))};
}

std::int64_t Scheduler::jittered(std::int64_t boundary, std::uint64_t context) const {
  if (!model_->clock.jitter) return boundary;
  // The clock's own tick, as the plan's tick is cut to the length of the run.
  const std::uint64_t bits = draw_bits(context, kind_->jitter_key);
  const auto offset =
      static_cast<std::int64_t>(bounded(bits, static_cast<std::uint64_t>(model_->clock.tick)));
  return offset < plan_->end - boundary ? boundary + offset : kNever;
}

// Thinning (P. A. W. Lewis, G. S. Shedler, "Simulation of Nonhomogeneous Poisson Processes by Thinning",
// 1979), for trials: ticks are proposed at an upper bound of the hazard, and a proposal is accepted with the
// ratio of its own hazard to the bound. The bound is valid for a stretch of time (Rhythm::bound_from). At the
// end of the stretch the proposals start again, which is exact because they are memoryless.
Scheduler::Next Scheduler::next_paced_chance(const State& state, double sum, std::int64_t boundary,
                                             std::uint64_t context) {
  if (state.constant) amounts_.resize(state.edges.size());
  const double unit = -portable_log1p(-sum) / sum;
  std::uint64_t bits = draw_bits(context, kind_->timing_key);
  running_.resize(state.edges.size());
  for (;;) {
    double greatest = 0;
    std::int64_t until = plan_->end;
    for (std::size_t e = 0; e < state.edges.size(); ++e) {
      const Edge& edge = state.edges[e];
      if (state.constant) amounts_[e] = edge.amount.value;
      const PaceNow& pace = paces_[edge.pace];
      const double fade = pace.fade_at(boundary);
      if (!(amounts_[e] > 0 && fade > 0)) continue;
      const Rhythm::Bound bound = pace.bound_from(boundary);
      greatest += unit * amounts_[e] * bound.greatest * fade;
      until = std::min(until, bound.until);
    }
    const double skipped = greatest > 0 ? std::floor(exponential(bits) / greatest) : kInfinity;
    if (!(skipped * static_cast<double>(plan_->tick) < static_cast<double>(until - boundary))) {
      if (until >= plan_->end) return {};
      boundary = boundary_from(until);
      if (boundary >= plan_->end) return {};
      bits = next_bits(bits);
      continue;
    }
    boundary += static_cast<std::int64_t>(skipped) * plan_->tick;
    double hazard = 0;
    for (std::size_t e = 0; e < state.edges.size(); ++e) {
      const PaceNow& pace = paces_[state.edges[e].pace];
      running_[e] = hazard += unit * amounts_[e] * pace.rhythm_at(boundary) * pace.fade_at(boundary);
    }
    bits = next_bits(bits);
    if (unit_real(bits) * exp_minus_one(-greatest) > exp_minus_one(-hazard)) {
      return {jittered(boundary, context), choose(context)};
    }
    bits = next_bits(bits);
    boundary += plan_->tick;
    if (boundary >= plan_->end) return {};
  }
}

// The chances add up to 1, so the first tick at which a chance is above 0 fires.
Scheduler::Next Scheduler::next_sure(const State& state, std::int64_t boundary, std::uint64_t context) {
  running_.resize(state.edges.size());
  while (boundary < plan_->end) {
    double sum = 0;
    std::int64_t next_active = kNever;
    for (std::size_t e = 0; e < state.edges.size(); ++e) {
      const double chance = state.constant ? state.edges[e].amount.value : amounts_[e];
      const PaceNow& pace = paces_[state.edges[e].pace];
      const double fade = pace.fade_at(boundary);
      running_[e] = sum += chance * pace.rhythm_at(boundary) * fade;
      // A fade that has reached 0 stays at 0, so its rhythm does not matter any more.
      if (chance > 0 && fade > 0 && pace.rhythm != nullptr)
        next_active = std::min(next_active, pace.rhythm->next_active(boundary, pace.shift));
    }
    if (sum > 0) return {jittered(boundary, context), choose(context)};
    if (next_active >= plan_->end) return {};
    boundary = std::max(boundary + plan_->tick, boundary_from(next_active));
  }
  return {};
}

std::uint16_t Scheduler::choose(std::uint64_t context) const {
  const double x = unit_real(draw_bits(context, kind_->choice_key)) * running_.back();
  return static_cast<std::uint16_t>(pick_share(running_, x));
}

// Competing risks: one draw for all edges of a pace; the earliest pace wins.
Scheduler::Next Scheduler::next_rate(const State& state, std::int64_t now, std::uint64_t context) {
  const bool steady = state.paces.size() <= 1;
  if (!state.constant) read_amounts(state, "rate", kInfinity);
  const std::vector<double>& running = state.constant ? state.running : running_;
  if (steady) {
    const double sum = running.back();
    if (!(sum > 0)) return {};
    const std::int64_t time = next_of_rate(sum, {}, now, draw_bits(context, kind_->timing_key));
    const double x = unit_real(draw_bits(context, kind_->choice_key)) * sum;
    return {time, static_cast<std::uint16_t>(pick_share(running, x))};
  }
  read_paces(state);
  Next first;
  for (std::size_t pace = 0; pace < state.paces.size(); ++pace) {
    pace_running_.resize(state.edges.size());
    double sum = 0;
    for (std::size_t e = 0; e < state.edges.size(); ++e) {
      if (state.edges[e].pace == pace) sum += state.constant ? state.edges[e].amount.value : amounts_[e];
      pace_running_[e] = sum;
    }
    if (!(sum > 0)) continue;
    const std::uint64_t number = pace * kGoldenGamma;
    const std::int64_t time =
        next_of_rate(sum, paces_[pace], now, draw_bits(context, kind_->timing_key + number));
    if (time >= first.time) continue;
    const double x = unit_real(draw_bits(context, kind_->choice_key + number)) * sum;
    first = {time, static_cast<std::uint16_t>(pick_share(pace_running_, x))};
  }
  return first;
}

// The rhythm is applied by its exact inverse, the fade by thinning: a fade never increases, so its value now
// is an upper bound for later.
std::int64_t Scheduler::next_of_rate(double rate, const PaceNow& pace, std::int64_t now, std::uint64_t bits) {
  double fade = pace.fade_at(now);
  for (;;) {
    if (!(rate * fade > 0)) return kNever;
    double wait = exponential(bits) / (rate * fade);
    if (pace.rhythm != nullptr) wait = pace.rhythm->advance(now, pace.shift, wait);
    if (!(wait < static_cast<double>(plan_->end - now))) return kNever;
    now += static_cast<std::int64_t>(std::floor(wait + 0.5));
    if (pace.fade.kind == Fade::Kind::none) return now;
    bits = next_bits(bits);
    const double before = std::exchange(fade, pace.fade_at(now));
    if (unit_real(bits) * before < fade) return now;
    bits = next_bits(bits);
  }
}

Scheduler::Next Scheduler::next_weight(const State& state, std::int64_t now, std::uint64_t context) {
  if (!state.constant) read_amounts(state, "weight", kInfinity);
  const std::vector<double>& running = state.constant ? state.running : running_;
  if (!(running.back() > 0)) {
    fail(fmt::format("the weights of state `{}` are all 0", state.name), state.edges.back().amount.origin);
  }
  const double x = unit_real(draw_bits(context, kind_->choice_key)) * running.back();
  const auto chosen = static_cast<std::uint16_t>(pick_share(running, x));
  const Edge& edge = state.edges[chosen];
  considered_ = &edge;
  if (!edge.wait.code.empty()) evaluator_->run(edge.wait.code);
  const Value& wait = frame_[edge.wait.slot];
  if (wait.null != 0 || wait.integer < 0) {
    fail(wait.null != 0 ? "the wait is null"
                        : fmt::format("the wait is negative, {} microseconds", wait.integer),
         edge.wait.origin);
  }
  double length = static_cast<double>(wait.integer);
  if (edge.pace != 0) {
    const PaceNow pace = pace_now(state.paces[edge.pace]);
    if (length > 0) length /= pace.fade_at(now);
    if (pace.rhythm != nullptr) length = pace.rhythm->advance(now, pace.shift, length);
  }
  considered_ = nullptr;
  if (!(length < static_cast<double>(plan_->end - now))) return {};
  return {now + static_cast<std::int64_t>(std::floor(length + 0.5)), chosen};
}

std::int64_t Scheduler::timer(const Edge& edge, std::int64_t now) {
  considered_ = &edge;
  if (!edge.wait.code.empty()) evaluator_->run(edge.wait.code);
  const Value& value = frame_[edge.wait.slot];
  if (value.null == 0 && !edge.at && value.integer < 0) {
    fail(fmt::format("the wait is negative, {} microseconds", value.integer), edge.wait.origin);
  }
  if (value.null != 0 && !edge.at) fail("the wait is null", edge.wait.origin);
  considered_ = nullptr;
  if (value.null != 0) return kNever;
  if (edge.at) return value.integer < now ? kNever : value.integer;
  return value.integer < plan_->end - now ? now + value.integer : kNever;
}

std::size_t Scheduler::choose_destination(const Edge& edge, std::uint64_t bits) {
  running_.resize(edge.to.size());
  double sum = 0;
  for (std::size_t d = 0; d < edge.to.size(); ++d) {
    const double weight = evaluate(edge.to[d].weight);
    if (!(weight >= 0 && weight < kInfinity)) {
      fail(fmt::format("a weight of `to` is {}, not a number from 0", weight), edge.to[d].weight.origin);
    }
    running_[d] = sum += weight;
  }
  if (!(sum > 0)) fail("the weights of `to` are all 0", edge.to.back().weight.origin);
  return pick_share(running_, unit_real(bits) * sum);
}

std::uint16_t Scheduler::choose_initial_state(std::uint64_t bits) {
  const std::vector<NumberOrCode>& weights = kind_->initial_weights;
  running_.resize(weights.size());
  double sum = 0;
  for (std::size_t s = 0; s < weights.size(); ++s) {
    const double weight = evaluate(weights[s]);
    if (!(weight >= 0 && weight < kInfinity)) {
      fail(fmt::format("the weight of the initial state `{}` is {}, not a number from 0",
                       kind_->states[s].name, weight),
           weights[s].origin);
    }
    running_[s] = sum += weight;
  }
  if (!(sum > 0)) {
    // Constants alone do not add up to 0: the compiler refuses that.
    const auto computed =
        std::find_if(weights.begin(), weights.end(), [](const NumberOrCode& w) { return !w.constant; });
    fail("the weights of `initial` are all 0",
         computed == weights.end() ? weights.back().origin : computed->origin);
  }
  return static_cast<std::uint16_t>(pick_share(running_, unit_real(bits) * sum));
}

// Fills amounts_, running_ and sum_.
void Scheduler::read_amounts(const State& state, const char* what, double greatest) {
  amounts_.resize(state.edges.size());
  running_.resize(state.edges.size());
  sum_ = 0;
  for (std::size_t e = 0; e < state.edges.size(); ++e) {
    considered_ = &state.edges[e];
    const double amount = evaluate(considered_->amount);
    if (!(amount >= 0 && amount <= greatest && amount < kInfinity)) {
      fail(greatest < kInfinity ? fmt::format("the {} is {}, not between 0 and 1", what, amount)
                                : fmt::format("the {} is {}, not a number from 0", what, amount),
           considered_->amount.origin);
    }
    amounts_[e] = amount;
    running_[e] = sum_ += amount;
  }
  considered_ = nullptr;
}

void Scheduler::read_paces(const State& state) {
  paces_.clear();
  for (std::size_t pace = 0; pace < state.paces.size(); ++pace) {
    const auto paced = [&](const Edge& edge) { return edge.pace == pace; };
    const auto edge = std::find_if(state.edges.begin(), state.edges.end(), paced);
    considered_ = edge == state.edges.end() ? nullptr : &*edge;
    paces_.push_back(pace_now(state.paces[pace]));
  }
  considered_ = nullptr;
}

Scheduler::PaceNow Scheduler::pace_now(const Pace& pace) {
  PaceNow now;
  if (pace.rhythm != kNoRhythm) {
    now.rhythm = &model_->rhythms[pace.rhythm];
    if (pace.shift) {
      if (!pace.shift->code.empty()) evaluator_->run(pace.shift->code);
      now.shift = frame_[pace.shift->slot].integer;  // null: no shift
    }
  }
  if (pace.fade == Fade::Kind::none) return now;
  if (!pace.since.code.empty()) evaluator_->run(pace.since.code);
  const Value& since = frame_[pace.since.slot];
  if (since.null != 0) return now;
  now.since = static_cast<double>(since.integer);
  now.fade = {pace.fade, evaluate(pace.power), evaluate(pace.scale)};
  if (!(now.fade.power >= 0))
    fail(fmt::format("the power of a fade is {}, below 0", now.fade.power), pace.power.origin);
  if (!(now.fade.scale > 0)) fail("the scale of a fade is not above 0", pace.scale.origin);
  return now;
}

double Scheduler::evaluate(const NumberOrCode& number) {
  if (number.constant) return number.value;
  if (!number.code.empty()) evaluator_->run(number.code);
  const Value& value = frame_[number.slot];
  return value.null != 0 ? 0 : value.real;
}

void Scheduler::fail(const std::string& what, const Origin& origin) const {
  throw EvaluationError(what, origin);
}

}  // namespace seedbed::model
