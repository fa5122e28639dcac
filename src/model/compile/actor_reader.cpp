// What an actor's tables say, before anything but the attributes is compiled.
#include "model/compile/actor_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"
#include "random/random.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

// States are named by plain text: these characters tell an expression.
constexpr std::string_view kNoName = "'\"()";

constexpr std::size_t kMaxStates = 60'000;

}  // namespace

std::string_view timing_name(Timing timing) {
  switch (timing) {
    case Timing::chance: return "chance";
    case Timing::rate: return "rate";
    case Timing::weight: return "weight";
    case Timing::none: break;
  }
  return "after";
}

ActorReader::ActorReader(const Node& node, const ActorContext& context, Model& model)
    : node_(&node),
      context_(context),
      outer_(&context.outer),
      tables_(&context.tables),
      model_(&model),
      diagnostics_(&context.diagnostics),
      scope_(&context.outer) {
  kind_.name = node.key;
  kind_.key = hash64(kind_.name);
  kind_.timing_key = draw_key(kind_.name + ".timing", 0);
  kind_.choice_key = draw_key(kind_.name + ".choice", 0);
  kind_.destination_key = draw_key(kind_.name + ".destination", 0);
  kind_.jitter_key = draw_key(kind_.name + ".jitter", 0);
  kind_.initial_key = draw_key(kind_.name + ".initial", 0);
}

void ActorReader::read() {
  Keys keys(*node_, fmt::format("[actor.{}]", kind_.name), *diagnostics_);
  if (!is_identifier(kind_.name)) {
    diagnostics_->error(node_->key_at,
                        fmt::format("actor `{}`: expected letters, digits and underscores", kind_.name));
  }
  read_count(keys);
  initial_ = keys.take("initial");
  if (initial_ == nullptr) {
    diagnostics_->error(
        node_->key_at, fmt::format("{} has no `initial`: name the state that actors begin in", keys.where()));
  }
  const Node* attributes = keys.take_table("attributes");
  read_pace(pace_, keys);
  read_moves_are(keys);
  read_states(keys);
  per_ = keys.take("per");
  distinct_ = keys.take_text("distinct", "\"campaign\"");
  const Node* start = keys.take_table("start");
  keys.finish();
  if (start != nullptr) read_start(*start);
  if (per_ != nullptr) compile_per();
  read_attributes(attributes);
  check_labels();
}

void ActorReader::read_count(Keys& keys) {
  const Node* count = keys.take("count");
  if (count == nullptr) {
    if (node_->find("per") == nullptr) {
      diagnostics_->error(node_->key_at,
                          fmt::format("{} has no `count`: say how many there are", keys.where()));
    }
    return;
  }
  if (const Node* per = node_->find("per")) {
    diagnostics_->error(per->key_at,
                        fmt::format("{} has `count` and `per`: expected one of them", keys.where()));
  }
  Expectation expected;
  expected.kinds = {Kind::integer};
  expected.what = "how many actors there are, such as 10_000 or \"users\"";
  expected.may_draw = false;
  expected.why_no_draw = "the population's size is fixed";
  const auto value =
      compile_expression(*count, *outer_, expected, kind_.name + ".count", model_->program, *diagnostics_);
  if (!value || !value->constant) return;
  const Value& n = model_->program.frame[value->slot];
  kind_.count = n.null != 0 || n.integer < 0 ? 0 : static_cast<std::uint64_t>(n.integer);
  if (kind_.count > 0) return;
  diagnostics_->error(
      count->at, fmt::format("`count` in {} is {}: an empty population, expected at least 1", keys.where(),
                             n.null != 0 ? "null" : fmt::format("{}", n.integer)));
}

// States are those named anywhere; with `states`, those listed there.
void ActorReader::read_states(Keys& keys) {
  const Node* listed = keys.take_array("states");
  const Node* transitions = keys.take("transition");
  const Node* finish = keys.take("finish");
  const Node* blocks = keys.take_table("state");
  const Node* moves = keys.take_table("moves");
  for (const Node** array : {&transitions, &finish}) {
    if (*array == nullptr || (*array)->is(Node::Kind::array)) continue;
    tables_->assume_written();
    diagnostics_->error((*array)->key_at, fmt::format("expected [[actor.{}.{}]] with double brackets",
                                                      kind_.name, (*array)->key));
    *array = nullptr;
  }
  if (listed != nullptr) {
    name_states(listed);
  } else {
    name_all_states(initial_, transitions, blocks, moves);
  }
  if (kind_.states.size() > kMaxStates) {
    diagnostics_->error(node_->key_at, fmt::format("[actor.{}] has more than 60,000 states", kind_.name));
    tables_->assume_written();
    states_.clear();
    kind_.states.clear();
    initial_ = nullptr;
    return;
  }
  if (blocks != nullptr) {
    for (const Node& block : blocks->items) read_state_block(block);
  }
  state_parts_.resize(kind_.states.size());
  for (std::size_t s = 0; s < kind_.states.size(); ++s) merge_blocks(static_cast<std::uint16_t>(s));
  read_transitions(transitions, moves);
  if (finish == nullptr) return;
  for (const Node& block : finish->items) read_finish(block);
}

