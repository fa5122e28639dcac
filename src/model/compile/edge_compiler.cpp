#include "model/compile/edge_compiler.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "expression/language/hints.hpp"
#include "model/compile/number_compiler.hpp"
#include "model/compile/row_compiler.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

Expectation amount_expectation(Timing timing) {
  Expectation expected;
  expected.may_draw = false;
  switch (timing) {
    case Timing::chance:
      expected.kinds = {Kind::real};
      expected.what = "a probability per tick, such as \"70%\"";
      expected.why_no_draw = "a chance is a number, the draw is made with it";
      break;
    case Timing::rate:
      expected.kinds = {Kind::rate};
      expected.what = "a rate, such as \"3/day\"";
      expected.why_no_draw = "a rate is a number, the waiting time is drawn with it";
      break;
    default: return weight_expectation();
  }
  return expected;
}

Expectation wait_expectation(bool time) {
  Expectation expected;
  expected.kinds = {time ? Kind::time : Kind::duration};
  expected.what =
      time ? "a time, such as \"leaves_at\"" : "a duration, such as \"30s\" or \"exponential(30m)\"";
  return expected;
}

// Describes what is wrong with a constant amount; returns nothing if it is in range.
std::optional<std::string> amount_error(Timing timing, const std::string& name, double value) {
  if (timing == Timing::chance) {
    if (value >= 0 && value <= 1 + kChanceTolerance) return std::nullopt;
    return fmt::format("`chance` of transition `{}` is {}: expected a probability from 0 to 1{}", name, value,
                       value > 1 && value <= 100 ? fmt::format(": write \"{}%\"", value) : "");
  }
  if (value >= 0) return std::nullopt;
  return fmt::format("`{}` of transition `{}` is negative: expected {} from 0", timing_name(timing), name,
                     timing == Timing::rate ? "a rate" : "a weight");
}

}  // namespace

std::string EdgeCompiler::place_of(const TransitionPart& part) const {
  return fmt::format("{}.transition.{}", parts_.name, part.name);
}

Edge EdgeCompiler::compile(const TransitionPart& part, std::uint16_t from) {
  Program& program = model_.program;
  const std::string place = place_of(part);
  const std::string where = fmt::format("transition `{}`", part.name);
  Edge edge;
  edge.transition = part.number;
  Scope leaving = events_.state_scope(from);
  bind_event(leaving, part, from);
  if (part.timing != Timing::none) compile_amount(part, from, leaving, edge);
  if (part.timing == Timing::weight || part.timing == Timing::none) compile_wait(part, from, leaving, edge);
  Scope event(&leaving);
  event.bind_serials(attributes_.serials());
  const auto here = [&] { return static_cast<std::uint32_t>(program.code.size()); };
  attributes_.serial_used() = false;
  edge.let.begin = here();
  const Lets lets = events_.compile_lets(entries_of(part.let), event, place, where);
  edge.let.end = here();
  if (part.when != nullptr)
    edge.when = compile_condition(*part.when, event, place + ".when", program, diagnostics_);
  edge.serials = attributes_.serial_used();
  edge.set.begin = here();
  events_.compile_set(entries_of(part.set), event, false, place, where);
  edge.set.end = here();
  Scope weights(&event);
  weights.bind_serials(attributes_.no_serials());
  for (const DestinationPart& to : part.to) compile_destination(part, to, from, lets, weights, edge);
  check_weights(part, edge);
  return edge;
}

// Reports weights of `to` that are all the constant 0.
void EdgeCompiler::check_weights(const TransitionPart& part, const Edge& edge) {
  const auto is_zero = [](const Destination& to) { return to.weight.constant && to.weight.value == 0; };
  const Node* last = part.to.back().weight;
  if (last == nullptr || !std::all_of(edge.to.begin(), edge.to.end(), is_zero)) return;
  diagnostics_.error(last->at, fmt::format("the weights of `to` of transition `{}` are all 0", part.name));
}

// Binds `transition` and `from`, and `to` if there is only one destination.
void EdgeCompiler::bind_event(Scope& scope, const TransitionPart& part, std::uint16_t from) {
  scope.bind("transition", events_.text_constant(part.name));
  scope.bind("from", events_.text_constant(parts_.states[from]));
  if (part.to.size() == 1) {
    const std::uint16_t to = part.to.front().state;
    scope.bind("to", events_.text_constant(parts_.states[to == kNoTransition ? from : to]));
  } else {
    scope.bind("to", {{}, 0, false, "`to` is drawn after `set`, so it is not in scope here"});
  }
}

void EdgeCompiler::compile_amount(const TransitionPart& part, std::uint16_t from, const Scope& scope,
                                  Edge& edge) {
  const std::string_view key = timing_name(part.timing);
  const std::string place = fmt::format("{}.transition.{}.{}", parts_.name, part.name, key);
  Scope timing(&scope);
  timing.bind("now", {{}, 0, false, fmt::format("`now` is not in scope in `{}`", key)});
  edge.amount.constant = false;  // if it fails, it is not known to be 0
  if (const auto number = compile_number(*part.amount, timing, amount_expectation(part.timing), place,
                                         model_.program, diagnostics_)) {
    const auto error = number->constant ? amount_error(part.timing, part.name, number->value) : std::nullopt;
    if (error) diagnostics_.error(part.amount->at, *error);
    if (!error) edge.amount = *number;
  }
  // Transitions share paces, so a pace must not depend on the transition.
  for (const char* name : {"transition", "to"}) {
    timing.bind(name, {{}, 0, false, fmt::format("`{}` is not in scope in a rhythm or fade", name)});
  }
  edge.pace = paces_.compile(pace_of(part, from), from, timing, place_of(part));
}

