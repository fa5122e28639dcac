// What an actor does, into code: its states, its arrival and its end.
#include <fmt/format.h>

#include <algorithm>

#include "expression/language/hints.hpp"
#include "expression/program/instruction.hpp"
#include "model/compile/actor_reader.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

Binding label_constant(Model& model, const Node& label) {
  Program& program = model.program;
  switch (label.kind) {
    case Node::Kind::boolean:
      return {{Kind::boolean}, program.constant_slot(Value::of_integer(label.integer)), true, ""};
    case Node::Kind::integer:
      return {{Kind::integer}, program.constant_slot(Value::of_integer(label.integer)), true, ""};
    case Node::Kind::real: return {{Kind::real}, program.constant_slot(Value::of_real(label.real)), true, ""};
    default: return {{Kind::text}, program.constant_slot(program.fixed_text(label.text)), true, ""};
  }
}

}  // namespace

Binding text_constant(Model& model, std::string_view text) {
  return {{Kind::text}, model.program.constant_slot(model.program.fixed_text(text)), true, ""};
}

NumberOrCode widened(const Compiled& value, Origin origin, Program& program) {
  NumberOrCode number{value.constant, 0, value.code, value.slot, std::move(origin)};
  const Value& constant = program.frame[value.slot];
  if (value.constant) {
    number.value = constant.null != 0 ? 0 : static_cast<double>(constant.integer);
    return number;
  }
  if (value.code.empty()) number.code.begin = static_cast<std::uint32_t>(program.code.size());
  number.slot = program.new_slot();
  program.code.push_back({Op::widen, number.slot, value.slot, 0, 0});
  program.origin_of.push_back(program.origin_of.empty() ? 0 : program.origin_of.back());
  number.code.end = static_cast<std::uint32_t>(program.code.size());
  return number;
}

void ActorReader::compile(Model& model) {
  kind_.timers = 0;
  compile_states();
  compile_initial(model);
  compile_arrival(model);
  for (const TransitionPart& part : transitions_) {
    for (const std::uint16_t from : part.from) compile_edge(part, from, model);
  }
  for (State& state : kind_.states) sum_up(state);
  for (std::size_t s = 0; s < kind_.states.size(); ++s) compile_entry(static_cast<std::uint16_t>(s), model);
  compile_finish(model);
  check_waits();
  check_reachable();
  model.names_events = model.names_events || event_named_;
}

void ActorReader::compile_states() {
  pace_numbers_.assign(kind_.states.size(), {});
  for (State& state : kind_.states) {
    const std::string name = state.name;
    state = State{};
    state.name = name;
    state.paces.emplace_back();  // the steady one
  }
}

// What rows and transitions see beside the attributes: now, and the state and its labels as constants.
Scope ActorReader::state_scope(std::uint16_t state, Model& model) const {
  Scope scope(&scope_);
  scope.bind("now", {{Kind::time}, model.now_slot, false, ""});
  scope.bind("state", text_constant(model, kind_.states[state].name));
  for (const char* name : {"transition", "from", "to"}) {
    scope.bind(name, {{}, 0, false, fmt::format("`{}` is in scope in transitions only", name)});
  }
  for (const Node* label : state_parts_[state].labels) scope.bind(label->key, label_constant(model, *label));
  return scope;
}

void ActorReader::compile_initial(Model& model) {
  kind_.initial_weights.clear();
  if (initial_ == nullptr) return;
  if (!initial_->is(Node::Kind::table)) {
    if (const auto state = known_state(*initial_, fmt::format("[actor.{}], `initial`", kind_.name)))
      kind_.initial = *state;
    return;
  }
  kind_.initial_weights.resize(kind_.states.size());
  for (const Node& weight : initial_->items) {
    Node name;
    name.kind = Node::Kind::text;
    name.text = weight.key;
    name.at = weight.key_at;
    const auto state = known_state(name, fmt::format("[actor.{}], `initial`", kind_.name));
    Expectation expected;
    expected.kinds = {Kind::real};
    expected.what = "a weight from 0, such as 9 or \"1 - share\"";
    expected.may_draw = false;
    expected.why_no_draw = "weights are fixed when the draw is made";
    const auto number =
        compile_number(weight, scope_, expected, fmt::format("{}.initial.{}", kind_.name, weight.key), model);
    if (!state || !number) continue;
    kind_.initial_weights[*state] = *number;
    if (number->constant && !(number->value >= 0)) {
      diagnostics_->error(weight.at, fmt::format("the weight of state `{}` is negative", weight.key));
    }
  }
  const auto nothing = [](const NumberOrCode& weight) { return weight.constant && weight.value == 0; };
  const auto& weights = kind_.initial_weights;
  if (!diagnostics_->failed() && std::all_of(weights.begin(), weights.end(), nothing)) {
    diagnostics_->error(initial_->at, fmt::format("[actor.{}], `initial`: all weights are 0", kind_.name));
  }
}

