// Text of SQL statements.
#pragma once
#include <string>
#include <string_view>

namespace seedbed {

// An identifier in double quotes, for SQLite and Postgres.
[[nodiscard]] std::string quoted_name(std::string_view name);

}  // namespace seedbed
