// Decodes rows from `COPY … TO STDOUT (FORMAT binary)`, to compare the server's rows with the generated ones.
// If keeps_whole() is true for every column, the decoded rows have the digest of the encoded rows.
//
// Values outside of the model's range are errors: NaN and infinite numerics, infinite dates, times and
// intervals, intervals with months. A day of an interval counts as 24 hours, as in the server's comparisons.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "rows/batch.hpp"
#include "rows/table.hpp"
#include "sink/postgres/copy/byte_buffer.hpp"
#include "sink/postgres/server/server_type.hpp"

namespace seedbed::postgres {

// Not thread-safe; use one decoder per COPY.
class CopyDecoder {
 public:
  // The columns of the COPY are those of `table`, in its order. `types` has one server type per column.
  // REQUIRES: is_encodable() for each column; `table` outlives the decoder.
  CopyDecoder(const Table& table, const std::vector<ServerType>& types);

  // Takes the next bytes, cut at any place, and appends the complete rows to `out`, a batch of the table,
  // which the caller may clear between calls. Throws Error(Failure::load) with table and row if the bytes are
  // malformed, also with the column if a value is out of the model's range; then do not use the decoder or
  // `out` again.
  void decode(std::span<const char> chunk, Batch& out);

  // Called after the last bytes. Throws Error(Failure::load) if the end of the data is missing.
  void finish() const;

  // Rows decoded so far.
  [[nodiscard]] std::uint64_t rows() const { return rows_; }

 private:
  enum class Section : std::uint8_t { header, rows, end };
  struct ColumnPlan {
    ServerType type;
    std::uint8_t scale;  // decimal: digits after the point
  };

  // Each decodes the complete data at the front of `bytes` and removes it.
  void take(std::string_view& bytes, Batch& out);
  [[nodiscard]] bool take_header(std::string_view& bytes);
  [[nodiscard]] bool take_row(std::string_view& bytes, Batch& out);
  // The size of the row at the front; nothing if the row is incomplete.
  [[nodiscard]] std::optional<std::size_t> row_size(std::string_view bytes) const;
  void append_field(std::size_t column, std::string_view field, Batch& out) const;
  void append_text(std::size_t column, std::string_view field, Batch& out) const;
  [[nodiscard]] std::optional<std::uint64_t> word_of(std::size_t column, std::string_view field) const;
  [[noreturn]] void throw_malformed(std::string_view what) const;

  const Table* table_;
  std::vector<ColumnPlan> columns_;
  ByteBuffer pending_;  // the beginning of an incomplete row
  Section section_ = Section::header;
  std::uint64_t rows_ = 0;
};

}  // namespace seedbed::postgres
