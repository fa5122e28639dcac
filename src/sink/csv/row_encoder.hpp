// Rows as CSV (RFC 4180): commas, lines that end in CR LF, quotes doubled.
//
//   user_id,amount,ts
//   7,12,2024-01-01T00:01:00.000000Z
//
// A field that holds a comma, a quote or a line break, or begins or ends with a space, stands in quotes. Null
// is an empty field, the empty text two quotes: the COPY of Postgres reads both back. Values are written as
// jsonl writes them: times ISO 8601 in UTC, durations seconds, booleans true and false, NaN and infinities
// null, json as it is.
#pragma once
#include <string>
#include <vector>

#include "rows/batch.hpp"
#include "rows/table.hpp"
#include "sink/text/cell_text.hpp"

namespace seedbed::csv {

// Not thread-safe; each table has its own.
class RowEncoder {
 public:
  // `table` must outlive it.
  explicit RowEncoder(const Table& table)
      : table_(&table), time_texts_(table.columns.size(), TimeText('T')) {}
  // The names of the columns, as the first line.
  [[nodiscard]] std::string header() const;
  // Appends a line for each row.
  void encode(const Batch& batch, std::string& out);

 private:
  void append_cell(std::string& out, const Batch& batch, std::size_t column, std::size_t row);

  const Table* table_;
  std::vector<TimeText> time_texts_;
};

}  // namespace seedbed::csv
