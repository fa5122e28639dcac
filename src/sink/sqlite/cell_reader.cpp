#include "sink/sqlite/cell_reader.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>

#include "base/civil_time.hpp"

namespace seedbed::sqlite {
namespace {

constexpr double kBeyondInteger = 9223372036854775808.0;  // 2^63, to which the largest integer is rounded
constexpr int kSignificant = 15;                          // decimal digits that a double keeps
constexpr std::size_t kLongestShown = 40;                 // bytes

template <typename Number>
std::optional<Number> parsed(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string_view text_of(sqlite3_stmt* row, int column) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
  if (text == nullptr) return {};
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(row, column))};
}

std::optional<std::int64_t> times_power(std::int64_t value, int power) {
  for (; power > 0; --power) {
    if (__builtin_mul_overflow(value, 10, &value)) return std::nullopt;
  }
  for (; power < 0; ++power) {
    if (value % 10 != 0) return std::nullopt;
    value /= 10;
  }
  return value;
}

// `number` times 10^scale. Returns nothing if the number has more than 15 significant digits, which
// ColumnBinder refuses to write.
std::optional<std::int64_t> scaled(double number, int scale) {
  if (!std::isfinite(number)) return std::nullopt;
  const std::string text = fmt::format("{:.{}e}", number, kSignificant - 1);  // "-1.25000000000000e+01"
  std::string digits = text.substr(0, text.find('e'));
  digits.erase(digits.find('.'), 1);
  const auto exponent_at = text.find('e') + (text[text.find('e') + 1] == '+' ? 2 : 1);
  const auto exponent = parsed<int>(std::string_view(text).substr(exponent_at));
  const auto mantissa = parsed<std::int64_t>(digits);
  if (!exponent || !mantissa || parsed<double>(text) != number) return std::nullopt;
  return *mantissa == 0 ? 0 : times_power(*mantissa, *exponent - (kSignificant - 1) + scale);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

constexpr std::size_t kUuidBytes = 16;

std::optional<std::array<char, kUuidBytes>> uuid_bytes(std::string_view text) {
  std::array<char, kUuidBytes> bytes{};
  if (text.size() != kUuidTextSize) return std::nullopt;
  for (std::size_t at = 0, i = 0; i < kUuidBytes; ++i, at += 2) {
    if ((i == 4 || i == 6 || i == 8 || i == 10) && text[at++] != '-') return std::nullopt;
    const int high = hex_digit(text[at]);
    const int low = hex_digit(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes[i] = static_cast<char>(high * 16 + low);
  }
  return bytes;
}

}  // namespace

CellReader::CellReader(const Column& column, std::string_view declared)
    : column_(column), affinity_(affinity_of(declared)) {}

bool CellReader::read(sqlite3_stmt* row, int column, Batch& to) {
  const auto c = static_cast<std::size_t>(column);
  if (sqlite3_column_type(row, column) == SQLITE_NULL) {
    to.append_null(c);
    return true;
  }
  if (column_.type == Type::text || column_.type == Type::json || column_.type == Type::uuid) {
    if (read_bytes(row, column, to)) return true;
  } else if (const auto value = word(row, column)) {
    to.append_word(c, *value);
    return true;
  }
  to.append_null(c);
  return false;
}

std::optional<std::uint64_t> CellReader::word(sqlite3_stmt* row, int column) {
  const auto as_word = [](std::optional<std::int64_t> value) -> std::optional<std::uint64_t> {
    if (!value) return std::nullopt;
    return static_cast<std::uint64_t>(*value);
  };
  const bool is_text = sqlite3_column_type(row, column) == SQLITE_TEXT;
  switch (column_.type) {
    case Type::boolean: {
      const auto value = integer(row, column);
      return value && (*value == 0 || *value == 1) ? as_word(value) : std::nullopt;
    }
    case Type::real: {
      const auto value = number(row, column);
      if (!value) return std::nullopt;
      return std::bit_cast<std::uint64_t>(*value);
    }
    case Type::decimal: return as_word(column_.scale == 0 ? integer(row, column) : decimal(row, column));
    case Type::time:
      if (affinity_ == Affinity::integer) return as_word(micros_of_millis(row, column));
      return is_text ? as_word(time(text_of(row, column))) : std::nullopt;
    case Type::date: return is_text ? as_word(date(text_of(row, column))) : std::nullopt;
    case Type::duration: return as_word(micros_of_millis(row, column));
    default: return as_word(integer(row, column));
  }
}

// A load's numbers are stored as text only with TEXT affinity, and as floating point only with REAL affinity.
std::optional<std::int64_t> CellReader::integer(sqlite3_stmt* row, int column) const {
  const int type = sqlite3_column_type(row, column);
  if (type == SQLITE_INTEGER) return sqlite3_column_int64(row, column);
  if (type == SQLITE_TEXT && affinity_ == Affinity::text) return parsed<std::int64_t>(text_of(row, column));
  if (type != SQLITE_FLOAT || affinity_ != Affinity::real) return std::nullopt;
  const double value = sqlite3_column_double(row, column);
  if (value != std::floor(value) || std::abs(value) > kBeyondInteger) return std::nullopt;
  return value == kBeyondInteger ? INT64_MAX : static_cast<std::int64_t>(value);
}

// With INTEGER or NUMERIC affinity SQLite stores a floating-point number as an integer if that is exact.
std::optional<double> CellReader::number(sqlite3_stmt* row, int column) const {
  const int type = sqlite3_column_type(row, column);
  if (type == SQLITE_FLOAT) return sqlite3_column_double(row, column);
  if (type == SQLITE_TEXT && affinity_ == Affinity::text) return parsed<double>(text_of(row, column));
  const bool prefers = affinity_ == Affinity::integer || affinity_ == Affinity::numeric;
  if (type != SQLITE_INTEGER || !prefers) return std::nullopt;
  return sqlite3_column_double(row, column);
}

std::optional<std::int64_t> CellReader::decimal(sqlite3_stmt* row, int column) const {
  const auto value = number(row, column);
  return value ? scaled(*value, column_.scale) : std::nullopt;
}

std::optional<std::int64_t> CellReader::micros_of_millis(sqlite3_stmt* row, int column) const {
  auto value = integer(row, column);
  if (!value || __builtin_mul_overflow(*value, kMicrosPerMilli, &*value)) return std::nullopt;
  return value;
}

// Accepts only the text that a load writes: another text for the same time is a change.
std::optional<std::int64_t> CellReader::time(std::string_view text) {
  const auto micros = parse_date_time(text);
  if (!micros) return std::nullopt;
  std::array<char, TimeText::kRoom> written;
  const char* const end = time_text_.write(written.data(), *micros);
  if (text != std::string_view(written.data(), static_cast<std::size_t>(end - written.data())))
    return std::nullopt;
  return micros;
}

std::optional<std::int64_t> CellReader::date(std::string_view text) {
  const auto days = parse_date(text);
  if (!days) return std::nullopt;
  std::array<char, TimeText::kRoom> written;
  const char* const end = time_text_.write_date(written.data(), *days);
  if (text != std::string_view(written.data(), static_cast<std::size_t>(end - written.data())))
    return std::nullopt;
  return days;
}

bool CellReader::read_bytes(sqlite3_stmt* row, int column, Batch& to) const {
  const auto c = static_cast<std::size_t>(column);
  const int type = sqlite3_column_type(row, column);
  const bool may_be_number = affinity_ != Affinity::text && affinity_ != Affinity::blob;
  if (type == SQLITE_BLOB || (type != SQLITE_TEXT && !may_be_number)) return false;
  const std::string_view text = text_of(row, column);
  if (column_.type != Type::uuid) return to.append_bytes(c, text), true;
  const auto bytes = uuid_bytes(text);
  if (bytes) to.append_bytes(c, {bytes->data(), bytes->size()});
  return bytes.has_value();
}

std::string CellReader::cuts() const {
  const auto says = [&](const char* what) { return fmt::format("`{}` {}", column_.name, what); };
  switch (column_.type) {
    case Type::integer: return affinity_ == Affinity::real ? says("keeps integers up to 2^53 only") : "";
    case Type::decimal:
      return affinity_ == Affinity::real && column_.scale == 0 ? says("keeps integers up to 2^53 only") : "";
    case Type::real:
      if (affinity_ == Affinity::text) return says("keeps 15 digits of a number");
      return "";
    case Type::text:
    case Type::json:
      if (affinity_ == Affinity::text || affinity_ == Affinity::blob) return "";
      return says("turns texts that look like numbers into numbers");
    case Type::time: return affinity_ == Affinity::integer ? says("keeps milliseconds") : "";
    case Type::duration: return says("keeps milliseconds");
    default: return "";
  }
}

std::string shown_cell(sqlite3_stmt* row, int column) {
  const int type = sqlite3_column_type(row, column);
  if (type == SQLITE_BLOB) return "a blob";
  std::string text(text_of(row, column));
  if (text.size() > kLongestShown) {
    std::size_t end = kLongestShown;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text = text.substr(0, end) + "…";
  }
  return type == SQLITE_TEXT ? "'" + text + "'" : text;
}

}  // namespace seedbed::sqlite
