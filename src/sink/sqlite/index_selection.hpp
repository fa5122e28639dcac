// Which indexes a load without indexes still needs.
#pragma once
#include <string>

#include "sink/target.hpp"

namespace seedbed::sqlite {

// The statements of `sql.indexes` that make the unique indexes which foreign keys of `sql.tables` name:
// without those SQLite refuses to check, or later to change, the referencing tables. Tried out in memory.
[[nodiscard]] std::string indexes_that_keys_need(const SqlScripts& sql);

}  // namespace seedbed::sqlite
