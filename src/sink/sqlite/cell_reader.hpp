// From a query's cells back to a batch's: the exact reversal of ColumnBinder, resolved once a column.
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

class CellReader {
 public:
  // `declared` is the column's type in the database.
  CellReader(const Column& column, std::string_view declared);

  // Appends the cell of the statement's row to the column of the same number; a null if the cell holds
  // nothing that a load could have written there, and then returns false.
  bool read(sqlite3_stmt* row, int column, Batch& to);

  // How the column may keep less than a value: "`ts` keeps milliseconds"; "" if it keeps all.
  [[nodiscard]] std::string cuts() const;

 private:
  // Nothing if the cell is no such value.
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

// The cell as a person writes it, cut to a length that fits a message: "'abc'", "12", "a blob".
[[nodiscard]] std::string shown_cell(sqlite3_stmt* row, int column);

}  // namespace seedbed::sqlite
