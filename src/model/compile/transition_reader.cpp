#include "model/compile/transition_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "document/keys.hpp"
#include "model/compile/emit_reader.hpp"

namespace seedbed::model {
namespace {

bool is_before(const Location& a, const Location& b) {
  return a.line != b.line ? a.line < b.line : a.column < b.column;
}

// Where the name of a transition or a move stands.
Location name_location(const TransitionPart& part) {
  if (const Node* name = part.node->find("name")) return name->at;
  return part.node->key_at.line > 0 ? part.node->key_at : part.node->at;
}

class TransitionReader {
 public:
  TransitionReader(Timing moves_are, const ReadContext& context)
      : moves_are_(moves_are), context_(context), diagnostics_(context.diagnostics) {}

  void read_transition(const Node& node);
  void read_moves(const Node& moves);
  Transitions take() { return std::move(result_); }

 private:
  void read_move(const Node& from, const Node& node);
  void read_from(TransitionPart& part, const Node* from, const std::string& where);
  void read_to(TransitionPart& part, const Node* to, const std::string& where);
  void read_timing(TransitionPart& part, Keys& keys, const std::string& where);
  void read_body(TransitionPart& part, Keys& keys, const std::string& where);
  [[nodiscard]] std::optional<EachPart> read_each(const Node* each, const std::string& where);
  void add_transition(TransitionPart part);

