// Rows in the form that `COPY … FROM STDIN (FORMAT binary)` reads: the Postgres manual, "COPY", section
// "Binary Format", and the receive functions of the types. Pure: a batch in, bytes out.
//
// NaN and infinite reals go as they are, which Postgres holds. Durations go as time of day alone, without
// days or months, which is how they come back whole. A real in a float4 column is rounded.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "rows/batch.hpp"
#include "rows/table.hpp"
#include "sink/postgres/copy/byte_buffer.hpp"
#include "sink/postgres/server/server_type.hpp"

namespace seedbed::postgres {

// What a COPY begins and ends with. A server does without the end where the protocol's CopyDone follows.
[[nodiscard]] std::string_view copy_header();
[[nodiscard]] std::string_view copy_trailer();

// Not thread-safe; each connection has its own for a table.
class CopyEncoder {
 public:
  // A server type a column, each is_encodable(). `table` must outlive the encoder.
  CopyEncoder(const Table& table, const std::vector<ServerType>& types);

  // Appends the batch's rows to `out`. `rows_before`: rows of the table before the batch, for messages.
  // Throws Error(Failure::load), naming table, row and column, for a value that is out of the column's range
  // and for a text that holds a zero byte or more than 1 GiB; `out` is then as it was.
  void encode(const Batch& batch, std::uint64_t rows_before, ByteBuffer& out) const {
    encode(batch, {0, batch.rows()}, rows_before, out);
  }
  // The same of some of its rows.
  void encode(const Batch& batch, RowSpan rows, std::uint64_t rows_before, ByteBuffer& out) const;

 private:
  // How a cell is written. Of the column types that hold the same bytes there is one.
  enum class Step : std::uint8_t { byte, half, word, int2, float4, numeric, interval, bytes, jsonb };
  struct ColumnPlan {
    Step step = Step::word;
    std::uint8_t width = 12;         // the most bytes that a cell takes, without those of the text
    std::uint8_t scale = 0;          // numeric: digits after the point
    std::int64_t epoch = 0;          // subtracted from each value: where the server counts from
    std::int64_t least = INT64_MIN;  // the range of values, before that
    std::int64_t most = INT64_MAX;
  };

  [[nodiscard]] static ColumnPlan plan_of(const Column& column, ServerType type);
  [[nodiscard]] static char* put_cell(char* to, const ColumnPlan& plan, const Batch& batch,
                                      std::size_t column, std::size_t row);
  // Throw what encode() does.
  void check_range(const Batch& batch, RowSpan rows, std::size_t column, std::uint64_t rows_before) const;
  void check_float4(const Batch& batch, RowSpan rows, std::size_t column, std::uint64_t rows_before) const;
  void check_texts(const Batch& batch, RowSpan rows, std::size_t column, std::uint64_t rows_before) const;
  void check(const Batch& batch, RowSpan rows, std::uint64_t rows_before) const;
  [[noreturn]] void throw_misfit(const Batch& batch, std::size_t column, std::size_t row,
                                 std::uint64_t rows_before) const;
  [[nodiscard]] std::size_t most_bytes(const Batch& batch, RowSpan rows) const;

  const Table* table_;
  std::vector<ServerType> types_;
  std::vector<ColumnPlan> columns_;
};

}  // namespace seedbed::postgres
