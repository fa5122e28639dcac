// What an actor's tables say, before anything but the attributes is compiled.
#include "model/reader/actor_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"
#include "base/random.hpp"
#include "model/program/instruction.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

// States are named by plain text: these characters tell an expression.
constexpr std::string_view kNoName = "'\"()";

}  // namespace

ActorReader::ActorReader(const Node& node, const Scope& outer, TableSet& tables, Model& model,
                         Diagnostics& diagnostics)
    : node_(&node),
      outer_(&outer),
      tables_(&tables),
      model_(&model),
      diagnostics_(&diagnostics),
      scope_(&outer) {
  kind_.name = node.key;
  kind_.key = hash64(kind_.name);
  kind_.timing_key = draw_key(kind_.name + ".timing", 0);
  kind_.choice_key = draw_key(kind_.name + ".choice", 0);
  kind_.initial_key = draw_key(kind_.name + ".initial", 0);
}

void ActorReader::read() {
  Keys keys(*node_, fmt::format("[actor.{}]", kind_.name), *diagnostics_);
  if (!is_identifier(kind_.name)) {
    diagnostics_->error(node_->key_at,
                        fmt::format("actor `{}`: expected letters, digits and underscores", kind_.name));
  }
  if (const Node* count = keys.take("count")) {
    Expectation expected;
    expected.kinds = {Kind::integer};
    expected.what = "how many actors there are, such as 10_000 or \"users\"";
    expected.may_draw = false;
    expected.why_no_draw = "the population's size is fixed";
    const auto value =
        compile_expression(*count, *outer_, expected, kind_.name + ".count", model_->program, *diagnostics_);
    if (value && value->constant) {
      const Value& n = model_->program.frame[value->slot];
      kind_.count = n.null != 0 || n.integer < 0 ? 0 : static_cast<std::uint64_t>(n.integer);
      if (kind_.count == 0) {
        diagnostics_->error(count->at,
                            fmt::format("`count` in {} is {}: an empty population, expected at least 1",
                                        keys.where(), n.null != 0 ? "null" : fmt::format("{}", n.integer)));
      }
    }
  } else if (node_->find("per") == nullptr) {
    diagnostics_->error(node_->key_at,
                        fmt::format("{} has no `count`: say how many there are", keys.where()));
  }
  initial_ = keys.take("initial");
  if (initial_ == nullptr) {
    diagnostics_->error(
        node_->key_at, fmt::format("{} has no `initial`: name the state that actors begin in", keys.where()));
  }
  const Node* attributes = keys.take_table("attributes");
  read_states(keys);
  keys.not_yet({"per", "distinct", "rhythm", "state", "moves", "moves_are", "fade"});
  const Node* start = keys.take_table("start");
  (void)keys.take("transition");
  (void)keys.take("finish");
  keys.finish();
  read_attributes(attributes);
  if (start != nullptr) read_start(*start);
}

// States are those named anywhere; with `states`, those listed there.
void ActorReader::read_states(Keys& keys) {
  const Node* listed = keys.take_array("states");
  const Node* transitions = node_->find("transition");
  if (transitions != nullptr && !transitions->is(Node::Kind::array)) {
    tables_->assume_written();
    diagnostics_->error(transitions->key_at,
                        fmt::format("expected [[actor.{}.transition]] with double brackets", kind_.name));
    transitions = nullptr;
  }
  const auto add = [&](const Node& name) {
    if (!name.is(Node::Kind::text) || name.text == "*" || states_.contains(name.text)) return;
    if (name.text.find_first_of(kNoName) != std::string::npos) return;
    states_.emplace(name.text, static_cast<std::uint16_t>(kind_.states.size()));
    kind_.states.emplace_back().name = name.text;
  };
  const auto add_all = [&](const Node* names) {
    if (names == nullptr) return;
    if (names->is(Node::Kind::array)) {
      for (const Node& name : names->items) add(name);
    } else {
      add(*names);
    }
  };
  if (listed != nullptr) {
    add_all(listed);
  } else {
    name_states(initial_);
    if (transitions != nullptr) {
      for (const Node& transition : transitions->items) {
        add_all(transition.find("from"));
        add_all(transition.find("to"));
      }
    }
  }
  if (kind_.states.size() > 60'000) {
    diagnostics_->error(node_->key_at, fmt::format("[actor.{}] has more than 60,000 states", kind_.name));
    kind_.states.resize(1);
  }
  if (transitions != nullptr) {
    for (const Node& transition : transitions->items) read_transition(transition);
  }
  if (const Node* finish = node_->find("finish")) {
    if (!finish->is(Node::Kind::array)) {
      tables_->assume_written();
      diagnostics_->error(finish->key_at,
                          fmt::format("expected [[actor.{}.finish]] with double brackets", kind_.name));
    } else {
      for (const Node& block : finish->items) read_finish(block);
    }
  }
}