  Timing moves_are_;
  const ReadContext& context_;
  Diagnostics& diagnostics_;
  Transitions result_;
  bool tick_missed_ = false;
};

void TransitionReader::read_moves(const Node& moves) {
  for (const Node& from : moves.items) {
    if (!from.is(Node::Kind::table)) {
      diagnostics_.error(
          from.at, fmt::format("the moves from `{}`: expected a table such as {{ home = 0.9, end = 0.1 }}, "
                               "found {}",
                               from.key, describe(from.kind)));
      continue;
    }
    for (const Node& move : from.items) read_move(from, move);
  }
}

void TransitionReader::read_from(TransitionPart& part, const Node* from, const std::string& where) {
  if (from == nullptr) {
    diagnostics_.error(
        part.node->at,
        fmt::format("{} has no `from`: name the state it leaves, a list of states, or \"*\"", where));
    return;
  }
  for (const auto& [state, name] : context_.states.find_all(*from, where + ", `from`", diagnostics_)) {
    if (std::find(part.from.begin(), part.from.end(), state) == part.from.end()) {
      part.from.push_back(state);
    } else {
      diagnostics_.error(name->at, fmt::format("{}, `from`: the state `{}` stands twice", where, name->text));
    }
  }
}

void TransitionReader::read_transition(const Node& node) {
  TransitionPart part;
  part.node = &node;
  if (!node.is(Node::Kind::table)) {
    diagnostics_.error(node.at, "a transition: expected a table");
    return;
  }
  Keys keys(node, fmt::format("[[actor.{}.transition]]", context_.actor), diagnostics_);
  if (const Node* name = keys.take_text("name", "\"login\"")) {
    part.name = name->text;
  } else if (node.find("name") == nullptr) {
    diagnostics_.error(node.at, fmt::format("{} has no `name`", keys.where()));
  }
  const std::string where = fmt::format("transition `{}`", part.name);
  read_from(part, keys.take("from"), where);
  read_to(part, keys.take("to"), where);
  read_timing(part, keys, where);
  read_body(part, keys, where);
  keys.finish();
  if (part.amount == nullptr && part.wait == nullptr) {
    diagnostics_.error(
        node.at, fmt::format("{} has no timing: say when it happens, such as chance = \"0.1%\"", where));
  }
  add_transition(std::move(part));
}

// home = { settings = 0.02 }, or { weight = 0.02, emit = ["settings_opened"] }.
void TransitionReader::read_move(const Node& from, const Node& node) {
  TransitionPart part;
  part.node = &node;
  part.name = from.key + "->" + node.key;
  const std::string where = fmt::format("move `{}`", part.name);
  if (const auto state =
          context_.states.find_key(from, fmt::format("[actor.{}.moves]", context_.actor), diagnostics_)) {
    part.from.push_back(*state);
  }
  const auto to = context_.states.find_key(node, where, diagnostics_);
  part.to.push_back({to.value_or(kNoTransition), nullptr});
  if (node.is(Node::Kind::table)) {
    Keys keys(node, where, diagnostics_);
    read_timing(part, keys, where);
    read_body(part, keys, where);
    keys.finish();
    if (part.amount == nullptr && part.wait == nullptr) {
      diagnostics_.error(node.at, fmt::format("{} has no timing: say when it happens, such as {} = 0.1",
                                              where, timing_name(moves_are_)));
    }
  } else {
    part.timing = moves_are_;
    part.amount = &node;
  }
  add_transition(std::move(part));
}

void TransitionReader::read_to(TransitionPart& part, const Node* to, const std::string& where) {
  if (to != nullptr && to->is(Node::Kind::table)) {
    for (const Node& weight : to->items) {
      if (const auto state = context_.states.find_key(weight, where + ", `to`", diagnostics_))
        part.to.push_back({*state, &weight});
    }
    if (to->items.empty()) {
      diagnostics_.error(
          to->at, fmt::format("{}, `to`: expected a state or weights such as {{ store = \"ctr\" }}", where));
    }
  } else if (to != nullptr) {
    if (const auto state = context_.states.find(*to, where + ", `to`", diagnostics_))
      part.to.push_back({*state, nullptr});
  }
  if (part.to.empty()) part.to.emplace_back();
}

void TransitionReader::read_timing(TransitionPart& part, Keys& keys, const std::string& where) {
  const Node* after = keys.take("after");
  const Node* at = keys.take("at");
  for (const Timing timing : {Timing::chance, Timing::rate, Timing::weight}) {
    const Node* amount = keys.take(timing_name(timing));
    if (amount == nullptr) continue;
    if (part.amount == nullptr) {
      part.amount = amount;
      part.timing = timing;
    } else {
      diagnostics_.error(amount->key_at, fmt::format("{} has a `{}` and a `{}`: expected one timing", where,
                                                     timing_name(part.timing), timing_name(timing)));
    }
  }
  part.wait = after != nullptr ? after : at;
  part.at = after == nullptr && at != nullptr;
  if (at != nullptr && (after != nullptr || part.amount != nullptr)) {
    diagnostics_.error(at->key_at, fmt::format("{} has an `at` and {} `{}`: expected one timing", where,
                                               after != nullptr ? "an" : "a",
                                               after != nullptr ? "after" : timing_name(part.timing)));
  } else if (after != nullptr && part.amount != nullptr && part.timing != Timing::weight) {
    diagnostics_.error(after->key_at,
                       fmt::format("{} has an `after` and a `{}`: only a weight is followed by a wait", where,
                                   timing_name(part.timing)));
  }
  if (part.timing == Timing::chance && !context_.has_tick && !tick_missed_) {
    tick_missed_ = true;  // report it once
    diagnostics_.error(
        part.amount->key_at,
        fmt::format("{} has a `chance` per tick, but [clock] has no `tick`: add one such as tick = \"1m\"",
                    where));
  }
}

void TransitionReader::read_body(TransitionPart& part, Keys& keys, const std::string& where) {
  part.let = keys.take_table("let");
  part.when = keys.take("when");
  part.set = keys.take_table("set");
  part.emit = read_emit(keys.take("emit"), where, context_.tables, diagnostics_);
  part.each = read_each(keys.take_table("each"), where);
  part.pace.rhythm = keys.take("rhythm");
  part.pace.fade = keys.take("fade");
  const Node* pace = part.pace.rhythm != nullptr ? part.pace.rhythm : part.pace.fade;
  if (part.timing == Timing::none && part.wait != nullptr && pace != nullptr) {
    diagnostics_.warning(pace->key_at,
                         fmt::format("{} is a timer, which knows neither rhythm nor fade", where));
  }
}

std::optional<EachPart> TransitionReader::read_each(const Node* each, const std::string& where) {
  if (each == nullptr) return std::nullopt;
  EachPart part;
  const std::string here = where + ", `each`";
  Keys keys(*each, here, diagnostics_);
  part.times = keys.take("times");
  part.let = keys.take_table("let");
  part.set = keys.take_table("set");
  part.emit = read_emit(keys.take("emit"), here, context_.tables, diagnostics_);
  keys.finish();
  if (part.times == nullptr) {
    diagnostics_.error(each->at, fmt::format("{} has no `times`: say how many rounds there are", here));
  }
  return part;
}

void TransitionReader::add_transition(TransitionPart part) {
  auto& names = result_.names;
  const auto known = std::find(names.begin(), names.end(), part.name);
  part.number = static_cast<std::uint16_t>(known - names.begin());
  if (known == names.end()) names.push_back(part.name);
  for (const TransitionPart& other : result_.parts) {
    if (other.name != part.name || other.name.empty()) continue;
    for (const std::uint16_t state : other.from) {
      if (std::find(part.from.begin(), part.from.end(), state) == part.from.end()) continue;
      diagnostics_.error(name_location(part), fmt::format("state `{}` has two transitions named `{}`",
                                                          context_.states[state], other.name));
    }
  }
  result_.parts.push_back(std::move(part));
}

}  // namespace

Transitions read_transitions(const Node* transitions, const Node* moves, Timing moves_are,
                             const ReadContext& context) {
  TransitionReader reader(moves_are, context);
  const bool moves_first = moves != nullptr && transitions != nullptr && !transitions->items.empty() &&
                           !moves->items.empty() &&
                           is_before(moves->items.front().key_at, transitions->items.front().at);
  if (moves_first) reader.read_moves(*moves);
  if (transitions != nullptr) {
    for (const Node& transition : transitions->items) reader.read_transition(transition);
  }
  if (moves != nullptr && !moves_first) reader.read_moves(*moves);
  return reader.take();
}

}  // namespace seedbed::model
