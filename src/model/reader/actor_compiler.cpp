// What an actor does: transitions, start and finish rows, into code.
#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.hpp"
#include "base/real_math.hpp"
#include "model/program/instruction.hpp"
#include "model/reader/actor_reader.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

constexpr double kChanceTolerance = 1e-9;  // as in the simulator: 142 * 0.7% + 0.6% is 100%

Binding text_constant(Model& model, std::string_view text) {
  return {{Kind::text}, model.program.new_slot(model.program.fixed_text(text)), true, ""};
}

}  // namespace

void append_copy(Program& program, Slot to, Slot from) {
  if (to == from) return;
  program.code.push_back({Op::copy, to, from, 0, 0});
  program.origin_of.push_back(program.origin_of.empty() ? 0 : program.origin_of.back());
}

void ActorReader::compile(Model& model) {
  for (State& state : kind_.states) state.edges.clear();
  kind_.finish.clear();
  compile_initial(model);
  compile_arrival(model);
  for (const Transition& transition : transitions_) {
    for (const std::uint16_t from : transition.from) compile_edge(transition, from, model);
  }
  for (State& state : kind_.states) check_chances(state);
  for (std::size_t f = 0; f < finish_.size(); ++f) {
    Finish finish{std::vector<std::uint8_t>(kind_.states.size()),
                  std::vector<std::vector<Emission>>(kind_.states.size())};
    for (const std::uint16_t state : finish_[f].in) {
      finish.in[state] = 1;
      const Scope scope = state_scope(scope_, state, model);
      finish.rows[state] =
          compile_rows(finish_[f].emit, scope, fmt::format("{}.finish.{}", kind_.name, f), model);
    }
    kind_.finish.push_back(std::move(finish));
  }
  check_reachable();
}

// What rows and transitions see beside the attributes: now, and the state as a constant.
Scope ActorReader::state_scope(const Scope& outer, std::uint16_t state, Model& model) const {
  Scope scope(&outer);
  scope.bind("now", {{Kind::time}, model.now_slot, false, ""});
  scope.bind("state", text_constant(model, kind_.states[state].name));
  for (const char* name : {"transition", "from", "to"}) {
    scope.bind(name, {{}, 0, false, fmt::format("`{}` is in scope in transitions only", name)});
  }
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
    const auto value =
        compile_expression(weight, scope_, expected, fmt::format("{}.initial.{}", kind_.name, weight.key),
                           model.program, *diagnostics_);
    if (!state || !value) continue;
    const Value& constant = model.program.frame[value->slot];
    Number& number = kind_.initial_weights[*state];
    number = {value->constant,
              value->constant && constant.null == 0 ? constant.real : 0,
              value->code,
              value->slot,
              {weight.text, fmt::format("{}.initial.{}", kind_.name, weight.key), weight.at}};
    if (number.constant && !(number.value >= 0)) {
      diagnostics_->error(weight.at, fmt::format("the weight of state `{}` is negative", weight.key));
    }
  }
}

void ActorReader::compile_arrival(Model& model) {
  kind_.arrival.reset();
  if (arrival_ != nullptr) {
    Expectation expected;
    expected.kinds = {Kind::time};
    expected.what = "a time, such as \"start + exponential(3d)\"";
    const auto value = compile_expression(*arrival_, scope_, expected, kind_.name + ".start.at",
                                          model.program, *diagnostics_);
    if (value) kind_.arrival = Condition{value->code, value->slot};
  }
  Scope scope(&scope_);
  scope.bind("now", {{Kind::time}, model.now_slot, false, ""});
  kind_.start_rows = compile_rows(start_emit_, scope, kind_.name + ".start", model);
}

