#include "sink/csv/row_encoder.hpp"

namespace seedbed::csv {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

// Older versions of Postgres read a line of only "\." as the end of the data.
bool needs_quotes(std::string_view text) {
  return text.empty() || text.front() == ' ' || text.back() == ' ' || text == "\\." ||
         text.find_first_of(",\"\r\n") != std::string_view::npos;
}

void append_text(std::string& out, std::string_view text) {
  if (!needs_quotes(text)) {
    out += text;
    return;
  }
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t quote = text.find('"', at);
    const std::size_t end = quote == std::string_view::npos ? text.size() : quote + 1;
    out.append(text, at, end - at);
    if (quote != std::string_view::npos) out += '"';
    at = end;
  }
  out += '"';
}

}  // namespace

RowEncoder::RowEncoder(const Table& table) : table_(&table) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) cells_.emplace_back(table.columns[i], i);
}

std::string RowEncoder::header() const {
  std::string line;
  for (const Column& column : table_->columns) {
    if (!line.empty()) line += ',';
    append_text(line, column.name);
  }
  return line.append(kLineEnd);
}

void RowEncoder::encode(const Batch& batch, std::string& out) {
  for (std::size_t row = 0; row < batch.rows(); ++row) {
    for (std::size_t column = 0; column < cells_.size(); ++column) {
      PlainCells& cells = cells_[column];
      if (column > 0) out += ',';
      if (cells.is_null(batch, row)) continue;
      if (cells.type() == Type::text || cells.type() == Type::json) {
        append_text(out, batch.bytes(column, row));
      } else {
        cells.append(out, batch, row);
      }
    }
    out += kLineEnd;
  }
}

}  // namespace seedbed::csv
