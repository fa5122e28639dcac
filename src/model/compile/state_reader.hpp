// Reads [actor.X.state.NAME]: the blocks of single states, and the defaults of states with one prefix.
#pragma once
#include <string>
#include <vector>

#include "expression/expression.hpp"
#include "model/compile/actor_parts.hpp"
#include "model/compile/read_context.hpp"

namespace seedbed::model {

// Reads all blocks. `blocks` may be absent.
[[nodiscard]] std::vector<StateBlock> read_state_blocks(const Node* blocks, const ReadContext& context);

// Merges the blocks of the state `name`: the most general default first, the state's own block last. An entry
// replaces an earlier one with the same name.
[[nodiscard]] StatePart merge_blocks(const std::vector<StateBlock>& blocks, const std::string& name);

// Reports labels whose names are not identifiers, or are already names in `scope` or of the language.
void check_labels(const std::vector<StateBlock>& blocks, const Scope& scope, Diagnostics& diagnostics);

}  // namespace seedbed::model
