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
  std::vector<Value> values;  // a row
};

struct GivenRows {
  std::vector<GivenColumn> columns;
  std::vector<Location> places;  // of the rows
  std::string file;              // that they stand in
};

// A column's type is what `types` (a table of type names; may be absent) says, else the narrowest of int,
// real, bool and text that all its cells have. A number with zeros in front is text, as is what stands in
// quotes; a cell that is missing or empty is null. Report errors and return nothing then.
[[nodiscard]] std::optional<GivenRows> read_given_rows(const Node& rows, const Node* types, Program& program,
                                                       Diagnostics& diagnostics);
[[nodiscard]] std::optional<GivenRows> read_given_rows(const ModelFile& csv, const Node* types,
                                                       Program& program, Diagnostics& diagnostics);

}  // namespace seedbed::model
