// What [table.NAME] says beside its columns: types, and what holds between rows. Columns go by name until all
// of them are known; TableSet::resolve_options() finds them then.
#pragma once
#include <string_view>

#include "document/document.hpp"
#include "document/keys.hpp"

namespace seedbed::model {

// The nodes of the options that are there and of the right kind.
struct TableOptions {
  const Node* types = nullptr;       // a table: a type's name for a column
  const Node* key = nullptr;         // an array of columns
  const Node* not_null = nullptr;    // the same
  const Node* index = nullptr;       // an array of arrays of columns
  const Node* references = nullptr;  // a table: "table.column" for a column
};

// `sql` is the folder that [model] names: where there is one, only `types` may stand beside the columns,
// because the SQL says the rest.
[[nodiscard]] TableOptions take_table_options(Keys& keys, std::string_view sql, Diagnostics& diagnostics);

}  // namespace seedbed::model
