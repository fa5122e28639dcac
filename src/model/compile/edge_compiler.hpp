// Compiles transitions: one edge for each state that a transition leaves.
#pragma once
#include <string>

#include "expression/expression.hpp"
#include "model/compile/actor_attributes.hpp"
#include "model/compile/actor_parts.hpp"
#include "model/compile/event_compiler.hpp"
#include "model/compile/pace_compiler.hpp"
#include "model/model.hpp"

namespace seedbed::model {

class EdgeCompiler {
 public:
  // All arguments must outlive this. Appends code to `model.program`.
  EdgeCompiler(const ActorParts& parts, ActorAttributes& attributes, EventCompiler& events,
               PaceCompiler& paces, Model& model, Diagnostics& diagnostics)
      : parts_(parts),
        attributes_(attributes),
        events_(events),
        paces_(paces),
        model_(model),
        diagnostics_(diagnostics) {}

  // The edge of `part` that leaves the state `from`. Reports errors; the edge must not be run then.
  [[nodiscard]] Edge compile(const TransitionPart& part, std::uint16_t from);

 private:
  void bind_event(Scope& scope, const TransitionPart& part, std::uint16_t from);
  void compile_amount(const TransitionPart& part, std::uint16_t from, const Scope& scope, Edge& edge);
  [[nodiscard]] PacePart pace_of(const TransitionPart& part, std::uint16_t from) const;
  [[nodiscard]] const Node* wait_of(const TransitionPart& part, std::uint16_t from, std::string& place) const;
  void compile_wait(const TransitionPart& part, std::uint16_t from, const Scope& scope, Edge& edge);
  void compile_destination(const TransitionPart& part, const DestinationPart& to, std::uint16_t from,
                           const Lets& lets, const Scope& leaving, Edge& edge);
  void compile_weight(const Node& weight, const Scope& scope, const std::string& place,
                      Destination& destination);
  void check_weights(const TransitionPart& part, const Edge& edge);
  void check_lets(const Lets& lets, std::uint16_t entered, const TransitionPart& part);
  [[nodiscard]] std::string place_of(const TransitionPart& part) const;

  const ActorParts& parts_;
  ActorAttributes& attributes_;
  EventCompiler& events_;
  PaceCompiler& paces_;
  Model& model_;
  Diagnostics& diagnostics_;
};

}  // namespace seedbed::model
