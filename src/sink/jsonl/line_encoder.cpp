#include "sink/jsonl/line_encoder.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/json_text.hpp"

namespace seedbed::jsonl {
namespace {

// Line breaks between JSON's tokens mean nothing, and inside its strings there are none.
void append_json(std::string& out, std::string_view json) {
  const std::size_t begin = out.size();
  out.append(json);
  std::replace_if(
      out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
      [](char c) { return c == '\n' || c == '\r'; }, ' ');
}

void append_real(std::string& out, double value) {
  char text[kRealRoom];
  if (std::isfinite(value)) {
    out.append(text, write_real(text, value));
  } else {
    out += "null";
  }
}

}  // namespace

LineEncoder::LineEncoder(const Table& table)
    : table_(&table), time_texts_(table.columns.size(), TimeText('T')) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == "table") {
      throw Error(Failure::usage,
                  "table '" + table.name +
                      "' has a column 'table', which jsonl needs for the table's name: rename it");
    }
    std::string before = i == 0 ? "{\"table\":" : "";
    if (i == 0) append_json_string(before, table.name);
    before += ',';
    append_json_string(before, table.columns[i].name);
    before_.push_back(before + ':');
  }
}

void LineEncoder::encode(const Batch& batch, Lines& lines) {
  lines.text.clear();
  lines.ends.clear();
  lines.ranks.assign(batch.ranks().begin(), batch.ranks().end());
  for (std::size_t row = 0; row < batch.rows(); ++row) {
    for (std::size_t column = 0; column < before_.size(); ++column) {
      lines.text += before_[column];
      if (batch.is_null(column, row)) {
        lines.text += "null";
      } else {
        append_cell(lines.text, batch, column, row);
      }
    }
    lines.text += "}\n";
    lines.ends.push_back(lines.text.size());
  }
}

void LineEncoder::append_cell(std::string& out, const Batch& batch, std::size_t column, std::size_t row) {
  const Column& type = table_->columns[column];
  const std::int64_t value = batch.integer(column, row);
  char text[kDecimalRoom];
  switch (type.type) {
    case Type::boolean: out += value != 0 ? "true" : "false"; return;
    case Type::integer: out.append(text, write_integer(text, value)); return;
    case Type::decimal: out.append(text, write_decimal(text, value, type.scale)); return;
    case Type::real: return append_real(out, batch.real(column, row));
    case Type::text: return append_json_string(out, batch.bytes(column, row));
    case Type::json: return append_json(out, batch.bytes(column, row));
    case Type::duration: out.append(text, write_seconds(text, value)); return;
    case Type::time:
      out += '"';
      out.append(text, time_texts_[column].write(text, value));
      out += "Z\"";
      return;
    case Type::date:
      out += '"';
      out.append(text, time_texts_[column].write_date(text, value));
      out += '"';
      return;
    case Type::uuid:
      out += '"';
      out.append(text, write_uuid(text, batch.bytes(column, row)));
      out += '"';
      return;
  }
}

}  // namespace seedbed::jsonl
