// Reads a query's cells into a batch: the exact inverse of ColumnBinder.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rows/batch.hpp"
#include "rows/table.hpp"
#include "sink/sqlite/affinity.hpp"
#include "sink/text/cell_text.hpp"

struct sqlite3_stmt;

namespace seedbed::sqlite {

// Reads the cells of one column.
class CellReader {
 public:
  // `declared` is the column's type in the database.
  CellReader(const Column& column, std::string_view declared);

  // Appends the statement's cell in column `column` to the batch's column of the same number. If a load
  // cannot have written the cell's value, appends a null and returns false.
  bool read(sqlite3_stmt* row, int column, Batch& to);

  // The part of a value that the column does not keep: "`ts` keeps milliseconds"; "" if it keeps all.
  [[nodiscard]] std::string cuts() const;

 private:
  // Each of these returns nothing if the cell is not such a value.
  [[nodiscard]] std::optional<std::uint64_t> word(sqlite3_stmt* row, int column);
  [[nodiscard]] std::optional<std::int64_t> integer(sqlite3_stmt* row, int column) const;
  [[nodiscard]] std::optional<double> number(sqlite3_stmt* row, int column) const;
  [[nodiscard]] std::optional<std::int64_t> decimal(sqlite3_stmt* row, int column) const;
  [[nodiscard]] std::optional<std::int64_t> micros_of_millis(sqlite3_stmt* row, int column) const;
  [[nodiscard]] std::optional<std::int64_t> time(std::string_view text);
  [[nodiscard]] std::optional<std::int64_t> date(std::string_view text);
  bool read_bytes(sqlite3_stmt* row, int column, Batch& to) const;

  Column column_;
  Affinity affinity_;
  TimeText time_text_{' '};
};

// The cell for messages, shortened: "'abc'", "12", "a blob".
[[nodiscard]] std::string shown_cell(sqlite3_stmt* row, int column);

}  // namespace seedbed::sqlite
