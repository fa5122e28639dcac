#include "app/text_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/civil_time.hpp"
#include "sink/text/cell_text.hpp"

namespace seedbed {
namespace {

constexpr std::string_view kIndent = "  ";
constexpr std::string_view kGap = "  ";

bool begins_code_point(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

// Control characters would move the cursor.
std::string readable_byte(char c) {
  if (c == '\n') return "\\n";
  if (c == '\t') return "\\t";
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
}

std::string readable_text(std::string_view bytes) {
  std::string text;
  std::size_t width = 0;
  std::size_t cut = 0;  // the length of the text that leaves room for `…`
  for (const char c : bytes) {
    const std::string shown = readable_byte(c);
    if (begins_code_point(c)) {
      if (width < kWidestCell) cut = text.size();
      width += shown.size();
      if (width > kWidestCell) {
        text.resize(cut);
        return text + "…";
      }
    }
    text += shown;
  }
  return text;
}

std::string readable_time(std::int64_t micros) {
  constexpr std::string_view kWhole = ".000000";
  std::string text = format_time(micros);
  if (text.ends_with(kWhole)) text.resize(text.size() - kWhole.size());
  return text;
}

std::string readable_duration(std::int64_t micros) {
  if (micros % kMicrosPerSecond == 0) return format_duration(micros);
  char text[kDecimalRoom];
  return std::string(text, write_seconds(text, micros)) + "s";
}

bool to_the_right(Type type) {
  return type == Type::integer || type == Type::real || type == Type::decimal || type == Type::duration;
}

void append_line(std::string& to, const Table& table, const std::vector<std::size_t>& widths,
                 const std::vector<std::string>& cells) {
  to += kIndent;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const std::string padding(widths[c] - text_width(cells[c]), ' ');
    const bool right = to_the_right(table.columns[c].type);
    if (c > 0) to += kGap;
    if (right) to += padding;
    to += cells[c];
    if (!right) to += padding;
  }
  to.resize(to.find_last_not_of(' ') + 1);
  to += '\n';
}

}  // namespace

std::string readable_cell(const Batch& batch, std::size_t column, std::size_t row) {
  if (batch.is_null(column, row)) return "null";
  const Column& definition = batch.table().columns[column];
  const std::int64_t value = batch.integer(column, row);
  char text[kDecimalRoom];
  switch (definition.type) {
    case Type::boolean: return value != 0 ? "true" : "false";
    case Type::integer: return fmt::format("{}", value);
    case Type::real: return {text, write_real(text, batch.real(column, row))};
    case Type::decimal: return {text, write_decimal(text, value, definition.scale)};
    case Type::text:
    case Type::json: return readable_text(batch.bytes(column, row));
    case Type::time: return readable_time(value);
    case Type::date: return format_date(value);
    case Type::duration: return readable_duration(value);
    case Type::uuid: return {text, write_uuid(text, batch.bytes(column, row))};
  }
  return "";
}

std::size_t text_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_code_point));
}

std::string aligned(const Table& table, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::string> names;
  std::vector<std::size_t> widths;
  for (const Column& column : table.columns) {
    names.push_back(column.name);
    widths.push_back(text_width(column.name));
  }
  for (const auto& row : rows) {
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], text_width(row[c]));
  }
  std::string text;
  append_line(text, table, widths, names);
  for (const auto& row : rows) append_line(text, table, widths, row);
  return text;
}

}  // namespace seedbed
