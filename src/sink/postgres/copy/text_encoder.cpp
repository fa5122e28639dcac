#include "sink/postgres/copy/text_encoder.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstring>

#include "base/civil_time.hpp"
#include "rows/row_log.hpp"
#include "sink/postgres/copy/cell_error.hpp"

namespace seedbed::postgres {
namespace {

// The widest cell that is not a text, with the tab or line feed after it. A byte of a text takes at most two.
constexpr std::size_t kCellRoom = kDecimalRoom + 32;

// The character after the backslash for a byte; 0 for bytes without an escape. A zero byte is not allowed.
constexpr char kIsNoText = '0';
constexpr std::array<char, 256> make_escapes() {
  std::array<char, 256> escapes{};
  escapes['\0'] = kIsNoText;
  escapes['\b'] = 'b';
  escapes['\t'] = 't';
  escapes['\n'] = 'n';
  escapes['\v'] = 'v';
  escapes['\f'] = 'f';
  escapes['\r'] = 'r';
  escapes['\\'] = '\\';
  return escapes;
}
constexpr std::array<char, 256> kEscapes = make_escapes();

char* put(char* to, std::string_view text) {
  std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

char* put_real(char* to, double value) {
  if (std::isfinite(value)) return write_real(to, value);
  if (std::isnan(value)) return put(to, "NaN");
  return put(to, value > 0 ? "Infinity" : "-Infinity");
}

// Before Postgres 15 each number of an interval's text must fit into 32 bits, so longer durations also have
// hours. Each number has its own sign, because the style sql_standard requires that.
char* put_duration(char* to, std::int64_t micros) {
  constexpr std::int64_t kMicrosPerHour = 3600 * kMicrosPerSecond;
  constexpr std::int64_t kLongest = (std::int64_t{1} << 31) * kMicrosPerSecond;
  if (micros <= -kLongest || micros >= kLongest) {
    to = put(write_integer(to, micros / kMicrosPerHour), " hours ");
    micros %= kMicrosPerHour;
  }
  return put(write_seconds(to, micros), " seconds");
}

}  // namespace

std::string_view sample_text(Type type) {
  switch (type) {
    case Type::boolean: return "t";
    case Type::integer: return "7";  // boolean would accept 1
    case Type::real:
    case Type::decimal: return "0.5";
    case Type::text: return "";
    case Type::time: return "2024-01-31 12:00:00.500000+00";
    case Type::date: return "2024-01-31";
    case Type::duration: return "90.5 seconds";
    case Type::uuid: return "01234567-89ab-4def-8123-456789abcdef";
    case Type::json: return R"({"k": [1, null]})";  // an array would accept {}
  }
  return "";
}

TextEncoder::TextEncoder(const Table& table)
    : table_(&table), time_texts_(table.columns.size(), TimeText(' ')) {}

void TextEncoder::encode(const Batch& batch, RowSpan rows, std::uint64_t rows_before, ByteBuffer& out) {
  const std::size_t columns = table_->columns.size();
  for (std::size_t r = rows.first; r < rows.end; ++r) {
    char* to = out.reserve(row_room(batch, r));
    for (std::size_t c = 0; c < columns; ++c) {
      if (c > 0) *to++ = '\t';
      to = batch.is_null(c, r) ? put(to, "\\N") : put_cell(to, batch, c, r, rows_before);
    }
    *to++ = '\n';
    out.commit(to);
  }
}

std::size_t TextEncoder::row_room(const Batch& batch, std::size_t row) const {
  std::size_t room = 1;
  for (std::size_t c = 0; c < table_->columns.size(); ++c) {
    room += kCellRoom;
    if (holds_bytes(table_->columns[c].type)) room += 2 * batch.bytes(c, row).size();
  }
  return room;
}

char* TextEncoder::put_cell(char* to, const Batch& batch, std::size_t column, std::size_t row,
                            std::uint64_t rows_before) {
  const Column& type = table_->columns[column];
  const std::int64_t value = batch.integer(column, row);
  switch (type.type) {
    case Type::boolean: return put(to, value != 0 ? "t" : "f");
    case Type::integer: return write_integer(to, value);
    case Type::decimal: return write_decimal(to, value, type.scale);
    case Type::real: return put_real(to, batch.real(column, row));
    case Type::duration: return put_duration(to, value);
    case Type::uuid: return write_uuid(to, batch.bytes(column, row));
    case Type::time:
    case Type::date: return put_time(to, batch, column, row, rows_before);
    case Type::text:
    case Type::json: return put_text(to, batch, column, row, rows_before);
  }
  return to;
}

char* TextEncoder::put_time(char* to, const Batch& batch, std::size_t column, std::size_t row,
                            std::uint64_t rows_before) {
  const std::int64_t value = batch.integer(column, row);
  const bool date = table_->columns[column].type == Type::date;
  const std::int64_t unit = date ? kMicrosPerDay : 1;
  if (value < kYear1 / unit || value >= kYear10000 / unit)
    throw_cell_error(
        *table_, rows_before + row + 1, column,
        fmt::format("{} is not in the years 1 to 9999", date ? format_date(value) : format_time(value)));
  if (date) return time_texts_[column].write_date(to, value);
  return put(time_texts_[column].write(to, value), "+00");
}

char* TextEncoder::put_text(char* to, const Batch& batch, std::size_t column, std::size_t row,
                            std::uint64_t rows_before) const {
  for (const char c : batch.bytes(column, row)) {
    const char escape = kEscapes[static_cast<unsigned char>(c)];
    if (escape == kIsNoText) [[unlikely]]
      throw_zero_byte(*table_, rows_before + row + 1, column);
    if (escape != 0) *to++ = '\\';
    *to++ = escape != 0 ? escape : c;
  }
  return to;
}

}  // namespace seedbed::postgres
