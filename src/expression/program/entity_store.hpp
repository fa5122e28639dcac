// Rows of entities while a model runs: of each attribute that something else reads, one value a row. A
// reference is the number of a row of its entity, from 0 in the order of creation. Made by
// simulate/entity_builder.hpp; read-only and shared by all threads after that.
#pragma once
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/arena.hpp"
#include "expression/program/value.hpp"
#include "random/alias_table.hpp"

namespace seedbed::model {

// One attribute of all rows: a word each, or of text, json and uuid a whole Value.
class EntityColumn {
 public:
  EntityColumn() = default;
  EntityColumn(bool of_bytes, std::uint32_t rows);

  [[nodiscard]] bool empty() const { return words_.empty() && values_.empty(); }
  [[nodiscard]] Value at(std::uint32_t row) const {
    if (!values_.empty()) return values_[row];
    if (!nulls_.empty() && ((nulls_[row / 64] >> (row % 64)) & 1) != 0) return Value::nothing();
    return Value::of_integer(words_[row]);
  }
  // A text is copied to `texts` unless it is fixed.
  void set(std::uint32_t row, const Value& value, Arena& texts);
  [[nodiscard]] bool of_bytes() const { return !values_.empty(); }

 private:
  std::vector<std::int64_t> words_;
  std::vector<Value> values_;
  std::vector<std::uint64_t> nulls_;  // a bit a row; empty: none is null
};

struct EntityData {
  std::uint32_t rows = 0;
  std::vector<EntityColumn> columns;  // by field; empty where nobody reads it

  // The children of the parent's row p are the rows [first[p], first[p + 1]). Where each has equally many
  // `first` is empty, and `each` is how many.
  std::vector<std::uint32_t> first;
  std::uint32_t each = 0;
  // Of entities with `of`: which of the given rows each is.
  std::vector<std::uint32_t> given;
  // Of entities with `per`: a row's own number, where it does not follow from the above.
  std::vector<std::int64_t> index;
  // Of entities with `distinct`: how often it was drawn anew.
  std::vector<std::uint8_t> redraws;

  [[nodiscard]] std::uint32_t begin_of(std::uint32_t parent) const {
    return first.empty() ? parent * each : first[parent];
  }
};

// Chances of rows to be chosen, in proportion to a field: of all rows, or of the children of each parent.
struct Weighting {
  std::vector<AliasColumn> columns;    // a row; others are counted from the parent's first child
  std::vector<std::uint64_t> nothing;  // among children: a bit a parent that has no positive weight
};

struct EntityStore {
  std::vector<EntityData> entities;   // by their number
  std::vector<Weighting> weightings;  // by their number
  Arena texts;
};

}  // namespace seedbed::model