void ActorReader::name_state(const Node& name) {
  if (!name.is(Node::Kind::text) || name.text == "*" || states_.contains(name.text)) return;
  if (name.text.find_first_of(kNoName) != std::string::npos) return;
  states_.emplace(name.text, static_cast<std::uint16_t>(kind_.states.size()));
  kind_.states.emplace_back().name = name.text;
}

// A text, a list of texts, or the keys of a table.
void ActorReader::name_states(const Node* names) {
  if (names == nullptr) return;
  if (names->is(Node::Kind::array)) {
    for (const Node& name : names->items) name_state(name);
  } else if (names->is(Node::Kind::table)) {
    for (const Node& entry : names->items) {
      if (!states_.emplace(entry.key, static_cast<std::uint16_t>(kind_.states.size())).second) continue;
      kind_.states.emplace_back().name = entry.key;
    }
  } else {
    name_state(*names);
  }
}

void ActorReader::name_all_states(const Node* initial, const Node* transitions, const Node* blocks,
                                  const Node* moves) {
  name_states(initial);
  if (transitions != nullptr) {
    for (const Node& transition : transitions->items) {
      name_states(transition.find("from"));
      name_states(transition.find("to"));
    }
  }
  if (moves != nullptr) {
    name_states(moves);
    for (const Node& from : moves->items) {
      if (from.is(Node::Kind::table)) name_states(&from);
    }
  }
  if (blocks == nullptr) return;
  for (const Node& block : blocks->items) {
    if (block.key.ends_with('*')) continue;
    if (!states_.emplace(block.key, static_cast<std::uint16_t>(kind_.states.size())).second) continue;
    kind_.states.emplace_back().name = block.key;
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

void ActorReader::read_finish(const Node& node) {
  Keys keys(node, fmt::format("[[actor.{}.finish]]", kind_.name), *diagnostics_);
  FinishPart block;
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
    if (in->is(Node::Kind::array) && in->items.empty())
      diagnostics_->error(in->at, fmt::format("{}, `in`: the list names no state", keys.where()));
  }
  block.emit = read_emit(keys.take("emit"), keys.where());
  keys.finish();
  finish_.push_back(std::move(block));
}

void ActorReader::read_start(const Node& node) {
  Keys keys(node, fmt::format("[actor.{}.start]", kind_.name), *diagnostics_);
  if (const Node* at = keys.take("at")) {
    arrival_ = *at;
    arrival_.key = "arrival";
    arrives_ = true;
  }
  start_emit_ = read_emit(keys.take("emit"), keys.where());
  keys.finish();
}

void ActorReader::read_pace(PacePart& pace, Keys& keys) {
  pace.rhythm = keys.take("rhythm");
  pace.fade = keys.take("fade");
}

void ActorReader::note_names(const Node* let, const Node* set) {
  if (let != nullptr) {
    for (const Node& entry : let->items) partial_.lets.insert(entry.key);
  }
  if (set != nullptr) {
    for (const Node& entry : set->items) assigned_.insert(entry.key);
  }
}

std::vector<RowsPart> ActorReader::read_emit(const Node* emit, const std::string& where) {
  std::vector<RowsPart> rows;
  if (emit == nullptr) return rows;
  if (!emit->is(Node::Kind::array)) {
    tables_->assume_written();
    const std::string example = emit->is(Node::Kind::text) ? emit->text : "trx";
    diagnostics_->error(emit->at, fmt::format("{}: `emit` expects a list such as [\"{}\"], found {}", where,
                                              example, describe(emit->kind)));
    return rows;
  }
  for (const Node& entry : emit->items) {
    if (const auto row = read_rows(entry, where)) rows.push_back(*row);
  }
  return rows;
}

std::optional<RowsPart> ActorReader::read_rows(const Node& entry, const std::string& where) {
  RowsPart row;
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
      return std::nullopt;
    }
  } else if (!entry.is(Node::Kind::text)) {
    diagnostics_->error(
        entry.at, fmt::format("{}: `emit` expects names of tables, found {}", where, describe(entry.kind)));
    return std::nullopt;
  }
  const auto table = tables_->find(name->text);
  if (!table) {
    tables_->assume_written();
    diagnostics_->error(name->at, fmt::format("{}: there is no table `{}`{}", where, name->text,
                                              suggestion(name->text, tables_->names())));
    return std::nullopt;
  }
  if (tables_->at(*table).of_entity) {
    diagnostics_->error(name->at,
                        fmt::format("{}: the rows of table `{}` are an entity's", where, name->text));
    return std::nullopt;
  }
  row.table = *table;
  emitted_.insert(*table);
  tables_->at(*table).written = true;
  if (row.columns != nullptr) {
    for (const Node& column : row.columns->items) tables_->add_override(*table, column);
  }
  return row;
}

}  // namespace seedbed::model
