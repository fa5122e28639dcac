// The options of [table.NAME]: types, key, not_null, index and references. They name columns, which
// TableSet::resolve_options() finds when all columns are known.
#pragma once
#include <string_view>

#include "document/document.hpp"
#include "document/keys.hpp"

namespace seedbed::model {

// The nodes of the options; null if an option is absent or of the wrong kind.
struct TableOptions {
  const Node* types = nullptr;       // a table: column = name of a type
  const Node* key = nullptr;         // an array of columns
  const Node* not_null = nullptr;    // an array of columns
  const Node* index = nullptr;       // an array of arrays of columns
  const Node* references = nullptr;  // a table: column = "table.column"
};

// `sql` is the folder that [model] names: with one, `types` is the only option that is allowed,
// because the SQL contains the others.
[[nodiscard]] TableOptions take_table_options(Keys& keys, std::string_view sql, Diagnostics& diagnostics);

}  // namespace seedbed::model
