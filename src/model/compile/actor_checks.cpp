// What only the whole of an actor shows: sums, waits that nobody uses, states that nobody reaches.
#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.hpp"
#include "model/compile/actor_reader.hpp"
#include "random/real_math.hpp"

namespace seedbed::model {
namespace {}  // namespace

void ActorReader::sum_up(State& state) {
  state.constant = true;
  for (const Edge& edge : state.edges) {
    state.constant = state.constant && edge.amount.constant;
    state.running.push_back(state.sum += edge.amount.value);
  }
  if (state.timing == Timing::chance) {
    state.inverse_log = state.sum > 0 && state.sum < 1 ? 1 / portable_log1p(-state.sum) : 0;
  }
  const bool none = state.timing == Timing::weight && state.constant && !(state.sum > 0);
  if (!none && (state.timing != Timing::chance || !(state.sum > 1 + kChanceTolerance))) return;
  const std::string& last = kind_.transitions[state.edges.back().transition];
  Location at = node_->key_at;
  for (const TransitionPart& part : transitions_) {
    if (part.name == last && part.amount != nullptr) at = part.amount->at;
  }
  diagnostics_->error(at, none ? fmt::format("the weights of state `{}` are all 0", state.name)
                               : fmt::format("the chances of state `{}` add up to {:.10g}%, more than 100%",
                                             state.name, state.sum * 100));
}

// A default's is for those states that can use it; what a state says of itself must mean something.
void ActorReader::check_waits() {
  for (std::size_t s = 0; s < kind_.states.size(); ++s) {
    const StatePart& part = state_parts_[s];
    const State& state = kind_.states[s];
    if (part.own_stay && !part.stay_used) {
      diagnostics_->error(part.stay->key_at,
                          fmt::format("`stay` of state `{}` is never waited: no transition with a `weight` "
                                      "leaves it",
                                      state.name));
    }
    if (part.own_lead && !part.lead_used) {
      diagnostics_->error(part.lead->key_at,
                          fmt::format("`lead` of state `{}` is never waited: no transition with a `weight` "
                                      "leads to it alone",
                                      state.name));
    }
  }
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
  const auto reach_all = [&](const Edge& edge) {
    for (const Destination& to : edge.to) {
      if (to.state != kNoTransition) reach(to.state);
    }
  };
  if (kind_.initial_weights.empty()) reach(kind_.initial);
  for (std::size_t s = 0; s < kind_.initial_weights.size(); ++s) {
    const NumberOrCode& weight = kind_.initial_weights[s];
    if (!weight.constant || weight.value > 0) reach(static_cast<std::uint16_t>(s));
  }
  if (open.empty()) return;  // an error of `initial`, which was reported
  while (!open.empty()) {
    const State& state = kind_.states[open.back()];
    open.pop_back();
    for (const Edge& edge : state.edges) {
      if (!edge.amount.constant || edge.amount.value > 0) reach_all(edge);
    }
    for (const Edge& timer : state.timers) reach_all(timer);
  }
  std::vector<std::string> names;
  for (std::size_t s = 0; s < reached.size(); ++s) {
    if (reached[s] != 0) names.push_back(kind_.states[s].name);
  }
  for (std::size_t s = 0; s < reached.size(); ++s) {
    if (reached[s] != 0) continue;
    Location at = node_->key_at;
    for (const TransitionPart& transition : transitions_) {
      const bool leaves =
          std::find(transition.from.begin(), transition.from.end(), s) != transition.from.end();
      const Node* from = transition.node->find("from");
      if (leaves) at = from != nullptr ? from->at : transition.node->key_at;
    }
    const auto near = nearest(kind_.states[s].name, names);
    diagnostics_->warning(
        at, fmt::format("no actor can reach the state `{}` of [actor.{}]{}", kind_.states[s].name, kind_.name,
                        near ? fmt::format(": did you mean `{}`?", *near) : ""));
  }
}

}  // namespace seedbed::model
