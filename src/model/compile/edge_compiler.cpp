// Transitions, into code: one edge for each state that they leave.
#include <fmt/format.h>

#include <algorithm>

#include "expression/language/hints.hpp"
#include "expression/program/instruction.hpp"
#include "model/compile/actor_reader.hpp"

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
    default:
      expected.kinds = {Kind::real};
      expected.what = "a weight from 0, such as 9 or \"1 - share\"";
      expected.why_no_draw = "weights are fixed when the draw is made";
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

std::vector<const Node*> entries(const Node* table) {
  std::vector<const Node*> nodes;
  if (table == nullptr) return nodes;
  for (const Node& entry : table->items) nodes.push_back(&entry);
  return nodes;
}

// The range of amounts that make sense, as far as a constant tells.
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

void ActorReader::compile_edge(const TransitionPart& part, std::uint16_t from, Model& model) {
  Program& program = model.program;
  const std::string place = fmt::format("{}.transition.{}", kind_.name, part.name);
  const std::string where = fmt::format("transition `{}`", part.name);
  Edge edge;
  edge.transition = part.number;
  Scope leaving = state_scope(from, model);
  bind_event(leaving, part, from, model);
  if (part.timing != Timing::none) compile_amount(part, from, leaving, edge, model);
  if (part.timing == Timing::weight || part.timing == Timing::none)
    compile_wait(part, from, leaving, edge, model);
  Scope event(&leaving);
  event.bind_serials(serials_);
  const auto here = [&] { return static_cast<std::uint32_t>(program.code.size()); };
  serial_used_ = false;
  edge.let.begin = here();
  const Lets lets = compile_lets(entries(part.let), event, place, where, model);
  edge.let.end = here();
  if (part.when != nullptr)
    edge.when = compile_condition(*part.when, event, place + ".when", program, *diagnostics_);
  edge.serials = serial_used_;
  edge.set.begin = here();
  compile_set(entries(part.set), event, false, place, where, model);
  edge.set.end = here();
  Scope weights(&event);
  weights.bind_serials(no_serials_);
  for (const DestinationPart& to : part.to) compile_destination(part, to, from, lets, weights, edge, model);
  check_weights(part, edge);
  add_edge(part, from, std::move(edge));
}

// Those of `to`, as far as constants tell.
void ActorReader::check_weights(const TransitionPart& part, const Edge& edge) {
  const auto is_zero = [](const Destination& to) { return to.weight.constant && to.weight.value == 0; };
  const Node* last = part.to.back().weight;
  if (last == nullptr || !std::all_of(edge.to.begin(), edge.to.end(), is_zero)) return;
  diagnostics_->error(last->at, fmt::format("the weights of `to` of transition `{}` are all 0", part.name));
}

// `transition`, `from` and `to`, as far as they are known before the destination is.
void ActorReader::bind_event(Scope& scope, const TransitionPart& part, std::uint16_t from, Model& model) {
  scope.bind("transition", text_constant(model, part.name));
  scope.bind("from", text_constant(model, kind_.states[from].name));
  if (part.to.size() == 1) {
    const std::uint16_t to = part.to.front().state;
    scope.bind("to", text_constant(model, kind_.states[to == kNoTransition ? from : to].name));
  } else {
    scope.bind("to", {{}, 0, false, "`to` is drawn after `set`, so it is not in scope here"});
  }
}

void ActorReader::add_edge(const TransitionPart& part, std::uint16_t from, Edge edge) {
  State& state = kind_.states[from];
  if (part.timing == Timing::none) {
    state.timers.push_back(std::move(edge));
    kind_.timers = std::max(kind_.timers, static_cast<std::uint16_t>(state.timers.size()));
    return;
  }
  if (state.timing != Timing::none && state.timing != part.timing) {
    const std::string& other = kind_.transitions[state.edges.front().transition];
    diagnostics_->error(
        part.amount->key_at,
        fmt::format("state `{}` has transitions with a `{}` (`{}`) and with a `{}` (`{}`): expected "
                    "one kind for all that leave it",
                    state.name, timing_name(state.timing), other, timing_name(part.timing), part.name));
    return;
  }
  state.timing = part.timing;
  state.edges.push_back(std::move(edge));
}

