// `per = { app = "1 + poisson(2)", max = 16 }`, of entities and of actors.
#pragma once
#include <optional>
#include <string>

#include "expression/expression.hpp"
#include "model/model.hpp"

namespace seedbed::model {

// The entity that `per` names. Returns nothing if there is an error, which is reported.
[[nodiscard]] std::optional<std::uint16_t> parent_of(const Node& per, const std::string& where,
                                                     const EntityNames& entities, Diagnostics& diagnostics);

// Compiles the number of children. REQUIRES: `scope` binds the parent's name to `parent_slot`. `place` is the
// name of the children's kind; it addresses the draws.
[[nodiscard]] std::optional<Children> compile_children(const Node& per, std::uint16_t parent,
                                                       Slot parent_slot, const Scope& scope,
                                                       const std::string& place, Program& program,
                                                       Diagnostics& diagnostics);

// The number of indexes of children: `parents` times max. Reports more than 2^62.
[[nodiscard]] std::uint64_t index_space_of(const Children& children, std::uint64_t parents, const Node& per,
                                           Diagnostics& diagnostics);

}  // namespace seedbed::model
