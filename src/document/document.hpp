// A model file as a tree of nodes with their locations. Tables keep the order of the file.
// Only document.cpp includes the TOML library.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace seedbed::model {

// A place in the model file: line and column from 1, in characters.
struct Location {
  int line = 0;
  int column = 0;
};

struct Node {
  // `time` is a date-time (without offset it is UTC), `date` a day alone; a time of day alone is `other`.
  enum class Kind : std::uint8_t { boolean, integer, real, text, time, date, other, array, table };

  Kind kind = Kind::table;
  std::string key;   // the name it has in its table; empty in an array
  Location key_at;   // the location of the key
  Location at;       // the location of the value
  std::string text;  // kind text: the string
  // For kind text: where its first character stands; columns inside follow from it (strings with escapes or
  // over several lines: approximately).
  Location text_at;
  std::int64_t integer = 0;  // boolean, integer, time (microseconds since 1970 UTC), date (days since 1970)
  double real = 0;
  std::vector<Node> items;  // array: the elements; table: the entries in the file's order

  [[nodiscard]] const Node* find(std::string_view name) const;
  [[nodiscard]] bool is(Kind k) const { return kind == k; }
};

// "a text", "an int", "a table", …: for messages.
[[nodiscard]] std::string_view describe(Node::Kind kind);

// Reads TOML. Throws ModelError (diagnostics.hpp) with the first syntax error, its line and column.
[[nodiscard]] Node parse_document(std::string_view text, const std::string& file_name);

}  // namespace seedbed::model
