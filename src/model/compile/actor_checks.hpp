// Checks of a whole actor.
#pragma once
#include "document/diagnostics.hpp"
#include "model/compile/actor_parts.hpp"
#include "model/model.hpp"

namespace seedbed::model {

// Reports states whose amounts do not add up, waits that no transition uses, and (as warnings) states that no
// actor can reach. `kind` was compiled from `parts`.
void check_actor(const ActorKind& kind, const ActorParts& parts, Diagnostics& diagnostics);

}  // namespace seedbed::model