// A timer has its own wait. A transition with a weight has its own, otherwise the `lead` of its only
// destination, otherwise the `stay` of the state that it leaves.
const Node* EdgeCompiler::wait_of(const TransitionPart& part, std::uint16_t from, std::string& place) const {
  const std::uint16_t to = part.to.size() == 1 ? part.to.front().state : kNoTransition;
  place = fmt::format("{}.transition.{}.{}", parts_.name, part.name, part.at ? "at" : "after");
  if (part.wait != nullptr) return part.wait;
  if (to != kNoTransition && parts_.state_parts[to].lead != nullptr) {
    place = fmt::format("{}.state.{}.lead", parts_.name, parts_.states[to]);
    return parts_.state_parts[to].lead;
  }
  place = fmt::format("{}.state.{}.stay", parts_.name, parts_.states[from]);
  return parts_.state_parts[from].stay;
}

void EdgeCompiler::compile_wait(const TransitionPart& part, std::uint16_t from, const Scope& scope,
                                Edge& edge) {
  if (part.timing == Timing::none && part.wait == nullptr) return;  // an error that was reported
  std::string place;
  const Node* wait = wait_of(part, from, place);
  edge.at = part.at;
  if (wait == nullptr) {
    diagnostics_.error(
        part.amount->key_at,
        fmt::format("transition `{}` has a `weight` but no wait: say `after`, or `stay` of state `{}`",
                    part.name, parts_.states[from]));
    return;
  }
  const auto value =
      compile_expression(*wait, scope, wait_expectation(part.at), place, model_.program, diagnostics_);
  if (!value) return;
  edge.wait = {value->constant, 0, value->code, value->slot, origin_of(*wait, place)};
  if (!value->constant || part.at) return;
  const Value& constant = model_.program.frame[value->slot];
  if (constant.null == 0 && constant.integer >= 0) return;
  diagnostics_.error(
      wait->at, fmt::format("the wait before transition `{}` is {}: expected a duration from 0s", part.name,
                            constant.null != 0 ? "null" : "negative"));
}

// Rows see both the `let` names and the labels of the entered state, so the names must differ.
void EdgeCompiler::check_lets(const Lets& lets, std::uint16_t entered, const TransitionPart& part) {
  for (const auto& [let, binding] : lets) {
    if (binding.broken) continue;
    for (const Node* label : parts_.state_parts[entered].labels) {
      if (label->key != let->key) continue;
      diagnostics_.error(let->key_at,
                         fmt::format("`let` {} of transition `{}`: state `{}` has a label of that name",
                                     let->key, part.name, parts_.states[entered]));
    }
  }
}

void EdgeCompiler::compile_destination(const TransitionPart& part, const DestinationPart& to,
                                       std::uint16_t from, const Lets& lets, const Scope& leaving,
                                       Edge& edge) {
  const std::string place = place_of(part);
  Destination destination;
  destination.state = to.state;
  const std::uint16_t entered = to.state == kNoTransition ? from : to.state;
  if (to.weight != nullptr) compile_weight(*to.weight, leaving, place, destination);
  check_lets(lets, entered, part);
  Scope scope = events_.state_scope(entered);
  scope.bind_serials(attributes_.serials());
  scope.bind("transition", events_.text_constant(part.name));
  scope.bind("from", events_.text_constant(parts_.states[from]));
  scope.bind("to", events_.text_constant(parts_.states[entered]));
  for (const auto& [let, binding] : lets) scope.bind(let->key, binding);
  const std::string where = fmt::format("transition `{}`", part.name);
  if (part.each)
    destination.each = events_.compile_each(*part.each, scope, place + ".each", where + ", `each`");
  destination.rows = events_.compile_rows(part.emit, scope, place);
  edge.to.push_back(std::move(destination));
}

// The transition's own rhythm and fade, otherwise the state's, otherwise the actor's.
PacePart EdgeCompiler::pace_of(const TransitionPart& part, std::uint16_t from) const {
  const auto first_of = [](const Node* first, const Node* second, const Node* third) {
    return first != nullptr ? first : second != nullptr ? second : third;
  };
  const PacePart& state = parts_.state_parts[from].pace;
  return {first_of(part.pace.rhythm, state.rhythm, parts_.pace.rhythm),
          first_of(part.pace.fade, state.fade, parts_.pace.fade)};
}

void EdgeCompiler::compile_weight(const Node& weight, const Scope& scope, const std::string& place,
                                  Destination& destination) {
  destination.weight.constant = false;  // if it fails, it is not known to be 0
  const auto number =
      compile_number(weight, scope, weight_expectation(), fmt::format("{}.to.{}", place, weight.key),
                     model_.program, diagnostics_);
  if (!number) return;
  destination.weight = *number;
  if (number->constant && !(number->value >= 0)) {
    diagnostics_.error(weight.at, fmt::format("the weight of state `{}` is negative", weight.key));
  }
}

}  // namespace seedbed::model