void ActorReader::compile_amount(const TransitionPart& part, std::uint16_t from, const Scope& scope,
                                 Edge& edge, Model& model) {
  const std::string_view key = timing_name(part.timing);
  const std::string place = fmt::format("{}.transition.{}.{}", kind_.name, part.name, key);
  Scope timing(&scope);
  timing.bind("now", {{}, 0, false, fmt::format("`now` is not in scope in `{}`", key)});
  edge.amount.constant = false;  // where it fails, it is not known to be 0
  if (const auto number =
          compile_number(*part.amount, timing, amount_expectation(part.timing), place, model)) {
    const auto error = number->constant ? amount_error(part.timing, part.name, number->value) : std::nullopt;
    if (error) diagnostics_->error(part.amount->at, *error);
    if (!error) edge.amount = *number;
  }
  const PacePart& own = state_parts_[from].pace;
  const auto said = [](const Node* first, const Node* second, const Node* third) {
    return first != nullptr ? first : second != nullptr ? second : third;
  };
  const PacePart pace{said(part.pace.rhythm, own.rhythm, pace_.rhythm),
                      said(part.pace.fade, own.fade, pace_.fade)};
  // One pace serves all transitions of the state that say it in the same words.
  for (const char* name : {"transition", "to"}) {
    timing.bind(name, {{}, 0, false, fmt::format("`{}` is not in scope in a rhythm or fade", name)});
  }
  edge.pace = compile_pace(pace, from, timing, fmt::format("{}.transition.{}", kind_.name, part.name), model);
}

// Of a timer its own; of a weight: its own, else the `lead` of where it goes, else the `stay` of where it is.
const Node* ActorReader::wait_of(const TransitionPart& part, std::uint16_t from, std::string& place) {
  const std::uint16_t to = part.to.size() == 1 ? part.to.front().state : kNoTransition;
  if (part.timing == Timing::weight) {
    state_parts_[from].stay_used = true;
    if (to != kNoTransition) state_parts_[to].lead_used = true;
  }
  place = fmt::format("{}.transition.{}.{}", kind_.name, part.name, part.at ? "at" : "after");
  if (part.wait != nullptr) return part.wait;
  if (to != kNoTransition && state_parts_[to].lead != nullptr) {
    place = fmt::format("{}.state.{}.lead", kind_.name, kind_.states[to].name);
    return state_parts_[to].lead;
  }
  place = fmt::format("{}.state.{}.stay", kind_.name, kind_.states[from].name);
  return state_parts_[from].stay;
}

void ActorReader::compile_wait(const TransitionPart& part, std::uint16_t from, const Scope& scope, Edge& edge,
                               Model& model) {
  if (part.timing == Timing::none && part.wait == nullptr) return;  // which was reported
  std::string place;
  const Node* wait = wait_of(part, from, place);
  edge.at = part.at;
  if (wait == nullptr) {
    diagnostics_->error(
        part.amount->key_at,
        fmt::format("transition `{}` has a `weight` but no wait: say `after`, or `stay` of state `{}`",
                    part.name, kind_.states[from].name));
    return;
  }
  const auto value =
      compile_expression(*wait, scope, wait_expectation(part.at), place, model.program, *diagnostics_);
  if (!value) return;
  edge.wait = {value->constant, 0, value->code, value->slot, origin_of(*wait, place)};
  if (!value->constant || part.at) return;
  const Value& constant = model.program.frame[value->slot];
  if (constant.null == 0 && constant.integer >= 0) return;
  diagnostics_->error(
      wait->at, fmt::format("the wait before transition `{}` is {}: expected a duration from 0s", part.name,
                            constant.null != 0 ? "null" : "negative"));
}

ActorReader::Lets ActorReader::compile_lets(const Nodes& lets, Scope& scope, const std::string& place,
                                            const std::string& where, Model& model) {
  Program& program = model.program;
  Lets result;
  for (const Node* let : lets) {
    if (!is_identifier(let->key) || is_reserved(let->key) || scope.find(let->key) != nullptr) {
      diagnostics_->error(let->key_at,
                          fmt::format("`let` {} of {}: {}", let->key, where,
                                      is_identifier(let->key)
                                          ? "the name is taken, by a label, a parameter, an attribute or the "
                                            "language"
                                          : "expected letters, digits and underscores"));
      result.bindings.emplace_back(let, Binding::of_broken());  // rows that use it are not told again
      continue;
    }
    Expectation any;
    any.what = "a value";
    const auto value =
        compile_expression(*let, scope, any, place + ".let." + let->key, program, *diagnostics_);
    Binding binding = Binding::of_broken();
    if (value) {
      // A plain name is copied: `set` may change what it stands for.
      Slot slot = value->slot;
      if (value->code.empty() && !value->constant)
        append_copy(program, slot = program.new_slot(), value->slot);
      binding = {value->type, slot, value->constant, ""};
    }
    scope.bind(let->key, binding);
    result.bindings.emplace_back(let, binding);
  }
  return result;
}

// The attribute that a `set` assigns to; null if there is none, which is reported.
const Binding* ActorReader::attribute(const Node& set, const std::string& where) {
  const auto target = attribute_bindings_.find(set.key);
  if (target != attribute_bindings_.end()) return &target->second;
  std::vector<std::string> names;
  for (const auto& [name, binding] : attribute_bindings_) names.push_back(name);
  const Binding* known = scope_.find(set.key);
  if (known == nullptr || !known->broken) {
    diagnostics_->error(set.key_at, fmt::format("`set` of {}: there is no attribute `{}`{}", where, set.key,
                                                suggestion(set.key, names)));
  }
  return nullptr;
}