void ActorReader::compile_edge(const Transition& transition, std::uint16_t from, Model& model) {
  Program& program = model.program;
  const std::string place = fmt::format("{}.transition.{}", kind_.name, transition.name);
  Edge edge;
  edge.transition = transition.number;
  edge.to = transition.to;

  Scope scope = state_scope(scope_, from, model);
  Scope timing(&scope);
  timing.bind("now", {{}, 0, false, "`now` is not in scope in `chance`"});
  if (transition.chance != nullptr) {
    Expectation expected;
    expected.kinds = {Kind::real};
    expected.what = "a probability per tick, such as \"70%\"";
    expected.may_draw = false;
    expected.why_no_draw = "a chance is a number, the draw is made with it";
    const auto chance =
        compile_expression(*transition.chance, timing, expected, place + ".chance", program, *diagnostics_);
    if (!chance) edge.chance.constant = false;  // it is not known to be 0
    if (chance) {
      const Value& value = program.frame[chance->slot];
      edge.chance = {chance->constant,
                     chance->constant && value.null == 0 ? value.real : 0,
                     chance->code,
                     chance->slot,
                     {transition.chance->text, place + ".chance", transition.chance->at}};
      if (edge.chance.constant && !(edge.chance.value >= 0 && edge.chance.value <= 1 + kChanceTolerance)) {
        diagnostics_->error(
            transition.chance->at,
            fmt::format("`chance` of transition `{}` is {}: expected a probability from 0 to 1{}",
                        transition.name, edge.chance.value,
                        edge.chance.value > 1 && edge.chance.value <= 100
                            ? fmt::format(": write \"{}%\"", edge.chance.value)
                            : ""));
        edge.chance = Number{};
        edge.chance.constant = false;
      }
    }
  }

  scope.bind("transition", text_constant(model, transition.name));
  scope.bind("from", text_constant(model, kind_.states[from].name));
  const std::uint16_t entered = transition.to == kStay ? from : transition.to;
  scope.bind("to", text_constant(model, kind_.states[entered].name));
  const auto here = [&] { return static_cast<std::uint32_t>(program.code.size()); };
  if (transition.let != nullptr) {
    edge.let.begin = here();
    for (const Node& let : transition.let->items) {
      if (!is_identifier(let.key) || is_reserved(let.key) || scope.find(let.key) != nullptr) {
        diagnostics_->error(
            let.key_at, fmt::format("`let` {} of transition `{}`: {}", let.key, transition.name,
                                    is_identifier(let.key)
                                        ? "the name is taken, by a parameter, an attribute or the language"
                                        : "expected letters, digits and underscores"));
        continue;
      }
      Expectation any;
      any.what = "a value";
      const auto value =
          compile_expression(let, scope, any, place + ".let." + let.key, program, *diagnostics_);
      if (!value) {
        scope.bind(let.key, Binding::of_broken());
        continue;
      }
      // A plain name is copied: `set` may change what it stands for.
      Slot slot = value->slot;
      if (value->code.empty() && !value->constant)
        append_copy(program, slot = program.new_slot(), value->slot);
      scope.bind(let.key, {value->type, slot, value->constant, ""});
    }
    edge.let.end = here();
  }
  if (transition.when != nullptr)
    edge.when = compile_condition(*transition.when, scope, place + ".when", model);
  if (transition.set != nullptr) compile_set(transition, scope, edge, model);
  scope.bind("state", text_constant(model, kind_.states[entered].name));
  edge.rows = compile_rows(transition.emit, scope, place, model);
  kind_.states[from].edges.push_back(std::move(edge));
}

// All right-hand sides read the old values: they are computed first, then copied to where they belong.
void ActorReader::compile_set(const Transition& transition, const Scope& scope, Edge& edge, Model& model) {
  Program& program = model.program;
  edge.set.begin = static_cast<std::uint32_t>(program.code.size());
  std::vector<std::pair<Slot, Slot>> copies;
  for (const Node& set : transition.set->items) {
    const auto target = attribute_bindings_.find(set.key);
    if (target == attribute_bindings_.end()) {
      std::vector<std::string> names;
      for (const auto& [name, binding] : attribute_bindings_) names.push_back(name);
      const Binding* known = scope_.find(set.key);
      if (known == nullptr || !known->broken) {
        diagnostics_->error(set.key_at, fmt::format("`set` of transition `{}`: there is no attribute `{}`{}",
                                                    transition.name, set.key, suggestion(set.key, names)));
      }
      continue;
    }
    Expectation expected;
    expected.exactly = target->second.type;
    expected.what = fmt::format("a value of the attribute's type, {}", type_name(target->second.type));
    const auto value = compile_expression(
        set, scope, expected, fmt::format("{}.transition.{}.set.{}", kind_.name, transition.name, set.key),
        program, *diagnostics_);
    if (!value) continue;
    Slot slot = value->slot;
    if (value->code.empty() && !value->constant && transition.set->items.size() > 1) {
      append_copy(program, slot = program.new_slot(), value->slot);
    }
    copies.emplace_back(target->second.slot, slot);
  }
  for (const auto& [to, from] : copies) append_copy(program, to, from);
  edge.set.end = static_cast<std::uint32_t>(program.code.size());
}

std::optional<Condition> ActorReader::compile_condition(const Node& node, const Scope& scope,
                                                        const std::string& place, Model& model) {
  Expectation expected;
  expected.kinds = {Kind::boolean};
  expected.what = "a condition, such as \"amount <= balance\"";
  const auto value = compile_expression(node, scope, expected, place, model.program, *diagnostics_);
  if (!value) return std::nullopt;
  return Condition{value->code, value->slot};
}

