// The model that a command names, found and compiled.
#pragma once
#include <string>

#include "app/model_source.hpp"
#include "model/compile/model_compiler.hpp"
#include "model/model.hpp"

namespace seedbed {

struct CompiledModel {
  ModelSource source;
  model::Model model;
};

enum class Warnings { print, drop };

// `name` is a bundled name or a path. `options` need no folder: it is the model's. Throws ModelError, or
// Error(usage) if there is no such model.
[[nodiscard]] CompiledModel compile_named_model(const std::string& name, model::CompileOptions options,
                                                Warnings warnings);

}  // namespace seedbed
