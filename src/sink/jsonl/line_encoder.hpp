// Rows as JSON, one object per line.
//
//   {"table":"trx","user_id":7,"amount":12,"ts":"2024-01-01T00:01:00.000000Z"}
//
// The field `table` comes first, then the columns in the model's order; a null is null. Times are ISO 8601 in
// UTC with microseconds; dates are "2024-01-31"; durations are seconds, exact; decimals are numbers with all
// their digits; reals are the shortest number that reads back as the same double, NaN and infinities are
// null; json is embedded unchanged, but on one line; uuids are strings.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "rows/batch.hpp"
#include "rows/table.hpp"
#include "sink/text/plain_cells.hpp"

namespace seedbed::jsonl {

// The lines of some rows of one table.
struct Lines {
  std::string text;
  std::vector<std::size_t> ends;  // where each line ends in `text`, after its newline
  std::vector<std::uint64_t> ranks;
};

// Not thread-safe: one encoder per table.
class LineEncoder {
 public:
  // Throws Error(Failure::usage) if the table has a column `table`.
  explicit LineEncoder(const Table& table);
  // Replaces the content of `lines`.
  void encode(const Batch& batch, Lines& lines);

 private:
  void append_cell(std::string& out, const Batch& batch, std::size_t column, std::size_t row);

  std::vector<std::string> before_;  // the text before each cell: `,"user_id":`
  std::vector<PlainCells> cells_;    // by column
};

}  // namespace seedbed::jsonl
