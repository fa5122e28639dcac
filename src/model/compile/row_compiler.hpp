// Compiles rows of tables: a condition, then the cells.
#pragma once
#include <optional>
#include <string>

#include "expression/expression.hpp"
#include "model/compile/actor_parts.hpp"
#include "model/compile/table_set.hpp"

namespace seedbed::model {

// Compiles one row. Adds the types of its values to the columns in `tables`. Reports errors; the emission
// must not be run then.
[[nodiscard]] Emission compile_emission(const RowsPart& row, const Scope& scope, const std::string& place,
                                        const PartialNames& partial, TableSet& tables, Model& model,
                                        Diagnostics& diagnostics);

[[nodiscard]] std::optional<Condition> compile_condition(const Node& node, const Scope& scope,
                                                         const std::string& place, Program& program,
                                                         Diagnostics& diagnostics);

}  // namespace seedbed::model
