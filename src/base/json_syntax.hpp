// Whether a text is JSON.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace seedbed::model {

// Where the text stops being one JSON value (RFC 8259), from 0; nothing if it is one. What databases refuse
// is no JSON here either: \u0000, halves of surrogate pairs, more than 1,000 levels. The text is UTF-8.
[[nodiscard]] std::optional<std::size_t> json_fault(std::string_view text);

}  // namespace seedbed::model
