// Reads JSON (RFC 8259): checks a text, or reads a small one whole.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seedbed {

// The byte, from 0, at which the text stops being one JSON value; nothing if it is one. What databases refuse
// is not accepted here either: \u0000, halves of surrogate pairs, more than 1,000 levels. REQUIRES: the text
// is UTF-8.
[[nodiscard]] std::optional<std::size_t> json_fault(std::string_view text);

struct JsonValue {
  enum class Kind { word, number, text, array, object } kind = Kind::word;
  std::string text;                // of a text; of a number or word (true, false, null) as it is written
  std::vector<std::string> names;  // of an object, in their order
  std::vector<JsonValue> items;    // of an array, or the values of `names`
};

// Returns nothing if json_fault() finds a fault, or if the value has more than 8 levels: loads record no
// more.
[[nodiscard]] std::optional<JsonValue> parse_json(std::string_view text);

}  // namespace seedbed
