// Runs SQL scripts.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "sink/sqlite/connection.hpp"

namespace seedbed::sqlite {

// Runs the statements of `sql` in order, and calls `visit`, if given, with the text of each after it has run.
// `name` is for messages: "sql/bank/sqlite/tables.sql". A script runs inside the load's transaction, so it
// may not begin or end one, nor attach files. Throws Error that names script and line: usage if SQLite does
// not understand the statement.
void run_script(const Connection& connection, std::string_view sql, const std::string& name,
                const std::function<void(std::string_view)>& visit = {});

}  // namespace seedbed::sqlite
