// Rows that a model gives an entity: `rows = [ … ]`, or a CSV file.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "expression/expression.hpp"
#include "model/compile/model_files.hpp"

namespace seedbed::model {

struct GivenColumn {
  std::string name;
  ExprType type;
  Location at;                // of the name
  std::vector<Value> values;  // one per row
};

struct GivenRows {
  std::vector<GivenColumn> columns;
  std::vector<Location> places;  // of the rows
  std::string file;              // that holds the rows
};

// `types`, a table of type names that may be absent, gives the type of a column. Otherwise the type is the
// narrowest of int, real, bool and text that fits all cells. A number with leading zeros and a quoted cell
// are texts; a missing or empty cell is null. Both functions return nothing if there are errors, which are
// reported.
[[nodiscard]] std::optional<GivenRows> read_given_rows(const Node& rows, const Node* types, Program& program,
                                                       Diagnostics& diagnostics);
[[nodiscard]] std::optional<GivenRows> read_given_rows(const ModelFile& csv, const Node* types,
                                                       Program& program, Diagnostics& diagnostics);

}  // namespace seedbed::model
