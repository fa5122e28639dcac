#include "sink/postgres/copy/copy_encoder.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "base/civil_time.hpp"
#include "sink/postgres/copy/byte_order.hpp"
#include "sink/postgres/copy/cell_error.hpp"
#include "sink/postgres/copy/epoch.hpp"
#include "sink/postgres/copy/numeric_form.hpp"

namespace seedbed::postgres {
namespace {

constexpr std::uint32_t kNull = 0xffffffff;  // a size of -1
constexpr char kJsonbVersion = 1;

// The most bytes that the server allocates for one field (MaxAllocSize in memutils.h).
constexpr std::size_t kMostTextBytes = 0x3fffffff;

char* put_bytes(char* to, std::string_view bytes) {
  if (!bytes.empty()) std::memcpy(to, bytes.data(), bytes.size());
  return to + bytes.size();
}

char* put_text(char* to, std::string_view text) {
  return put_bytes(put32(to, static_cast<std::uint32_t>(text.size())), text);
}

char* put_jsonb(char* to, std::string_view text) {
  to = put32(to, static_cast<std::uint32_t>(text.size() + 1));
  *to++ = kJsonbVersion;
  return put_bytes(to, text);
}

char* put_interval(char* to, std::uint64_t micros) {
  to = put64(put32(to, 16), micros);
  return put64(to, 0);  // days, months
}

// False if the float is infinite or zero and the double is not; the server's cast refuses the same values.
bool fits_float4(double value) {
  const auto narrow = static_cast<float>(value);
  return (!std::isinf(narrow) || std::isinf(value)) && (narrow != 0 || value == 0);
}

std::string text_of(const Column& column, const Batch& batch, std::size_t index, std::size_t row) {
  const std::int64_t value = batch.integer(index, row);
  if (column.type == Type::real) return fmt::format("{}", batch.real(index, row));
  if (column.type == Type::time) return format_time(value);
  if (column.type == Type::date) return format_date(value);
  return fmt::format("{}", value);
}

}  // namespace

std::string_view copy_header() {
  using namespace std::string_view_literals;
  return "PGCOPY\n\377\r\n\0"   // the signature
         "\0\0\0\0\0\0\0\0"sv;  // no flags, no extension
}

std::string_view copy_trailer() { return "\377\377"; }

CopyEncoder::CopyEncoder(const Table& table, const std::vector<ServerType>& types)
    : table_(&table), types_(types) {
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    columns_.push_back(plan_of(table.columns[c], types.at(c)));
}

CopyEncoder::ColumnPlan CopyEncoder::plan_of(const Column& column, ServerType type) {
  using Int4 = std::numeric_limits<std::int32_t>;
  using Int2 = std::numeric_limits<std::int16_t>;
  const std::uint8_t scale = column.type == Type::decimal ? column.scale : 0;
  switch (type) {
    case ServerType::boolean: return {.step = Step::byte, .width = 5};
    case ServerType::int2: return {.step = Step::int2, .width = 6, .least = Int2::min(), .most = Int2::max()};
    case ServerType::int4: return {.step = Step::half, .width = 8, .least = Int4::min(), .most = Int4::max()};
    case ServerType::float4: return {.step = Step::float4, .width = 8};
    case ServerType::int8:
    case ServerType::float8: return {.step = Step::word, .width = 12};
    case ServerType::numeric: return {.step = Step::numeric, .width = kNumericRoom, .scale = scale};
    case ServerType::timestamp:
    case ServerType::timestamptz:
      return {.step = Step::word, .width = 12, .epoch = kEpochMicros, .least = kLeastTime};
    case ServerType::date:
      return {.step = Step::half, .width = 8, .epoch = kEpochDays, .least = kLeastDate, .most = kMostDate};
    case ServerType::interval: return {.step = Step::interval, .width = 20};
    case ServerType::jsonb: return {.step = Step::jsonb, .width = 5};
    case ServerType::text:
    case ServerType::character:
    case ServerType::json:
    case ServerType::uuid: return {.step = Step::bytes, .width = 4};
  }
  return {};
}

// The most bytes that the rows can take, so that they are written without checks of the remaining room.
std::size_t CopyEncoder::most_bytes(const Batch& batch, RowSpan rows) const {
  std::size_t row = sizeof(std::uint16_t);
  std::size_t texts = 0;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    row += columns_[c].width;
    if (columns_[c].step != Step::bytes && columns_[c].step != Step::jsonb) continue;
    for (std::size_t r = rows.first; r < rows.end; ++r) texts += batch.bytes(c, r).size();
  }
  return (rows.end - rows.first) * row + texts;
}

