// Reads [[actor.X.transition]] and [actor.X.moves].
#pragma once
#include <string>
#include <vector>

#include "model/compile/actor_parts.hpp"
#include "model/compile/read_context.hpp"

namespace seedbed::model {

struct Transitions {
  std::vector<std::string> names;  // each once, in the order of the file
  std::vector<TransitionPart> parts;
};

// Reads both arrays in the order of the file; each may be absent. `moves_are`: the timing of a move that is a
// bare number.
[[nodiscard]] Transitions read_transitions(const Node* transitions, const Node* moves, Timing moves_are,
                                           const ReadContext& context);

}  // namespace seedbed::model
