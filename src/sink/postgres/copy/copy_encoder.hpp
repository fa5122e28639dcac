// Encodes rows for `COPY … FROM STDIN (FORMAT binary)`: the Postgres manual, "COPY", section "Binary Format",
// and the receive functions of the types. Pure: a batch in, bytes out.
//
// NaN and infinite reals are sent as they are; Postgres stores them. Durations are sent as microseconds,
// without days or months, so that they come back unchanged. A real in a float4 column is rounded.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "rows/batch.hpp"
#include "rows/table.hpp"
#include "sink/postgres/copy/byte_buffer.hpp"
#include "sink/postgres/server/server_type.hpp"

namespace seedbed::postgres {

// The first and the last bytes of a COPY. The trailer may be left out if the protocol's CopyDone follows.
[[nodiscard]] std::string_view copy_header();
[[nodiscard]] std::string_view copy_trailer();

// Not thread-safe; use one encoder per connection and table.
class CopyEncoder {
 public:
  // `types` has one server type per column. REQUIRES: is_encodable() for each; `table` outlives the encoder.
  CopyEncoder(const Table& table, const std::vector<ServerType>& types);

  // Appends the batch's rows to `out`. `rows_before`: rows of the table before the batch, for messages.
  // Throws Error(Failure::load), naming table, row and column, for a value out of the column's range and for
  // a text with a zero byte or of more than 1 GiB; `out` is then unchanged.
  void encode(const Batch& batch, std::uint64_t rows_before, ByteBuffer& out) const {
    encode(batch, {0, batch.rows()}, rows_before, out);
  }
  // The same for some of its rows.
  void encode(const Batch& batch, RowSpan rows, std::uint64_t rows_before, ByteBuffer& out) const;

 private:
  // How a cell is written. Column types with the same bytes share a step.
  enum class Step : std::uint8_t { byte, half, word, int2, float4, numeric, interval, bytes, jsonb };
  struct ColumnPlan {
    Step step = Step::word;
    std::uint8_t width = 12;         // the most bytes of a cell, without the bytes of its text
    std::uint8_t scale = 0;          // numeric: digits after the point
    std::int64_t epoch = 0;          // subtracted from each value: the server's epoch
    std::int64_t least = INT64_MIN;  // the range of values, before the epoch is subtracted
    std::int64_t most = INT64_MAX;
  };

  [[nodiscard]] static ColumnPlan plan_of(const Column& column, ServerType type);
  [[nodiscard]] static char* put_cell(char* to, const ColumnPlan& plan, const Batch& batch,
                                      std::size_t column, std::size_t row);
  // These throw as encode() does.
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
