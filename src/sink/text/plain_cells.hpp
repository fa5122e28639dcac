// The cells that csv and jsonl write alike.
#pragma once
#include <string>

#include "rows/batch.hpp"
#include "rows/table.hpp"
#include "sink/text/cell_text.hpp"

namespace seedbed {

// Writes the cells of one column without quotes: true, -7, 0.1, 12.50, 1.5 (a duration, in seconds),
// 2024-01-31, 2024-01-31T12:00:00.000000Z, 0123abcd-….
// Not thread-safe: one object per column.
class PlainCells {
 public:
  PlainCells(const Column& column, std::size_t index)
      : type_(column.type), scale_(column.scale), index_(index) {}
  [[nodiscard]] Type type() const { return type_; }
  // True for a null, and for NaN and infinities, which JSON cannot write.
  [[nodiscard]] bool is_null(const Batch& batch, std::size_t row) const;
  // REQUIRES: is_null() is false, and the type is neither text nor json.
  void append(std::string& out, const Batch& batch, std::size_t row);

 private:
  Type type_;
  std::uint8_t scale_;
  std::size_t index_;  // of the column
  TimeText time_text_{'T'};
};

}  // namespace seedbed
