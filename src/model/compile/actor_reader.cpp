#include "model/compile/actor_reader.hpp"

#include <fmt/format.h>

#include "document/keys.hpp"
#include "model/compile/emit_reader.hpp"
#include "model/compile/state_reader.hpp"
#include "model/compile/transition_reader.hpp"

namespace seedbed::model {
namespace {

constexpr std::size_t kMaxStates = 60'000;

// The tables of an actor that name states.
struct StateTables {
  const Node* listed = nullptr;
  const Node* transitions = nullptr;
  const Node* finish = nullptr;
  const Node* blocks = nullptr;
  const Node* moves = nullptr;
};

class ActorReader {
 public:
  ActorReader(const Node& node, bool has_tick, TableSet& tables, Diagnostics& diagnostics)
      : tables_(tables),
        diagnostics_(diagnostics),
        context_{parts_.name, parts_.states, has_tick, tables, diagnostics} {
    parts_.node = &node;
    parts_.name = node.key;
  }
  ActorReader(const ActorReader&) = delete;
  ActorReader& operator=(const ActorReader&) = delete;

  ActorParts read();

 private:
  void read_count(Keys& keys);
  [[nodiscard]] Timing read_moves_are(Keys& keys);
  [[nodiscard]] StateTables take_state_tables(Keys& keys);
  void name_states(const StateTables& from);
  void read_states(const StateTables& from, Timing moves_are);
  void read_finish(const Node& node);
  void read_start(const Node& node);
  void collect_names();
  void collect_emitted();

