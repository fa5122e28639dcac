#include "expression/program/entity_store.hpp"

namespace seedbed::model {

EntityColumn::EntityColumn(bool of_bytes, std::uint32_t rows) {
  if (of_bytes) {
    values_.resize(rows);
  } else {
    words_.resize(rows);
  }
}

void EntityColumn::set(std::uint32_t row, const Value& value, Arena& texts) {
  if (!values_.empty()) {
    const bool own = value.null == 0 && value.fixed == 0;
    values_[row] = own ? Value::of_text(texts.copy(value.view()), true) : value;
    return;
  }
  words_[row] = value.null != 0 ? 0 : value.integer;
  if (value.null == 0) return;
  if (nulls_.empty()) nulls_.resize(words_.size() / 64 + 1);
  nulls_[row / 64] |= std::uint64_t{1} << (row % 64);
}

}  // namespace seedbed::model
