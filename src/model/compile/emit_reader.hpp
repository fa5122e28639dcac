// Reads `emit`: the rows that an event writes.
#pragma once
#include <string>
#include <vector>

#include "model/compile/actor_parts.hpp"
#include "model/compile/table_set.hpp"

namespace seedbed::model {

// The entries of `emit`, which may be absent. Marks their tables as written, and adds the columns that only
// they name. Reports errors; `where` describes the place in messages ("transition `login`").
[[nodiscard]] std::vector<RowsPart> read_emit(const Node* emit, const std::string& where, TableSet& tables,
                                              Diagnostics& diagnostics);

}  // namespace seedbed::model
