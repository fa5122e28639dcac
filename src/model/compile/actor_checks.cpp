#include "model/compile/actor_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.hpp"

namespace seedbed::model {
namespace {

void check_sum(const State& state, const ActorKind& kind, const ActorParts& parts, Diagnostics& diagnostics) {
  const bool all_zero = state.timing == Timing::weight && state.constant && !(state.sum > 0);
  const bool too_much = state.timing == Timing::chance && state.sum > 1 + kChanceTolerance;
  if (!all_zero && !too_much) return;
  const std::string& last = kind.transitions[state.edges.back().transition];
  Location at = parts.node->key_at;
  for (const TransitionPart& part : parts.transitions) {
    if (part.name == last && part.amount != nullptr) at = part.amount->at;
  }
  diagnostics.error(at, all_zero ? fmt::format("the weights of state `{}` are all 0", state.name)
                                 : fmt::format("the chances of state `{}` add up to {:.10g}%, more than 100%",
                                               state.name, state.sum * 100));
}

// A transition with a weight uses the `stay` of the state that it leaves, and the `lead` of its destination
// if it has only one. A default may name states that cannot use it; a state's own `stay` or `lead` must be
// used.
void check_waits(const ActorParts& parts, Diagnostics& diagnostics) {
  std::vector<bool> stay_used(parts.states.size());
  std::vector<bool> lead_used(parts.states.size());
  for (const TransitionPart& part : parts.transitions) {
    if (part.timing != Timing::weight || part.from.empty()) continue;
    for (const std::uint16_t from : part.from) stay_used[from] = true;
    if (part.to.size() == 1 && part.to.front().state != kNoTransition)
      lead_used[part.to.front().state] = true;
  }
  for (std::size_t s = 0; s < parts.states.size(); ++s) {
    const StatePart& part = parts.state_parts[s];
    if (part.own_stay && !stay_used[s]) {
      diagnostics.error(part.stay->key_at,
                        fmt::format("`stay` of state `{}` is never waited: no transition with a `weight` "
                                    "leaves it",
                                    parts.states[s]));
    }
    if (part.own_lead && !lead_used[s]) {
      diagnostics.error(part.lead->key_at,
                        fmt::format("`lead` of state `{}` is never waited: no transition with a `weight` "
                                    "leads to it alone",
                                    parts.states[s]));
    }
  }
}

void check_reachable(const ActorKind& kind, const ActorParts& parts, Diagnostics& diagnostics) {
  std::vector<char> reached(kind.states.size());
  std::vector<std::uint16_t> open;
  const auto reach = [&](std::uint16_t state) {
    if (state < reached.size() && reached[state] == 0) {
      reached[state] = 1;
      open.push_back(state);
    }
  };
  const auto reach_all = [&](const Edge& edge) {
    for (const Destination& to : edge.to) {
      if (to.state != kNoTransition) reach(to.state);
    }
  };
  if (kind.initial_weights.empty()) reach(kind.initial);
  for (std::size_t s = 0; s < kind.initial_weights.size(); ++s) {
    const NumberOrCode& weight = kind.initial_weights[s];
    if (!weight.constant || weight.value > 0) reach(static_cast<std::uint16_t>(s));
  }
  if (open.empty()) return;  // `initial` has an error, which was reported
  while (!open.empty()) {
    const State& state = kind.states[open.back()];
    open.pop_back();
    for (const Edge& edge : state.edges) {
      if (!edge.amount.constant || edge.amount.value > 0) reach_all(edge);
    }
    for (const Edge& timer : state.timers) reach_all(timer);
  }
  std::vector<std::string> names;
  for (std::size_t s = 0; s < reached.size(); ++s) {
    if (reached[s] != 0) names.push_back(kind.states[s].name);
  }
  for (std::size_t s = 0; s < reached.size(); ++s) {
    if (reached[s] != 0) continue;
    Location at = parts.node->key_at;
    for (const TransitionPart& transition : parts.transitions) {
      const bool leaves =
          std::find(transition.from.begin(), transition.from.end(), s) != transition.from.end();
      const Node* from = transition.node->find("from");
      if (leaves) at = from != nullptr ? from->at : transition.node->key_at;
    }
    const auto near = nearest(kind.states[s].name, names);
    diagnostics.warning(
        at, fmt::format("no actor can reach the state `{}` of [actor.{}]{}", kind.states[s].name, kind.name,
                        near ? fmt::format(": did you mean `{}`?", *near) : ""));
  }
}

}  // namespace

void check_actor(const ActorKind& kind, const ActorParts& parts, Diagnostics& diagnostics) {
  for (const State& state : kind.states) check_sum(state, kind, parts, diagnostics);
  check_waits(parts, diagnostics);
  check_reachable(kind, parts, diagnostics);
}

}  // namespace seedbed::model
