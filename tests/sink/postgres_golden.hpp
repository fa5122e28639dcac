// Rows, and what a server sends for them: the files of tests/sink/golden, where each query stands beside its
// bytes.
#pragma once
#include <string>
#include <vector>

#include "rows/table.hpp"
#include "sink/postgres/server/server_type.hpp"
#include "support/rows.hpp"

namespace seedbed::test {

struct Golden {
  Table table;  // named as its files
  std::vector<postgres::ServerType> types;
  std::vector<Row> rows;
};

// All of them.
[[nodiscard]] std::vector<Golden> goldens();

// The bytes of a file of tests/sink/golden, which must be there.
[[nodiscard]] std::string golden_file(const std::string& name);

// A table of columns named a, b, c …
[[nodiscard]] Table make_table(const std::string& name, const std::vector<Type>& types);

}  // namespace seedbed::test
