// Rows of tables, into code: a condition, then the cells.
#pragma once
#include <optional>
#include <set>
#include <string>

#include "expression/expression.hpp"
#include "model/compile/actor_parts.hpp"
#include "model/compile/table_set.hpp"

namespace seedbed::model {

// Names that some places of an actor have in scope and others lack: a column that needs one is explained.
struct PartialNames {
  std::set<std::string, std::less<>> lets;
  std::set<std::string, std::less<>> labels;
};

// Compiles one row; the columns' types are learnt by `tables` on the way. Reports errors; what is returned
// then is not to be run.
[[nodiscard]] Emission compile_emission(const RowsPart& row, const Scope& scope, const std::string& place,
                                        const PartialNames& partial, TableSet& tables, Model& model,
                                        Diagnostics& diagnostics);

[[nodiscard]] std::optional<Condition> compile_condition(const Node& node, const Scope& scope,
                                                         const std::string& place, Program& program,
                                                         Diagnostics& diagnostics);

}  // namespace seedbed::model
