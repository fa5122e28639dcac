#include "model/compile/actor_compiler.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "expression/language/hints.hpp"
#include "model/compile/edge_compiler.hpp"
#include "model/compile/event_compiler.hpp"
#include "model/compile/number_compiler.hpp"
#include "model/compile/pace_compiler.hpp"
#include "random/real_math.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

// Compiles one actor once.
class KindCompiler {
 public:
  KindCompiler(const ActorParts& parts, ActorAttributes& attributes, const ActorContext& context,
               Model& model)
      : parts_(parts),
        attributes_(attributes),
        model_(model),
        diagnostics_(context.diagnostics),
        events_(parts, attributes, context.tables, model, context.diagnostics),
        paces_(parts.states.size(), context.rhythms, model, context.diagnostics),
        edges_(parts, attributes, events_, paces_, model, context.diagnostics),
        kind_(attributes.kind()) {}
  KindCompiler(const KindCompiler&) = delete;
  KindCompiler& operator=(const KindCompiler&) = delete;

  ActorKind compile();

 private:
  void compile_initial();
  void compile_arrival();
  void add_edge(const TransitionPart& part, std::uint16_t from, Edge edge);
  void compile_entry(std::uint16_t number);
  void compile_finish();

  const ActorParts& parts_;
  ActorAttributes& attributes_;
  Model& model_;
  Diagnostics& diagnostics_;
  EventCompiler events_;
  PaceCompiler paces_;
  EdgeCompiler edges_;
  ActorKind kind_;
  bool names_events_ = false;  // some state's entry names the transition that led to it
};

// Computes what the simulator needs of the amounts of one state.
void sum_up(State& state) {
  for (const Edge& edge : state.edges) {
    state.constant = state.constant && edge.amount.constant;
    state.running.push_back(state.sum += edge.amount.value);
  }
  if (state.timing == Timing::chance) {
    state.inverse_log = state.sum > 0 && state.sum < 1 ? 1 / portable_log1p(-state.sum) : 0;
  }
}

ActorKind KindCompiler::compile() {
  const auto states = static_cast<std::uint16_t>(parts_.states.size());
  kind_.transitions = parts_.transition_names;
  for (const std::string& name : parts_.states.all()) kind_.states.emplace_back().name = name;
  compile_initial();
  compile_arrival();
  for (const TransitionPart& part : parts_.transitions) {
    for (const std::uint16_t from : part.from) add_edge(part, from, edges_.compile(part, from));
  }
  for (std::uint16_t s = 0; s < states; ++s) kind_.states[s].paces = paces_.take(s);
  for (State& state : kind_.states) sum_up(state);
  for (std::uint16_t s = 0; s < states; ++s) compile_entry(s);
  compile_finish();
  kind_.serials_in_rows = events_.serials_in_rows();
  model_.names_events = model_.names_events || names_events_;
  return std::move(kind_);
}

void KindCompiler::compile_initial() {
  const std::string where = parts_.where() + ", `initial`";
  if (parts_.initial == nullptr) return;
  if (!parts_.initial->is(Node::Kind::table)) {
    if (const auto state = parts_.states.find(*parts_.initial, where, diagnostics_)) kind_.initial = *state;
    return;
  }
  kind_.initial_weights.resize(parts_.states.size());
  for (const Node& weight : parts_.initial->items) {
    const auto state = parts_.states.find_key(weight, where, diagnostics_);
    const auto number =
        compile_number(weight, attributes_.scope(), weight_expectation(),
                       fmt::format("{}.initial.{}", parts_.name, weight.key), model_.program, diagnostics_);
    if (!state || !number) continue;
    kind_.initial_weights[*state] = *number;
    if (number->constant && !(number->value >= 0)) {
      diagnostics_.error(weight.at, fmt::format("the weight of state `{}` is negative", weight.key));
    }
  }
  const auto nothing = [](const NumberOrCode& weight) { return weight.constant && weight.value == 0; };
  const auto& weights = kind_.initial_weights;
  if (!diagnostics_.failed() && std::all_of(weights.begin(), weights.end(), nothing)) {
    diagnostics_.error(parts_.initial->at, where + ": all weights are 0");
  }
}

