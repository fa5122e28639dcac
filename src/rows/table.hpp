// Tables as a model describes them: names, value types and what holds between rows, before any sink's own
// column types.
#pragma once
#include <cstddef>
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
  bool not_null = false;
};

// Columns by number, here and below.
struct Index {
  std::vector<std::size_t> columns;
  bool unique = false;
};

// Each of the column's values, if it is not null, is one of the parent's.
struct Reference {
  std::size_t column = 0;
  std::string table;          // the parent, which may be the table itself
  std::string parent_column;  // of the same type; the parent's only key column, or under a unique index
};

// The fields after the columns are for DDL derived from the model. They are empty if the model has SQL.
struct Table {
  std::string name;
  std::vector<Column> columns;             // at most kMaxColumns
  std::vector<std::size_t> key = {};       // identifies a row; its columns are not null. Empty: none
  std::vector<Index> indexes = {};         // in addition to that of the key
  std::vector<Reference> references = {};  // at most one per column
};

// A row's null flags are a few machine words at most; more columns than this is a model error.
inline constexpr std::size_t kMaxColumns = 1024;

}  // namespace seedbed
