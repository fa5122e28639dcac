#include "sink/csv/row_encoder.hpp"

#include <cmath>

namespace seedbed::csv {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

// "\." alone would end the data for older versions of Postgres.
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

std::string RowEncoder::header() const {
  std::string line;
  for (const Column& column : table_->columns) {
    if (!line.empty()) line += ',';
    append_text(line, column.name);
  }
  return line.append(kLineEnd);
}

void RowEncoder::encode(const Batch& batch, std::string& out) {
  const std::size_t columns = table_->columns.size();
  for (std::size_t row = 0; row < batch.rows(); ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      if (column > 0) out += ',';
      if (!batch.is_null(column, row)) append_cell(out, batch, column, row);
    }
    out += kLineEnd;
  }
}

void RowEncoder::append_cell(std::string& out, const Batch& batch, std::size_t column, std::size_t row) {
  const Column& type = table_->columns[column];
  const std::int64_t value = batch.integer(column, row);
  char text[kDecimalRoom];
  switch (type.type) {
    case Type::boolean: out += value != 0 ? "true" : "false"; return;
    case Type::integer: out.append(text, write_integer(text, value)); return;
    case Type::decimal: out.append(text, write_decimal(text, value, type.scale)); return;
    case Type::real:
      if (const double real = batch.real(column, row); std::isfinite(real))
        out.append(text, write_real(text, real));
      return;
    case Type::duration: out.append(text, write_seconds(text, value)); return;
    case Type::date: out.append(text, time_texts_[column].write_date(text, value)); return;
    case Type::uuid: out.append(text, write_uuid(text, batch.bytes(column, row))); return;
    case Type::text:
    case Type::json: append_text(out, batch.bytes(column, row)); return;
    case Type::time:
      out.append(text, time_texts_[column].write(text, value));
      out += 'Z';
      return;
  }
}

}  // namespace seedbed::csv
