// Reads one [actor.NAME] and the tables below it.
#pragma once
#include "model/compile/actor_parts.hpp"
#include "model/compile/table_set.hpp"

namespace seedbed::model {

// Reads everything that has a name; compiles nothing. Reports errors; the parts are then incomplete, but safe
// to compile for further errors. `has_tick`: [clock] has a `tick`.
[[nodiscard]] ActorParts read_actor(const Node& node, bool has_tick, TableSet& tables,
                                    Diagnostics& diagnostics);

}  // namespace seedbed::model