void CopyEncoder::encode(const Batch& batch, RowSpan rows, std::uint64_t rows_before, ByteBuffer& out) const {
  check(batch, rows, rows_before);
  char* to = out.reserve(most_bytes(batch, rows));
  const std::size_t cells = columns_.size();
  for (std::size_t r = rows.first; r < rows.end; ++r) {
    to = put16(to, static_cast<std::uint16_t>(cells));
    for (std::size_t c = 0; c < cells; ++c)
      to = batch.is_null(c, r) ? put32(to, kNull) : put_cell(to, columns_[c], batch, c, r);
  }
  out.commit(to);
}

inline char* CopyEncoder::put_cell(char* to, const ColumnPlan& plan, const Batch& batch, std::size_t column,
                                   std::size_t row) {
  const auto word = static_cast<std::uint64_t>(batch.integer(column, row));
  const std::uint64_t counted = word - static_cast<std::uint64_t>(plan.epoch);
  switch (plan.step) {
    case Step::word: return put64(put32(to, 8), counted);
    case Step::half: return put32(put32(to, 4), static_cast<std::uint32_t>(counted));
    case Step::bytes: return put_text(to, batch.bytes(column, row));
    case Step::jsonb: return put_jsonb(to, batch.bytes(column, row));
    case Step::numeric: return put_numeric(to, static_cast<std::int64_t>(word), plan.scale);
    case Step::interval: return put_interval(to, word);
    case Step::int2: return put16(put32(to, 2), static_cast<std::uint16_t>(word));
    case Step::float4: {
      const auto narrow = static_cast<float>(std::bit_cast<double>(word));
      return put32(put32(to, 4), std::bit_cast<std::uint32_t>(narrow));
    }
    case Step::byte:
      to = put32(to, 1);
      *to = static_cast<char>(word);
      return to + 1;
  }
  return to;
}

void CopyEncoder::check(const Batch& batch, RowSpan rows, std::uint64_t rows_before) const {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const ColumnPlan& plan = columns_[c];
    if (plan.least != INT64_MIN || plan.most != INT64_MAX) check_range(batch, rows, c, rows_before);
    if (plan.step == Step::float4) check_float4(batch, rows, c, rows_before);
    const bool text = plan.step == Step::bytes || plan.step == Step::jsonb;
    if (text && types_[c] != ServerType::uuid) check_texts(batch, rows, c, rows_before);
  }
}

// A null's word, 0, is in every range.
void CopyEncoder::check_range(const Batch& batch, RowSpan rows, std::size_t column,
                              std::uint64_t rows_before) const {
  const std::int64_t least = columns_[column].least;
  const std::int64_t most = columns_[column].most;
  const auto misfits = [&](std::size_t row) {
    const std::int64_t value = batch.integer(column, row);
    return (value < least) | (value > most);
  };
  bool any = false;
  for (std::size_t r = rows.first; r < rows.end; ++r)
    any |= misfits(r);  // without a way out, to be vectorised
  if (!any) return;
  std::size_t row = rows.first;
  while (!misfits(row)) ++row;
  throw_misfit(batch, column, row, rows_before);
}

void CopyEncoder::check_float4(const Batch& batch, RowSpan rows, std::size_t column,
                               std::uint64_t rows_before) const {
  for (std::size_t r = rows.first; r < rows.end; ++r)
    if (!fits_float4(batch.real(column, r))) throw_misfit(batch, column, r, rows_before);
}

void CopyEncoder::check_texts(const Batch& batch, RowSpan rows, std::size_t column,
                              std::uint64_t rows_before) const {
  for (std::size_t r = rows.first; r < rows.end; ++r) {
    const std::string_view text = batch.bytes(column, r);
    if (text.size() > kMostTextBytes)
      throw_cell_error(*table_, rows_before + r + 1, column,
                       fmt::format("the text has {} bytes; Postgres holds 1 GiB", text.size()));
    if (text.find('\0') != std::string_view::npos) throw_zero_byte(*table_, rows_before + r + 1, column);
  }
}

void CopyEncoder::throw_misfit(const Batch& batch, std::size_t column, std::size_t row,
                               std::uint64_t rows_before) const {
  throw_cell_error(
      *table_, rows_before + row + 1, column,
      fmt::format("{} does not fit into the column's type, {}",
                  text_of(table_->columns[column], batch, column, row), sql_name(types_[column])));
}

}  // namespace seedbed::postgres
