// SQL scripts, run statement by statement.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "sink/sqlite/connection.hpp"

namespace seedbed::sqlite {

// Runs every statement of `sql`, then calls `visit` (if there is one) with its text. `name` is for messages:
// "sql/bank/sqlite/tables.sql". A script runs inside the load's transaction, so it may not begin or end one,
// nor attach files. Throws Error that names script and line: usage if SQLite does not understand the
// statement.
void run_script(const Connection& connection, std::string_view sql, const std::string& name,
                const std::function<void(std::string_view)>& visit = {});

}  // namespace seedbed::sqlite