void ActorReader::compile_arrival(Model& model) {
  kind_.arrival.reset();
  if (arrival_stored_) {  // the attributes' code has computed it
    if (const Binding* arrival = scope_.find(arrival_.key); !arrival->broken)
      kind_.arrival = Condition{{}, arrival->slot, source_of(arrival_)};
  } else if (arrives_) {
    Expectation expected;
    expected.kinds = {Kind::time};
    expected.what = "a time, such as \"start + exponential(3d)\"";
    const auto value = compile_expression(arrival_, scope_, expected, kind_.name + ".start.at", model.program,
                                          *diagnostics_);
    if (value) kind_.arrival = Condition{value->code, value->slot, source_of(arrival_)};
  }
  Scope scope(&scope_);
  scope.bind_serials(serials_);
  scope.bind("now", {{Kind::time}, model.now_slot, false, ""});
  kind_.start_rows = compile_rows(start_emit_, scope, kind_.name + ".start", model);
}

// What happens when a state is entered, by whichever transition.
void ActorReader::compile_entry(std::uint16_t number, Model& model) {
  const StatePart& part = state_parts_[number];
  State& state = kind_.states[number];
  if (part.let.empty() && part.set.empty() && part.emit.empty()) return;
  const std::string place = fmt::format("{}.state.{}", kind_.name, state.name);
  const std::string where = fmt::format("state `{}`", state.name);
  Scope scope = state_scope(number, model);
  scope.bind_serials(serials_);
  const auto bind = [&](const char* name, Slot slot) {
    Binding binding{{Kind::text}, slot, false, ""};
    binding.used = &event_named_;
    scope.bind(name, binding);
  };
  bind("transition", model.transition_slot);
  bind("from", model.from_slot);
  bind("to", model.to_slot);
  state.enter.begin = static_cast<std::uint32_t>(model.program.code.size());
  (void)compile_lets(part.let, scope, place, where, model);
  compile_set(part.set, scope, true, place, where, model);
  state.enter.end = static_cast<std::uint32_t>(model.program.code.size());
  state.rows = compile_rows(part.emit, scope, place, model);
}

void ActorReader::compile_finish(Model& model) {
  kind_.finish.clear();
  for (std::size_t f = 0; f < finish_.size(); ++f) {
    Finish finish{std::vector<std::uint8_t>(kind_.states.size()),
                  std::vector<std::vector<Emission>>(kind_.states.size())};
    for (const std::uint16_t state : finish_[f].in) {
      finish.in[state] = 1;
      Scope scope = state_scope(state, model);
      scope.bind_serials(serials_);
      finish.rows[state] =
          compile_rows(finish_[f].emit, scope, fmt::format("{}.finish.{}", kind_.name, f), model);
    }
    kind_.finish.push_back(std::move(finish));
  }
}

std::vector<Emission> ActorReader::compile_rows(const std::vector<RowsPart>& rows, const Scope& scope,
                                                const std::string& place, Model& model) {
  const bool used_before = serial_used_;
  serial_used_ = false;
  std::vector<Emission> result;
  std::map<std::size_t, int> nth;  // a table may stand in one `emit` more than once
  for (const RowsPart& row : rows) {
    const std::string here =
        fmt::format("{}.emit.{}.{}", place, tables_->at(row.table).name, nth[row.table]++);
    result.push_back(compile_emission(row, scope, here, partial_, *tables_, model, *diagnostics_));
  }
  kind_.serials_in_rows = kind_.serials_in_rows || serial_used_;
  serial_used_ = used_before;
  return result;
}

// A number that is computed as a real, or a constant.
std::optional<NumberOrCode> ActorReader::compile_number(const Node& node, const Scope& scope,
                                                        const Expectation& expected, const std::string& place,
                                                        Model& model) {
  const auto value = compile_expression(node, scope, expected, place, model.program, *diagnostics_);
  if (!value) return std::nullopt;
  const Value& constant = model.program.frame[value->slot];
  return NumberOrCode{value->constant, value->constant && constant.null == 0 ? constant.real : 0, value->code,
                      value->slot, origin_of(node, place)};
}

}  // namespace seedbed::model