// In turn: one after another. Else all right-hand sides read the old values: they are computed first, then
// copied to where they belong.
void ActorReader::compile_set(const Nodes& sets, const Scope& scope, bool in_turn, const std::string& place,
                              const std::string& where, Model& model) {
  Program& program = model.program;
  std::vector<std::pair<Slot, Slot>> copies;
  for (const Node* set : sets) {
    const Binding* target = attribute(*set, where);
    if (target == nullptr) continue;
    Expectation expected;
    expected.exactly = target->type;
    expected.what =
        fmt::format("a value of the attribute's type, {}", type_name(target->type, scope.find_entities()));
    const auto value =
        compile_expression(*set, scope, expected, place + ".set." + set->key, program, *diagnostics_);
    if (!value) continue;
    Slot slot = value->slot;
    if (value->code.empty() && !value->constant && !in_turn && sets.size() > 1) {
      append_copy(program, slot = program.new_slot(), value->slot);
    }
    if (in_turn) {
      append_copy(program, target->slot, slot);
    } else {
      copies.emplace_back(target->slot, slot);
    }
  }
  for (const auto& [to, from] : copies) append_copy(program, to, from);
}

// A `let` and a label of the state that is entered are both in scope of the rows.
void ActorReader::check_lets(const Lets& lets, std::uint16_t entered, const TransitionPart& part) {
  for (const auto& [let, binding] : lets.bindings) {
    if (binding.broken) continue;
    for (const Node* label : state_parts_[entered].labels) {
      if (label->key != let->key) continue;
      diagnostics_->error(let->key_at,
                          fmt::format("`let` {} of transition `{}`: state `{}` has a label of that name",
                                      let->key, part.name, kind_.states[entered].name));
    }
  }
}

void ActorReader::compile_destination(const TransitionPart& part, const DestinationPart& to,
                                      std::uint16_t from, const Lets& lets, const Scope& leaving, Edge& edge,
                                      Model& model) {
  const std::string place = fmt::format("{}.transition.{}", kind_.name, part.name);
  Destination destination;
  destination.state = to.state;
  const std::uint16_t entered = to.state == kNoTransition ? from : to.state;
  if (to.weight != nullptr) {
    destination.weight.constant = false;  // where it fails, it is not known to be 0
    const auto weight = compile_number(*to.weight, leaving, amount_expectation(Timing::weight),
                                       fmt::format("{}.to.{}", place, to.weight->key), model);
    if (weight) destination.weight = *weight;
    if (weight && weight->constant && !(weight->value >= 0)) {
      diagnostics_->error(to.weight->at, fmt::format("the weight of state `{}` is negative", to.weight->key));
    }
  }
  check_lets(lets, entered, part);
  Scope scope = state_scope(entered, model);
  scope.bind_serials(serials_);
  scope.bind("transition", text_constant(model, part.name));
  scope.bind("from", text_constant(model, kind_.states[from].name));
  scope.bind("to", text_constant(model, kind_.states[entered].name));
  for (const auto& [let, binding] : lets.bindings) scope.bind(let->key, binding);
  const std::string where = fmt::format("transition `{}`", part.name);
  if (part.each)
    destination.each = compile_each(*part.each, scope, place + ".each", where + ", `each`", model);
  destination.rows = compile_rows(part.emit, scope, place, model);
  edge.to.push_back(std::move(destination));
}

Repeat ActorReader::compile_each(const EachPart& part, const Scope& outer, const std::string& place,
                                 const std::string& where, Model& model) {
  Program& program = model.program;
  Repeat each;
  Expectation expected;
  expected.kinds = {Kind::integer};
  expected.what = "how many rounds there are, an int such as \"lines\"";
  if (part.times != nullptr) {
    const auto times =
        compile_expression(*part.times, outer, expected, place + ".times", program, *diagnostics_);
    if (times) each.times = widened(*times, origin_of(*part.times, place + ".times"), program);
    if (each.times.constant && each.times.value > kMaxRounds) {
      diagnostics_->error(part.times->at, fmt::format("`times` of {} is {}, more than {}", where,
                                                      each.times.value, kMaxRounds));
    }
  }
  each.nth = program.new_slot();
  Scope scope(&outer);
  scope.bind("nth", {{Kind::integer}, each.nth, false, ""});
  each.code.begin = static_cast<std::uint32_t>(program.code.size());
  (void)compile_lets(entries(part.let), scope, place, where, model);
  compile_set(entries(part.set), scope, true, place, where, model);
  each.code.end = static_cast<std::uint32_t>(program.code.size());
  each.rows = compile_rows(part.emit, scope, place, model);
  return each;
}

}  // namespace seedbed::model
