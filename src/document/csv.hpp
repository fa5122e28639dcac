// Reads comma-separated values as RFC 4180 describes them: a header line, cells in double quotes where they
// hold commas, quotes (doubled) or line ends; lines end in CR LF or LF.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/diagnostics.hpp"

namespace seedbed::model {

struct CsvCell {
  std::string_view text;
  Location at;
  bool quoted = false;  // it was in quotes: a text, also if it has the form of a number
};

struct CsvTable {
  std::vector<CsvCell> header;
  std::vector<CsvCell> cells;         // row after row, header.size() each
  std::deque<std::string> unescaped;  // the bytes of cells with doubled quotes

  [[nodiscard]] std::size_t rows() const { return header.empty() ? 0 : cells.size() / header.size(); }
  [[nodiscard]] const CsvCell& at(std::size_t row, std::size_t column) const {
    return cells[row * header.size() + column];
  }
};

// `text` must outlive the table. Reports to `diagnostics`, in `file`: no header, an empty or repeated name in
// it, a row with too few or too many cells, a quote that is not closed or stands inside a cell; it then
// returns nothing.
[[nodiscard]] std::optional<CsvTable> parse_csv(std::string_view text, const std::string& file,
                                                Diagnostics& diagnostics);

}  // namespace seedbed::model
