// Reads [rhythm.*]: the activity of each hour.
#pragma once
#include <map>
#include <string>

#include "expression/expression.hpp"
#include "model/model.hpp"

namespace seedbed::model {

// Rhythms by name: indexes into Model::rhythms.
using RhythmNames = std::map<std::string, std::uint16_t, std::less<>>;

// Appends every rhythm to `model.rhythms` and returns their names. `rhythms` may be absent; `scope` holds the
// parameters.
[[nodiscard]] RhythmNames read_rhythms(const Node* rhythms, const Scope& scope, Model& model,
                                       Diagnostics& diagnostics);

}  // namespace seedbed::model
