// [table.*.noise] of a model: what its feeds suffer.
#pragma once
#include "model/diagnostics.hpp"
#include "model/language/expression.hpp"
#include "model/model.hpp"
#include "model/reader/table_set.hpp"

namespace seedbed::model {

// Fills what `model` knows of noise, when the clock and all columns are known. Expressions see `scope`:
// parameters, `start` and `end`, nothing of the row.
void read_noise(const TableSet& tables, const Scope& scope, Model& model, Diagnostics& diagnostics);

}  // namespace seedbed::model
