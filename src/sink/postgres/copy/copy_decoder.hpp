// The way back: rows from what `COPY … TO STDOUT (FORMAT binary)` sends, for comparing what a server holds
// with what was generated. Where keeps_whole() holds for every column, the digest of the decoded rows is that
// of the rows that were encoded.
//
// What is not in the model's range is an error: NaN and infinite numerics, infinite dates, times and
// intervals, intervals with months. Days of an interval count as 24 hours, which is how the server compares
// them.
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

// Not thread-safe; one for each COPY.
class CopyDecoder {
 public:
  // The columns of the COPY are those of `table`, in its order. A server type a column, each is_encodable()
  // from the column's. `table` must outlive the decoder.
  CopyDecoder(const Table& table, const std::vector<ServerType>& types);

  // Takes the next bytes, cut anywhere, and appends the rows that are complete to `out`, a batch of the table
  // that the caller may clear between calls. Throws Error(Failure::load) for bytes of another form, naming
  // table and row, and the column where a value is out of the model's range; then neither the decoder nor
  // `out` is of further use.
  void decode(std::span<const char> chunk, Batch& out);

  // After the last bytes. Throws Error(Failure::load) where the data's end did not come.
  void finish() const;

  // So far.
  [[nodiscard]] std::uint64_t rows() const { return rows_; }

 private:
  enum class Section : std::uint8_t { header, rows, end };
  struct ColumnPlan {
    ServerType type;
    std::uint8_t scale;  // decimal: digits after the point
  };

  // Each takes what is complete at the front of `bytes`, and removes it.
  void take(std::string_view& bytes, Batch& out);
  [[nodiscard]] bool take_header(std::string_view& bytes);
  [[nodiscard]] bool take_row(std::string_view& bytes, Batch& out);
  // The bytes of the row at the front; nothing if its end has not come yet.
  [[nodiscard]] std::optional<std::size_t> row_size(std::string_view bytes) const;
  void append_field(std::size_t column, std::string_view field, Batch& out) const;
  void append_text(std::size_t column, std::string_view field, Batch& out) const;
  [[nodiscard]] std::optional<std::uint64_t> word_of(std::size_t column, std::string_view field) const;
  [[noreturn]] void throw_malformed(std::string_view what) const;

  const Table* table_;
  std::vector<ColumnPlan> columns_;
  ByteBuffer pending_;  // the front of what is not complete
  Section section_ = Section::header;
  std::uint64_t rows_ = 0;
};

}  // namespace seedbed::postgres
