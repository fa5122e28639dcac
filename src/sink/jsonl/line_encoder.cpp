#include "sink/jsonl/line_encoder.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/json_writer.hpp"

namespace seedbed::jsonl {
namespace {

// A line break between JSON's tokens may be replaced by a space; JSON strings contain none.
void append_json(std::string& out, std::string_view json) {
  const std::size_t begin = out.size();
  out.append(json);
  std::replace_if(
      out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
      [](char c) { return c == '\n' || c == '\r'; }, ' ');
}

// JSON has no type for these, so they are strings.
bool is_quoted(Type type) { return type == Type::time || type == Type::date || type == Type::uuid; }

}  // namespace

LineEncoder::LineEncoder(const Table& table) {
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
    cells_.emplace_back(table.columns[i], i);
  }
}

void LineEncoder::encode(const Batch& batch, Lines& lines) {
  lines.text.clear();
  lines.ends.clear();
  lines.ranks.assign(batch.ranks().begin(), batch.ranks().end());
  for (std::size_t row = 0; row < batch.rows(); ++row) {
    for (std::size_t column = 0; column < before_.size(); ++column) {
      lines.text += before_[column];
      append_cell(lines.text, batch, column, row);
    }
    lines.text += "}\n";
    lines.ends.push_back(lines.text.size());
  }
}

void LineEncoder::append_cell(std::string& out, const Batch& batch, std::size_t column, std::size_t row) {
  PlainCells& cells = cells_[column];
  if (cells.is_null(batch, row)) {
    out += "null";
  } else if (cells.type() == Type::text) {
    append_json_string(out, batch.bytes(column, row));
  } else if (cells.type() == Type::json) {
    append_json(out, batch.bytes(column, row));
  } else if (is_quoted(cells.type())) {
    out += '"';
    cells.append(out, batch, row);
    out += '"';
  } else {
    cells.append(out, batch, row);
  }
}

}  // namespace seedbed::jsonl