void KindCompiler::compile_arrival() {
  if (attributes_.stores_arrival()) {  // the attributes' code has computed it
    if (const Binding* arrival = attributes_.scope().find(parts_.arrival->key); !arrival->broken)
      kind_.arrival = Condition{{}, arrival->slot, source_of(*parts_.arrival)};
  } else if (parts_.arrival) {
    Expectation expected;
    expected.kinds = {Kind::time};
    expected.what = "a time, such as \"start + exponential(3d)\"";
    const auto value = compile_expression(*parts_.arrival, attributes_.scope(), expected,
                                          parts_.name + ".start.at", model_.program, diagnostics_);
    if (value) kind_.arrival = Condition{value->code, value->slot, source_of(*parts_.arrival)};
  }
  Scope scope(&attributes_.scope());
  scope.bind_serials(attributes_.serials());
  scope.bind("now", {{Kind::time}, model_.now_slot, false, ""});
  kind_.start_rows = events_.compile_rows(parts_.start_emit, scope, parts_.name + ".start");
}

void KindCompiler::add_edge(const TransitionPart& part, std::uint16_t from, Edge edge) {
  State& state = kind_.states[from];
  if (part.timing == Timing::none) {
    state.timers.push_back(std::move(edge));
    kind_.timers = std::max(kind_.timers, static_cast<std::uint16_t>(state.timers.size()));
    return;
  }
  if (state.timing != Timing::none && state.timing != part.timing) {
    const std::string& other = kind_.transitions[state.edges.front().transition];
    diagnostics_.error(
        part.amount->key_at,
        fmt::format("state `{}` has transitions with a `{}` (`{}`) and with a `{}` (`{}`): expected "
                    "one kind for all that leave it",
                    state.name, timing_name(state.timing), other, timing_name(part.timing), part.name));
    return;
  }
  state.timing = part.timing;
  state.edges.push_back(std::move(edge));
}

// Compiles what happens on each entry of the state, after any transition.
void KindCompiler::compile_entry(std::uint16_t number) {
  const StatePart& part = parts_.state_parts[number];
  State& state = kind_.states[number];
  if (part.let.empty() && part.set.empty() && part.emit.empty()) return;
  const std::string place = fmt::format("{}.state.{}", parts_.name, state.name);
  const std::string where = fmt::format("state `{}`", state.name);
  Scope scope = events_.state_scope(number);
  scope.bind_serials(attributes_.serials());
  const auto bind = [&](const char* name, Slot slot) {
    Binding binding{{Kind::text}, slot, false, ""};
    binding.used = &names_events_;
    scope.bind(name, binding);
  };
  bind("transition", model_.transition_slot);
  bind("from", model_.from_slot);
  bind("to", model_.to_slot);
  state.enter.begin = static_cast<std::uint32_t>(model_.program.code.size());
  (void)events_.compile_lets(part.let, scope, place, where);
  events_.compile_set(part.set, scope, true, place, where);
  state.enter.end = static_cast<std::uint32_t>(model_.program.code.size());
  state.rows = events_.compile_rows(part.emit, scope, place);
}

void KindCompiler::compile_finish() {
  for (std::size_t f = 0; f < parts_.finish.size(); ++f) {
    Finish finish{std::vector<std::uint8_t>(kind_.states.size()),
                  std::vector<std::vector<Emission>>(kind_.states.size())};
    for (const std::uint16_t state : parts_.finish[f].in) {
      finish.in[state] = 1;
      Scope scope = events_.state_scope(state);
      scope.bind_serials(attributes_.serials());
      finish.rows[state] =
          events_.compile_rows(parts_.finish[f].emit, scope, fmt::format("{}.finish.{}", parts_.name, f));
    }
    kind_.finish.push_back(std::move(finish));
  }
}

}  // namespace

ActorCompiler::ActorCompiler(ActorParts parts, const ActorContext& context, Model& model)
    : parts_(std::move(parts)), context_(context), attributes_(parts_, context, model) {}

ActorKind ActorCompiler::compile(Model& model) {
  return KindCompiler(parts_, attributes_, context_, model).compile();
}

}  // namespace seedbed::model