void ActorReader::name_states(const Node* initial) {
  if (initial == nullptr) return;
  const auto add = [&](const std::string& name) {
    if (states_.emplace(name, static_cast<std::uint16_t>(kind_.states.size())).second) {
      kind_.states.emplace_back().name = name;
    }
  };
  if (initial->is(Node::Kind::text) && initial->text.find_first_of(kNoName) == std::string::npos)
    add(initial->text);
  if (initial->is(Node::Kind::table)) {
    for (const Node& weight : initial->items) add(weight.key);
  }
}

std::optional<std::uint16_t> ActorReader::known_state(const Node& name, const std::string& where) {
  if (!name.is(Node::Kind::text)) {
    diagnostics_->error(
        name.at, fmt::format("{}: expected the name of a state, found {}", where, describe(name.kind)));
    return std::nullopt;
  }
  if (const auto state = states_.find(name.text); state != states_.end()) return state->second;
  if (name.text.find_first_of(kNoName) != std::string::npos) {
    diagnostics_->error(
        name.at,
        fmt::format("{}: expected the name of a state, found the expression {}: a name stands in double "
                    "quotes alone, such as \"online\"",
                    where, name.text));
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (const State& state : kind_.states) names.push_back(state.name);
  diagnostics_->error(
      name.at, fmt::format("{}: there is no state `{}`{}", where, name.text, suggestion(name.text, names)));
  return std::nullopt;
}

void ActorReader::read_transition(const Node& node) {
  Transition transition;
  transition.node = &node;
  if (!node.is(Node::Kind::table)) {
    diagnostics_->error(node.at, "a transition: expected a table");
    return;
  }
  Keys keys(node, fmt::format("[[actor.{}.transition]]", kind_.name), *diagnostics_);
  if (const Node* name = keys.take_text("name", "\"login\"")) {
    transition.name = name->text;
  } else if (node.find("name") == nullptr) {
    diagnostics_->error(node.at, fmt::format("{} has no `name`", keys.where()));
  }
  const std::string where = fmt::format("transition `{}`", transition.name);
  const Node* from = keys.take("from");
  if (from == nullptr) {
    diagnostics_->error(
        node.at,
        fmt::format("{} has no `from`: name the state it leaves, a list of states, or \"*\"", where));
  } else if (from->is(Node::Kind::text) && from->text == "*") {
    for (std::size_t s = 0; s < kind_.states.size(); ++s)
      transition.from.push_back(static_cast<std::uint16_t>(s));
  } else {
    const std::vector<Node> one{*from};
    for (const Node& name : from->is(Node::Kind::array) ? from->items : one) {
      if (const auto state = known_state(name, where + ", `from`")) transition.from.push_back(*state);
    }
  }
  if (const Node* to = keys.take("to")) {
    if (to->is(Node::Kind::table)) {
      diagnostics_->error(to->key_at,
                          where +
                              ": weights in `to` are part of the model language, but this version of "
                              "seedbed does not run them yet");
    } else if (const auto state = known_state(*to, where + ", `to`")) {
      transition.to = *state;
    }
  }
  transition.chance = keys.take("chance");
  transition.let = keys.take_table("let");
  transition.when = keys.take("when");
  transition.set = keys.take_table("set");
  transition.emit = read_emit(keys.take("emit"), where);
  keys.not_yet({"rate", "weight", "after", "at", "each", "rhythm", "fade"});
  keys.finish();
  if (transition.chance == nullptr && node.find("rate") == nullptr && node.find("weight") == nullptr &&
      node.find("after") == nullptr && node.find("at") == nullptr) {
    diagnostics_->error(
        node.at, fmt::format("{} has no timing: say when it happens, such as chance = \"0.1%\"", where));
  }
  if (transition.chance != nullptr && model_->clock.tick <= 0 && transitions_.empty()) {  // once is enough
    diagnostics_->error(
        transition.chance->key_at,
        fmt::format("{} has a `chance` per tick, but [clock] has no `tick`: add one such as tick = \"1m\"",
                    where));
  }
  if (transition.let != nullptr) {
    for (const Node& let : transition.let->items) let_names_.insert(let.key);
  }
  if (transition.set != nullptr) {
    for (const Node& set : transition.set->items) assigned_.insert(set.key);
  }
  auto& names = kind_.transitions;
  const auto known = std::find(names.begin(), names.end(), transition.name);
  transition.number = static_cast<std::uint16_t>(known - names.begin());
  if (known == names.end()) names.push_back(transition.name);
  for (const Transition& other : transitions_) {
    if (other.name != transition.name || other.name.empty()) continue;
    for (const std::uint16_t state : other.from) {
      if (std::find(transition.from.begin(), transition.from.end(), state) == transition.from.end()) continue;
      diagnostics_->error(
          node.find("name") != nullptr ? node.find("name")->at : node.at,
          fmt::format("state `{}` has two transitions named `{}`", kind_.states[state].name, other.name));
    }
  }
  transitions_.push_back(std::move(transition));
}

void ActorReader::read_finish(const Node& node) {
  Keys keys(node, fmt::format("[[actor.{}.finish]]", kind_.name), *diagnostics_);
  FinishBlock block;
  const Node* in = keys.take("in");
  if (in == nullptr) {
    diagnostics_->error(node.at,
                        fmt::format("{} has no `in`: name the states it is for, or \"*\"", keys.where()));
  } else if (in->is(Node::Kind::text) && in->text == "*") {
    for (std::size_t s = 0; s < kind_.states.size(); ++s) block.in.push_back(static_cast<std::uint16_t>(s));
  } else {
    const std::vector<Node> one{*in};
    for (const Node& name : in->is(Node::Kind::array) ? in->items : one) {
      if (const auto state = known_state(name, keys.where() + ", `in`")) block.in.push_back(*state);
    }
  }
  block.emit = read_emit(keys.take("emit"), keys.where());
  keys.finish();
  finish_.push_back(std::move(block));
}

void ActorReader::read_start(const Node& node) {
  Keys keys(node, fmt::format("[actor.{}.start]", kind_.name), *diagnostics_);
  arrival_ = keys.take("at");
  start_emit_ = read_emit(keys.take("emit"), keys.where());
  keys.finish();
}

std::vector<ActorReader::Rows> ActorReader::read_emit(const Node* emit, const std::string& where) {
  std::vector<Rows> rows;
  if (emit == nullptr) return rows;
  if (!emit->is(Node::Kind::array)) {
    tables_->assume_written();
    const std::string example = emit->is(Node::Kind::text) ? emit->text : "trx";
    diagnostics_->error(emit->at, fmt::format("{}: `emit` expects a list such as [\"{}\"], found {}", where,
                                              example, describe(emit->kind)));
    return rows;
  }
  for (const Node& entry : emit->items) {
    Rows row;
    row.node = &entry;
    const Node* name = &entry;
    if (entry.is(Node::Kind::table)) {
      Keys keys(entry, where + ", `emit`", *diagnostics_);
      name = keys.take_text("table", "\"trx\"");
      row.columns = keys.take_table("columns");
      row.when = keys.take("when");
      keys.finish();
      if (name == nullptr && entry.find("table") == nullptr) {
        diagnostics_->error(entry.at, fmt::format("{}: an entry of `emit` has no `table`", where));
      }
      if (name == nullptr) {
        tables_->assume_written();
        continue;
      }
    } else if (!entry.is(Node::Kind::text)) {
      diagnostics_->error(
          entry.at, fmt::format("{}: `emit` expects names of tables, found {}", where, describe(entry.kind)));
      continue;
    }
    const auto table = tables_->find(name->text);
    if (!table) {
      tables_->assume_written();
      diagnostics_->error(name->at, fmt::format("{}: there is no table `{}`{}", where, name->text,
                                                suggestion(name->text, tables_->names())));
      continue;
    }
    row.table = *table;
    tables_->at(*table).written = true;
    if (row.columns != nullptr) {
      for (const Node& column : row.columns->items) (void)tables_->column(*table, column);
    }
    rows.push_back(row);
  }
  return rows;
}

void ActorReader::read_attributes(const Node* attributes) {
  scope_.bind("index", {{Kind::integer}, model_->index_slot, false, ""});
  for (const char* name : {"now", "transition", "from", "to", "state"}) {
    scope_.bind(name, {{}, 0, false, fmt::format("`{}` is not in scope here", name)});
  }
  scope_.bind("arrival",
              {{},
               0,
               false,
               "`arrival` is part of the model language, but this version of seedbed does not run it yet"});
  std::vector<const Node*> ordered;
  if (attributes != nullptr) order_attributes(*attributes, ordered);
  const auto begin = static_cast<std::uint32_t>(model_->program.code.size());
  // The stored ones stand side by side in the frame: their slots come first, then their code.
  kind_.first_attribute = static_cast<Slot>(model_->program.frame.size());
  for (std::size_t i = 0; i < ordered.size(); ++i) (void)model_->program.new_slot();
  for (const Node* attribute : ordered) compile_attribute(*attribute);
  kind_.attribute_code = {begin, static_cast<std::uint32_t>(model_->program.code.size())};
}

// Depth first by the names that each mentions, so that every attribute comes after those it uses.
void ActorReader::order_attributes(const Node& attributes, std::vector<const Node*>& ordered) {
  enum class Mark : char { none, open, done };
  std::map<std::string, Mark, std::less<>> marks;
  std::set<std::string, std::less<>> in_circle;
  const auto visit = [&](const auto& self, const Node& node, std::string path) -> void {
    Mark& mark = marks[node.key];
    if (mark == Mark::done) return;
    path += (path.empty() ? "" : " -> ") + node.key;
    if (mark == Mark::open) {
      in_circle.insert(node.key);
      scope_.bind(node.key, Binding::of_broken());
      diagnostics_->error(node.key_at,
                          fmt::format("attributes of [actor.{}] go round in a circle: {}", kind_.name, path));
      return;
    }
    mark = Mark::open;
    const Node* value = node.is(Node::Kind::table) ? node.find("value") : &node;
    if (value != nullptr && value->is(Node::Kind::text)) {
      for (const std::string& name : mentioned_names(value->text)) {
        if (const Node* other = attributes.find(name)) self(self, *other, path);
      }
    }
    if (marks[node.key] != Mark::done && !in_circle.contains(node.key)) ordered.push_back(&node);
    marks[node.key] = Mark::done;
  };
  for (const Node& node : attributes.items) {
    if (!is_identifier(node.key) || is_reserved(node.key) || outer_->find(node.key) != nullptr) {
      diagnostics_->error(node.key_at,
                          fmt::format("attribute `{}` of [actor.{}]: {}", node.key, kind_.name,
                                      !is_identifier(node.key) ? "expected letters, digits and underscores"
                                      : is_reserved(node.key)  ? "the name is taken by the language"
                                                               : "a parameter has the same name"));
    }
    visit(visit, node, "");
  }
}

void ActorReader::compile_attribute(const Node& attribute) {
  Program& program = model_->program;
  const std::string place = fmt::format("{}.attributes.{}", kind_.name, attribute.key);
  Expectation expected;
  expected.what = "an attribute's first value";
  const Node* value = &attribute;
  if (attribute.is(Node::Kind::table)) {  // { type = "time", value = "null" }
    Keys keys(attribute, fmt::format("attribute `{}`", attribute.key), *diagnostics_);
    value = keys.take("value");
    const Node* type = keys.take_text("type", "\"time\"");
    keys.finish();
    if (type != nullptr) {
      expected.exactly = parse_type(type->text);
      if (!expected.exactly) diagnostics_->error(type->at, fmt::format("there is no type `{}`", type->text));
    }
    if (value == nullptr || type == nullptr) {
      diagnostics_->error(attribute.at,
                          fmt::format("attribute `{}`: expected `type` and `value`", attribute.key));
      return;
    }
  }
  const auto compiled = compile_expression(*value, scope_, expected, place, program, *diagnostics_);
  if (!compiled) {
    scope_.bind(attribute.key, Binding::of_broken());
    return;
  }
  ExprType type = expected.exactly.value_or(compiled->type);
  if (type.kind == Kind::null) {
    diagnostics_->error(
        value->at,
        fmt::format("attribute `{0}` is null: say its type, {0} = {{ type = \"time\", value = \"null\" }}",
                    attribute.key));
    return;
  }
  Binding binding{type, compiled->slot, compiled->constant, ""};
  // What never changes and needs no code is no part of the actor's record.
  if (assigned_.contains(attribute.key) || !compiled->code.empty()) {
    const std::uint16_t number = kind_.attributes++;
    binding = {type, static_cast<Slot>(kind_.first_attribute + number), false, ""};
    if (type.kind == Kind::text || type.kind == Kind::json || type.kind == Kind::uuid)
      kind_.text_attributes.push_back(number);
    append_copy(program, binding.slot, compiled->slot);
  }
  attribute_bindings_[attribute.key] = binding;
  scope_.bind(attribute.key, binding);
}

}  // namespace seedbed::model
