// The indexes that a load with --no-indexes still needs.
#pragma once
#include <string>

#include "sink/target.hpp"

namespace seedbed::sqlite {

// The statements of `sql.indexes` that create the unique indexes which the foreign keys of `sql.tables`
// reference: without these SQLite refuses to check, and later to change, the referencing tables. Runs the
// scripts in a database in memory.
[[nodiscard]] std::string indexes_that_keys_need(const SqlScripts& sql);

}  // namespace seedbed::sqlite