std::vector<Emission> ActorReader::compile_rows(const std::vector<Rows>& rows, const Scope& scope,
                                                const std::string& place, Model& model) {
  std::vector<Emission> result;
  std::map<std::size_t, int> nth;  // a table may stand in one `emit` more than once
  for (const Rows& row : rows) {
    const TableSet::TableDef& table = tables_->at(row.table);
    const std::string here = fmt::format("{}.emit.{}.{}", place, table.name, nth[row.table]++);
    Emission emission;
    emission.table = static_cast<std::uint16_t>(row.table);
    if (row.when != nullptr) emission.when = compile_condition(*row.when, scope, here + ".when", model);
    emission.code.begin = static_cast<std::uint32_t>(model.program.code.size());
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      emission.cells.push_back(compile_cell(row, c, scope, here, model).value_or(0));
    }
    emission.code.end = static_cast<std::uint32_t>(model.program.code.size());
    result.push_back(std::move(emission));
  }
  return result;
}

std::optional<Slot> ActorReader::compile_cell(const Rows& row, std::size_t column, const Scope& scope,
                                              const std::string& place, Model& model) {
  TableSet::ColumnDef& def = tables_->at(row.table).columns[column];
  const Node* expression = row.columns != nullptr ? row.columns->find(def.name) : nullptr;
  if (expression == nullptr) expression = def.expression;
  if (expression == nullptr) return model.program.new_slot(Value::nothing());
  if (lacks_let(row, *expression, scope)) return std::nullopt;
  Expectation expected;
  expected.what = "a column's value";
  if (def.type.kind != Kind::null) {
    if (def.type.kind == Kind::real) expected.kinds = {Kind::real};
  }
  const auto value =
      compile_expression(*expression, scope, expected, place + "." + def.name, model.program, *diagnostics_);
  if (!value) return std::nullopt;
  tables_->learn(row.table, column, value->type, expression->at, *diagnostics_);
  return value->slot;
}

// A table's column may need a `let` that only some transitions have: say so where the row is written.
bool ActorReader::lacks_let(const Rows& row, const Node& expression, const Scope& scope) {
  if (!expression.is(Node::Kind::text)) return false;
  for (const std::string& name : mentioned_names(expression.text)) {
    if (!let_names_.contains(name) || scope.find(name) != nullptr) continue;
    diagnostics_->error(row.node->at,
                        fmt::format("column `{}` of table `{}` needs `{}`, which has no `let` here",
                                    expression.key, tables_->at(row.table).name, name));
    return true;
  }
  return false;
}

void ActorReader::check_chances(State& state) {
  state.constant = true;
  state.running.clear();
  state.sum = 0;
  for (const Edge& edge : state.edges) {
    state.constant = state.constant && edge.chance.constant;
    state.running.push_back(state.sum += edge.chance.value);
  }
  if (state.sum > 1 + kChanceTolerance) {
    const std::string& last = kind_.transitions[state.edges.back().transition];
    Location at = node_->key_at;
    for (const Transition& transition : transitions_) {
      if (transition.name == last && transition.chance != nullptr) at = transition.chance->at;
    }
    diagnostics_->error(at, fmt::format("the chances of state `{}` add up to {:.10g}%, more than 100%",
                                        state.name, state.sum * 100));
  }
  state.inverse_log = state.sum > 0 && state.sum < 1 ? 1 / portable_log1p(-state.sum) : 0;
}

void ActorReader::check_reachable() {
  std::vector<char> reached(kind_.states.size());
  std::vector<std::uint16_t> open;
  const auto reach = [&](std::uint16_t state) {
    if (state < reached.size() && reached[state] == 0) {
      reached[state] = 1;
      open.push_back(state);
    }
  };
  if (kind_.initial_weights.empty()) reach(kind_.initial);
  for (std::size_t s = 0; s < kind_.initial_weights.size(); ++s) {
    const Number& weight = kind_.initial_weights[s];
    if (!weight.constant || weight.value > 0) reach(static_cast<std::uint16_t>(s));
  }
  while (!open.empty()) {
    const State& state = kind_.states[open.back()];
    open.pop_back();
    for (const Edge& edge : state.edges) {
      if (edge.to != kStay && (!edge.chance.constant || edge.chance.value > 0)) reach(edge.to);
    }
  }
  std::vector<std::string> names;
  for (std::size_t s = 0; s < reached.size(); ++s) {
    if (reached[s] != 0) names.push_back(kind_.states[s].name);
  }
  for (std::size_t s = 0; s < reached.size(); ++s) {
    if (reached[s] != 0) continue;
    Location at = node_->key_at;
    for (const Transition& transition : transitions_) {
      const bool leaves =
          std::find(transition.from.begin(), transition.from.end(), s) != transition.from.end();
      if (leaves) at = transition.node->find("from")->at;
    }
    const auto near = nearest(kind_.states[s].name, names);
    diagnostics_->warning(
        at, fmt::format("no actor can reach the state `{}` of [actor.{}]{}", kind_.states[s].name, kind_.name,
                        near ? fmt::format(": did you mean `{}`?", *near) : ""));
  }
}

}  // namespace seedbed::model
