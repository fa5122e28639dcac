// JSON strings, appended to a text.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace seedbed {

// In quotes; quotes, backslashes and control characters escaped, everything else (UTF-8) as it is.
void append_json_string(std::string& out, std::string_view text);

// The same, as a text of its own.
[[nodiscard]] std::string json_string(std::string_view text);

// ["a","b"]
[[nodiscard]] std::string json_array(const std::vector<std::string>& texts);

}  // namespace seedbed
