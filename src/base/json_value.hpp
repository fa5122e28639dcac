// Small JSON texts, read whole: what loads record of themselves.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seedbed {

struct JsonValue {
  enum class Kind { word, number, text, array, object } kind = Kind::word;
  std::string text;                // a text's, or a number or word (true, false, null) as it is written
  std::vector<std::string> names;  // an object's, in their order
  std::vector<JsonValue> items;    // an array's, or the values of `names`
};

// Nothing if the text is not one JSON value, or is nested deeper than loads record.
[[nodiscard]] std::optional<JsonValue> parse_json(std::string_view text);

}  // namespace seedbed
