// Compiles the parts of one actor into an ActorKind.
#pragma once
#include "model/compile/actor_attributes.hpp"
#include "model/compile/actor_parts.hpp"
#include "model/model.hpp"

namespace seedbed::model {

class ActorCompiler {
 public:
  // Compiles the attributes into `model`: expressions need their types. Reports errors to the context's
  // diagnostics. `model` is used by the constructor only.
  ActorCompiler(ActorParts parts, const ActorContext& context, Model& model);
  ActorCompiler(const ActorCompiler&) = delete;
  ActorCompiler& operator=(const ActorCompiler&) = delete;

  // Compiles states, transitions, start and finish rows. REQUIRES: `model` is the constructor's, or a copy of
  // it. May run more than once: first into a scratch copy, where the tables learn the types of their columns,
  // then into the model.
  [[nodiscard]] ActorKind compile(Model& model);

  [[nodiscard]] const ActorParts& parts() const { return parts_; }

 private:
  ActorParts parts_;
  ActorContext context_;
  ActorAttributes attributes_;
};

}  // namespace seedbed::model
