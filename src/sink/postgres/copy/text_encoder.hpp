// Rows in the form that `COPY … FROM STDIN` reads as text: the Postgres manual, "COPY", section "Text
// Format". The server's input functions make the values, so that columns of any type can take them: enum,
// citext, inet, money, domains. Slower for the server than binary (copy_encoder.hpp), which is for the types
// that it knows.
//
//   7<TAB>t<TAB>2024-01-31 12:00:00.500000+00<TAB>\N<LF>
//
// A cell is a line's field: tabs between them, a line feed after each row, \N for null. Booleans are t and f,
// reals the shortest text that reads back as the same double, decimals exact, times in UTC and ISO 8601,
// durations `90.5 seconds`: read alike under every DateStyle, IntervalStyle and time zone.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "rows/batch.hpp"
#include "rows/table.hpp"
#include "sink/postgres/copy/byte_buffer.hpp"
#include "sink/text/cell_text.hpp"

namespace seedbed::postgres {

// A text of the form that values of the type have here, for asking whether a column's input function takes
// it. Such that types of another kind refuse it: no int8 takes the real's, no boolean the integer's. Empty
// for text, where nothing can be said.
[[nodiscard]] std::string_view sample_text(Type type);

// Not thread-safe; each connection has its own for a table.
class TextEncoder {
 public:
  // `table` must outlive the encoder.
  explicit TextEncoder(const Table& table);

  // Appends the batch's rows to `out`. `rows_before`: rows of the table before the batch, for messages.
  // Throws Error(Failure::load), naming table, row and column, for a text that holds a zero byte, and for a
  // time or date outside the years 1 to 9999; `out` may then hold rows before it.
  void encode(const Batch& batch, std::uint64_t rows_before, ByteBuffer& out) {
    encode(batch, {0, batch.rows()}, rows_before, out);
  }
  // The same of some of its rows.
  void encode(const Batch& batch, RowSpan rows, std::uint64_t rows_before, ByteBuffer& out);

 private:
  // Room for a row at its widest.
  [[nodiscard]] std::size_t row_room(const Batch& batch, std::size_t row) const;
  char* put_cell(char* to, const Batch& batch, std::size_t column, std::size_t row,
                 std::uint64_t rows_before);
  char* put_time(char* to, const Batch& batch, std::size_t column, std::size_t row,
                 std::uint64_t rows_before);
  char* put_text(char* to, const Batch& batch, std::size_t column, std::size_t row,
                 std::uint64_t rows_before) const;

  const Table* table_;
  std::vector<TimeText> time_texts_;  // a column
};

}  // namespace seedbed::postgres
