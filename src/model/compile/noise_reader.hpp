// [table.*.noise] of a model: what its feeds suffer.
#pragma once
#include "document/diagnostics.hpp"
#include "expression/expression.hpp"
#include "model/compile/table_set.hpp"
#include "model/model.hpp"

namespace seedbed::model {

// Fills what `model` knows of noise, when the clock and all columns are known. Expressions see `scope`:
// parameters, `start` and `end`, nothing of the row.
void read_noise(const TableSet& tables, const Scope& scope, Model& model, Diagnostics& diagnostics);

}  // namespace seedbed::model
