// Binds a batch's cells to a statement's parameters.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rows/batch.hpp"
#include "rows/table.hpp"
#include "sink/text/cell_text.hpp"

struct sqlite3_stmt;

namespace seedbed::sqlite {

// Some rows of a batch.
struct RowRange {
  const Batch* batch;
  std::size_t first;
  std::size_t count;
  std::uint64_t rows_before;  // rows of the table before the batch, for messages
};

// Binds the cells of one column. How a time is stored depends on the column's affinity; see binder_of().
class ColumnBinder {
 public:
  // `declared` is the column's type in the database; bind() takes at most `most_rows` rows.
  ColumnBinder(const Table& table, std::size_t column, std::string_view declared, std::size_t most_rows);

  // Binds the rows' cells to the parameters `parameter`, `parameter` + `stride`, … and returns SQLite's first
  // error code, or 0. REQUIRES: the batch is unchanged until the statement has run, because texts are not
  // copied. The binder's own texts stay valid until the next call. Throws Error(Failure::load) for a value
  // that the column cannot hold.
  int bind(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride) {
    return (this->*bind_)(statement, rows, parameter, stride);
  }

 private:
  using Bind = int (ColumnBinder::*)(sqlite3_stmt*, const RowRange&, int, int);

  [[nodiscard]] static Bind binder_of(const Column& column, std::string_view declared);
  template <class BindCell>
  int bind_each(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride, BindCell bind_cell);
  int bind_integers(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride);
  int bind_reals(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride);
  int bind_decimals(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride);
  int bind_texts(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride);
  int bind_time_texts(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride);
  int bind_date_texts(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride);
  int bind_milliseconds(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride);
  int bind_uuids(sqlite3_stmt* statement, const RowRange& rows, int parameter, int stride);
  [[noreturn]] void throw_too_many_digits(std::int64_t value, std::uint64_t row) const;

  const Table* table_;
  std::size_t column_;
  Bind bind_;
  TimeText time_text_{' '};
  std::vector<char> texts_;  // TimeText::kRoom bytes per row
};

}  // namespace seedbed::sqlite
