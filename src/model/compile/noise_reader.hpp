// Reads [table.*.noise]: lost, duplicate and late rows, and nulls.
#pragma once
#include "document/diagnostics.hpp"
#include "expression/expression.hpp"
#include "model/compile/table_set.hpp"
#include "model/model.hpp"

namespace seedbed::model {

// Sets the noise of `model`. REQUIRES: the clock and all columns are known. `scope` holds the parameters,
// `start` and `end`; expressions cannot use the row.
void read_noise(const TableSet& tables, const Scope& scope, Model& model, Diagnostics& diagnostics);

}  // namespace seedbed::model
