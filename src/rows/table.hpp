// Tables as a model describes them: names and value types, before any sink's own column types.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace seedbed {

// The types that a column can have. How a cell of each is held is in batch.hpp.
enum class Type : std::uint8_t { boolean, integer, real, decimal, text, time, date, duration, uuid, json };

// The type's name in the model language: "int", "decimal", …
[[nodiscard]] std::string_view type_name(Type type);

struct Column {
  std::string name;
  Type type = Type::integer;
  std::uint8_t scale = 0;  // digits after the point, for decimal
};

struct Table {
  std::string name;
  std::vector<Column> columns;  // at most kMaxColumns
};

// A row's null flags are a few machine words at most; more columns than this is a model error.
inline constexpr std::size_t kMaxColumns = 1024;

}  // namespace seedbed
