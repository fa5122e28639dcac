// Encodes rows for `COPY … FROM STDIN` as text: the Postgres manual, "COPY", section "Text Format". The
// server's input functions read the values, so columns can have any type: enum, citext, inet, money, domains.
// The server reads text more slowly than binary (copy_encoder.hpp), which supports only the types in
// server_type.hpp.
//
//   7<TAB>t<TAB>2024-01-31 12:00:00.500000+00<TAB>\N<LF>
//
// One line per row, tabs between cells, \N for null. Booleans are t and f, reals the shortest text that reads
// back as the same double, decimals exact, times in UTC and ISO 8601, durations `90.5 seconds`. The server
// reads them the same under every DateStyle, IntervalStyle and time zone.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "rows/batch.hpp"
#include "rows/table.hpp"
#include "sink/postgres/copy/byte_buffer.hpp"
#include "sink/text/cell_text.hpp"

namespace seedbed::postgres {

// A sample value of the type as text, to test whether a column's input function accepts it. Types of another
// kind refuse it: int8 refuses the sample of real, boolean that of integer. Empty for text, which cannot be
// tested.
[[nodiscard]] std::string_view sample_text(Type type);

// Not thread-safe; use one encoder per connection and table.
class TextEncoder {
 public:
  // REQUIRES: `table` outlives the encoder.
  explicit TextEncoder(const Table& table);

  // Appends the batch's rows to `out`. `rows_before`: rows of the table before the batch, for messages.
  // Throws Error(Failure::load), naming table, row and column, for a text with a zero byte and for a time or
  // date outside the years 1 to 9999; `out` may then have earlier rows of the batch.
  void encode(const Batch& batch, std::uint64_t rows_before, ByteBuffer& out) {
    encode(batch, {0, batch.rows()}, rows_before, out);
  }
  // The same for some of its rows.
  void encode(const Batch& batch, RowSpan rows, std::uint64_t rows_before, ByteBuffer& out);

 private:
  // The most bytes that the row can take.
  [[nodiscard]] std::size_t row_room(const Batch& batch, std::size_t row) const;
  char* put_cell(char* to, const Batch& batch, std::size_t column, std::size_t row,
                 std::uint64_t rows_before);
  char* put_time(char* to, const Batch& batch, std::size_t column, std::size_t row,
                 std::uint64_t rows_before);
  char* put_text(char* to, const Batch& batch, std::size_t column, std::size_t row,
                 std::uint64_t rows_before) const;

  const Table* table_;
  std::vector<TimeText> time_texts_;  // one per column
};

}  // namespace seedbed::postgres