  ActorParts parts_;
  TableSet& tables_;
  Diagnostics& diagnostics_;
  ReadContext context_;
};

ActorParts ActorReader::read() {
  const Node& node = *parts_.node;
  Keys keys(node, parts_.where(), diagnostics_);
  if (!is_identifier(parts_.name)) {
    diagnostics_.error(node.key_at,
                       fmt::format("actor `{}`: expected letters, digits and underscores", parts_.name));
  }
  read_count(keys);
  parts_.initial = keys.take("initial");
  if (parts_.initial == nullptr) {
    diagnostics_.error(node.key_at,
                       fmt::format("{} has no `initial`: name the state that actors begin in", keys.where()));
  }
  parts_.attributes = keys.take_table("attributes");
  parts_.pace = {keys.take("rhythm"), keys.take("fade")};
  const Timing moves_are = read_moves_are(keys);
  read_states(take_state_tables(keys), moves_are);
  parts_.per = keys.take("per");
  parts_.distinct = keys.take_text("distinct", "\"campaign\"");
  const Node* start = keys.take_table("start");
  keys.finish();
  if (start != nullptr) read_start(*start);
  collect_names();
  collect_emitted();
  return std::move(parts_);
}

void ActorReader::read_count(Keys& keys) {
  parts_.count = keys.take("count");
  const Node* per = parts_.node->find("per");
  if (parts_.count == nullptr && per == nullptr) {
    diagnostics_.error(parts_.node->key_at, keys.where() + " has no `count`: say how many there are");
  } else if (parts_.count != nullptr && per != nullptr) {
    diagnostics_.error(per->key_at, keys.where() + " has `count` and `per`: expected one of them");
  }
}

Timing ActorReader::read_moves_are(Keys& keys) {
  const Node* kind = keys.take_text("moves_are", "\"chance\"");
  if (kind == nullptr || kind->text == "weight") return Timing::weight;
  if (kind->text == "chance") return Timing::chance;
  diagnostics_.error(kind->at,
                     fmt::format("`moves_are` in {}: expected \"weight\" or \"chance\", found \"{}\"",
                                 keys.where(), kind->text));
  return Timing::weight;
}

StateTables ActorReader::take_state_tables(Keys& keys) {
  StateTables from;
  from.listed = keys.take_array("states");
  from.transitions = keys.take("transition");
  from.finish = keys.take("finish");
  from.blocks = keys.take_table("state");
  from.moves = keys.take_table("moves");
  for (const Node** array : {&from.transitions, &from.finish}) {
    if (*array == nullptr || (*array)->is(Node::Kind::array)) continue;
    tables_.assume_written();
    diagnostics_.error((*array)->key_at, fmt::format("expected [[actor.{}.{}]] with double brackets",
                                                     parts_.name, (*array)->key));
    *array = nullptr;
  }
  return from;
}

// The states are those that `states` lists. Without it, they are all that some table names.
void ActorReader::name_states(const StateTables& from) {
  StateNames& states = parts_.states;
  if (from.listed != nullptr) {
    states.add_all(from.listed);
    return;
  }
  states.add_all(parts_.initial);
  if (from.transitions != nullptr) {
    for (const Node& transition : from.transitions->items) {
      states.add_all(transition.find("from"));
      states.add_all(transition.find("to"));
    }
  }
  if (from.moves != nullptr) {
    states.add_all(from.moves);
    for (const Node& move : from.moves->items) {
      if (move.is(Node::Kind::table)) states.add_all(&move);
    }
  }
  if (from.blocks == nullptr) return;
  for (const Node& block : from.blocks->items) {
    if (!block.key.ends_with('*')) states.add(block.key);
  }
}

void ActorReader::read_states(const StateTables& from, Timing moves_are) {
  name_states(from);
  if (parts_.states.size() > kMaxStates) {
    diagnostics_.error(parts_.node->key_at, parts_.where() + " has more than 60,000 states");
    tables_.assume_written();
    parts_.states.clear();
    parts_.initial = nullptr;
    return;
  }
  parts_.blocks = read_state_blocks(from.blocks, context_);
  for (const std::string& name : parts_.states.all())
    parts_.state_parts.push_back(merge_blocks(parts_.blocks, name));
  Transitions transitions = read_transitions(from.transitions, from.moves, moves_are, context_);
  parts_.transition_names = std::move(transitions.names);
  parts_.transitions = std::move(transitions.parts);
  if (from.finish == nullptr) return;
  for (const Node& block : from.finish->items) read_finish(block);
}

void ActorReader::read_finish(const Node& node) {
  Keys keys(node, fmt::format("[[actor.{}.finish]]", parts_.name), diagnostics_);
  FinishPart block;
  if (const Node* in = keys.take("in")) {
    for (const auto& [state, name] : parts_.states.find_all(*in, keys.where() + ", `in`", diagnostics_))
      block.in.push_back(state);
  } else {
    diagnostics_.error(node.at,
                       fmt::format("{} has no `in`: name the states it is for, or \"*\"", keys.where()));
  }
  block.emit = read_emit(keys.take("emit"), keys.where(), tables_, diagnostics_);
  keys.finish();
  parts_.finish.push_back(std::move(block));
}

void ActorReader::read_start(const Node& node) {
  Keys keys(node, fmt::format("[actor.{}.start]", parts_.name), diagnostics_);
  if (const Node* at = keys.take("at")) {
    parts_.arrival = *at;
    parts_.arrival->key = "arrival";
  }
  parts_.start_emit = read_emit(keys.take("emit"), keys.where(), tables_, diagnostics_);
  keys.finish();
}

void ActorReader::collect_names() {
  const auto add_keys = [](auto& names, const Node* table) {
    if (table == nullptr) return;
    for (const Node& entry : table->items) names.insert(entry.key);
  };
  const auto add = [&](const auto& part) {
    add_keys(parts_.partial.lets, part.let);
    add_keys(parts_.assigned, part.set);
  };
  for (const StateBlock& block : parts_.blocks) {
    add(block);
    add_keys(parts_.partial.labels, block.labels);
  }
  for (const TransitionPart& transition : parts_.transitions) {
    add(transition);
    if (transition.each) add(*transition.each);
  }
}

void ActorReader::collect_emitted() {
  const auto add = [&](const std::vector<RowsPart>& rows) {
    for (const RowsPart& row : rows) parts_.emitted.insert(row.table);
  };
  add(parts_.start_emit);
  for (const StateBlock& block : parts_.blocks) {
    if (block.emit) add(*block.emit);
  }
  for (const TransitionPart& transition : parts_.transitions) {
    add(transition.emit);
    if (transition.each) add(transition.each->emit);
  }
  for (const FinishPart& finish : parts_.finish) add(finish.emit);
}

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

ActorParts read_actor(const Node& node, bool has_tick, TableSet& tables, Diagnostics& diagnostics) {
  return ActorReader(node, has_tick, tables, diagnostics).read();
}

}  // namespace seedbed::model
