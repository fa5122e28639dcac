// SQL, as text.
#pragma once
#include <string>
#include <string_view>

namespace seedbed {

// An identifier in double quotes, as SQLite and Postgres read it.
[[nodiscard]] std::string quoted_name(std::string_view name);

}  // namespace seedbed
