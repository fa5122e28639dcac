// Rows as JSON, one object a line.
//
//   {"table":"trx","user_id":7,"amount":12,"ts":"2024-01-01T00:01:00.000000Z"}
//
// The field `table` comes first, then the columns in the model's order; null is null. Times are ISO 8601 in
// UTC, with microseconds; dates are "2024-01-31"; durations are seconds, exact; decimals are numbers with all
// their digits; reals the shortest number that reads back the same, NaN and infinities null; json is embedded
// as it is, uuid text.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "rows/batch.hpp"
#include "rows/table.hpp"
#include "sink/text/cell_text.hpp"

namespace seedbed::jsonl {

// The lines of some rows of one table.
struct Lines {
  std::string text;
  std::vector<std::size_t> ends;  // where each line ends in `text`, its newline included
  std::vector<std::uint64_t> ranks;
};

// Not thread-safe; each table has its own.
class LineEncoder {
 public:
  // `table` must outlive it. Throws Error(Failure::usage) if the table has a column `table`.
  explicit LineEncoder(const Table& table);
  // Replaces what `lines` holds.
  void encode(const Batch& batch, Lines& lines);

 private:
  void append_cell(std::string& out, const Batch& batch, std::size_t column, std::size_t row);

  const Table* table_;
  std::vector<std::string> before_;  // what stands before each cell: `,"user_id":`
  std::vector<TimeText> time_texts_;
};

}  // namespace seedbed::jsonl
