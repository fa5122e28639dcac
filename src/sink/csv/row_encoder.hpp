// Rows as CSV (RFC 4180): commas, lines that end in CR LF, quotes doubled.
//
//   user_id,amount,ts
//   7,12,2024-01-01T00:01:00.000000Z
//
// A field is quoted if it contains a comma, a quote or a line break, or begins or ends with a space. A null
// is an empty field, and an empty text is two quotes: Postgres's COPY reads both back as they were. Values
// are written as jsonl writes them: times as ISO 8601 in UTC, durations in seconds, booleans true and false,
// NaN and infinities as null, json unchanged.
#pragma once
#include <string>
#include <vector>

#include "rows/batch.hpp"
#include "rows/table.hpp"
#include "sink/text/plain_cells.hpp"

namespace seedbed::csv {

// Not thread-safe: one encoder per table.
class RowEncoder {
 public:
  // REQUIRES: `table` outlives the encoder.
  explicit RowEncoder(const Table& table);
  // The names of the columns, as the first line.
  [[nodiscard]] std::string header() const;
  // Appends one line per row.
  void encode(const Batch& batch, std::string& out);

 private:
  const Table* table_;
  std::vector<PlainCells> cells_;  // by column
};

}  // namespace seedbed::csv
