// Reads [list.*]: words to pick from, with or without weights.
#pragma once
#include "expression/expression.hpp"
#include "model/compile/model_files.hpp"

namespace seedbed::model {

// Binds the built-in lists, std.color and so on.
void bind_standard_lists(Scope& scope, Program& program);

// Adds every list to `program` and binds its name in `scope`. `lists` may be absent.
void read_lists(const Node* lists, ModelFiles& files, Scope& scope, Program& program,
                Diagnostics& diagnostics);

}  // namespace seedbed::model
