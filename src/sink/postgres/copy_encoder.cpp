#include "sink/postgres/copy_encoder.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.hpp"

namespace seedbed::postgres {
namespace {

static_assert(std::endian::native == std::endian::little, "the byte order of the host is swapped below");

// Postgres counts from 2000-01-01.
constexpr std::int64_t kEpochDays = 10'957;
constexpr std::int64_t kEpochMicros = kEpochDays * 86'400'000'000;

// A numeric: four header words, and up to five digits of base 10,000 before and after the point.
constexpr std::uint16_t kNumericWidth = 4 + 8 + 2 * 11;

char* put16(char* to, std::uint16_t value) {
  value = __builtin_bswap16(value);
  std::memcpy(to, &value, sizeof value);
  return to + sizeof value;
}

char* put32(char* to, std::uint32_t value) {
  value = __builtin_bswap32(value);
  std::memcpy(to, &value, sizeof value);
  return to + sizeof value;
}

char* put64(char* to, std::uint64_t value) {
  value = __builtin_bswap64(value);
  std::memcpy(to, &value, sizeof value);
  return to + sizeof value;
}

char* put_bytes(char* to, std::string_view bytes) {
  if (!bytes.empty()) std::memcpy(to, bytes.data(), bytes.size());
  return to + bytes.size();
}

template <typename T>
bool fits(std::int64_t value) {
  return value >= std::numeric_limits<T>::min() && value <= std::numeric_limits<T>::max();
}

// value / 10^scale as numeric_send() makes it: digits of base 10,000 without zeros at either end.
char* put_numeric(char* to, std::int64_t value, unsigned scale) {
  constexpr std::array<std::uint64_t, 4> kTens = {1, 10, 100, 1000};
  const bool negative = value < 0;
  std::uint64_t magnitude =
      negative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  std::array<std::uint16_t, 12> digits{};  // the last one first
  int count = 0;
  const unsigned groups = (scale + 3) / 4;  // of digits after the point
  const unsigned padding = groups * 4 - scale;
  if (padding > 0 && magnitude > 0) {  // the last group is filled up with zeros
    const std::uint64_t kept = kTens[4 - padding];
    digits[static_cast<std::size_t>(count++)] = static_cast<std::uint16_t>(magnitude % kept * kTens[padding]);
    magnitude /= kept;
  }
  while (magnitude > 0) {
    digits[static_cast<std::size_t>(count++)] = static_cast<std::uint16_t>(magnitude % 10'000);
    magnitude /= 10'000;
  }
  const int weight = count - static_cast<int>(groups) - 1;
  int last = 0;
  while (last < count && digits[static_cast<std::size_t>(last)] == 0) ++last;
  const int sent = count - last;
  to = put32(to, static_cast<std::uint32_t>(8 + 2 * sent));
  to = put16(to, static_cast<std::uint16_t>(sent));
  to = put16(to, static_cast<std::uint16_t>(sent == 0 ? 0 : weight));
  to = put16(to, negative ? 0x4000 : 0);
  to = put16(to, static_cast<std::uint16_t>(scale));
  for (int d = count - 1; d >= last; --d) to = put16(to, digits[static_cast<std::size_t>(d)]);
  return to;
}

}  // namespace

std::optional<ServerType> server_type(std::uint32_t oid) {
  switch (oid) {
    case 16: return ServerType::boolean;
    case 20: return ServerType::int8;
    case 21: return ServerType::int2;
    case 23: return ServerType::int4;
    case 25:
    case 1042:
    case 1043: return ServerType::text;
    case 114: return ServerType::json;
    case 700: return ServerType::float4;
    case 701: return ServerType::float8;
    case 1082: return ServerType::date;
    case 1114: return ServerType::timestamp;
    case 1184: return ServerType::timestamptz;
    case 1186: return ServerType::interval;
    case 1700: return ServerType::numeric;
    case 2950: return ServerType::uuid;
    case 3802: return ServerType::jsonb;
    default: return std::nullopt;
  }
}

bool is_encodable(Type from, ServerType to) {
  switch (from) {
    case Type::boolean: return to == ServerType::boolean;
    case Type::integer:
      return to == ServerType::int8 || to == ServerType::int4 || to == ServerType::int2 ||
             to == ServerType::numeric;
    case Type::real: return to == ServerType::float8 || to == ServerType::float4;
    case Type::decimal: return to == ServerType::numeric;
    case Type::text: return to == ServerType::text;
    case Type::time: return to == ServerType::timestamptz || to == ServerType::timestamp;
    case Type::date: return to == ServerType::date;
    case Type::duration: return to == ServerType::interval;
    case Type::uuid: return to == ServerType::uuid;
    case Type::json: return to == ServerType::jsonb || to == ServerType::json || to == ServerType::text;
  }
  return false;
}

std::string_view copy_header() {
  using namespace std::string_view_literals;
  return "PGCOPY\n\377\r\n\0"   // the signature
         "\0\0\0\0\0\0\0\0"sv;  // no flags, no extension
}

std::string_view copy_trailer() { return "\377\377"; }

CopyEncoder::CopyEncoder(const Table& table, const std::vector<ServerType>& types)
    : table_(&table), types_(types) {
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    columns_.push_back(plan_of(table.columns[c], types[c]));
}

CopyEncoder::ColumnPlan CopyEncoder::plan_of(const Column& column, ServerType type) {
  switch (type) {
    case ServerType::boolean: return {Step::boolean, 0, 5};
    case ServerType::int2: return {Step::int2, 0, 6};
    case ServerType::int4: return {Step::int4, 0, 8};
    case ServerType::int8: return {Step::int8, 0, 12};
    case ServerType::numeric: return {Step::numeric, column.scale, kNumericWidth};
    case ServerType::float4: return {Step::float4, 0, 8};
    case ServerType::float8: return {Step::float8, 0, 12};
    case ServerType::timestamp:
    case ServerType::timestamptz: return {Step::time, 0, 12};
    case ServerType::date: return {Step::date, 0, 8};
    case ServerType::interval: return {Step::interval, 0, 20};
    case ServerType::jsonb: return {Step::jsonb, 0, 5};
    case ServerType::text:
    case ServerType::json:
    case ServerType::uuid: return {Step::bytes, 0, 4};
  }
  return {Step::bytes, 0, 4};
}

std::size_t CopyEncoder::most_bytes(const Batch& batch) const {
  std::size_t row = 2;
  std::size_t texts = 0;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    row += columns_[c].width;
    if (columns_[c].step != Step::bytes && columns_[c].step != Step::jsonb) continue;
    for (const std::uint64_t word : batch.words(c)) texts += word >> 32;
  }
  return batch.rows() * row + texts;
}

void CopyEncoder::encode(const Batch& batch, std::uint64_t rows_before, std::vector<char>& out) {
  struct Source {
    const std::uint64_t* words;
    bool nulls;
  };
  std::vector<Source> sources;
  for (std::size_t c = 0; c < columns_.size(); ++c)
    sources.push_back({batch.words(c).data(), batch.has_nulls(c)});
  const std::size_t before = out.size();
  out.resize(before + most_bytes(batch));
  char* to = out.data() + before;
  const auto cells = static_cast<std::uint16_t>(columns_.size());
  for (std::size_t r = 0; r < batch.rows(); ++r) {
    to = put16(to, cells);
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (sources[c].nulls && batch.is_null(c, r)) {
        to = put32(to, 0xffffffff);
        continue;
      }
      const std::uint64_t word = sources[c].words[r];
      const auto value = static_cast<std::int64_t>(word);
      switch (columns_[c].step) {
        case Step::int8:
          to = put32(to, 8);
          to = put64(to, word);
          break;
        case Step::time:  // those of years 1 to 9999: there is no overflow
          to = put32(to, 8);
          to = put64(to, static_cast<std::uint64_t>(value - kEpochMicros));
          break;
        case Step::bytes: {
          const std::string_view text = batch.bytes(c, r);
          to = put32(to, static_cast<std::uint32_t>(text.size()));
          to = put_bytes(to, text);
          break;
        }
        case Step::jsonb: {
          const std::string_view text = batch.bytes(c, r);
          to = put32(to, static_cast<std::uint32_t>(text.size() + 1));
          *to++ = 1;  // the version of the form
          to = put_bytes(to, text);
          break;
        }
        case Step::float8:
          to = put32(to, 8);
          to = put64(to, word);
          break;
        case Step::float4: {
          const auto narrow = static_cast<float>(std::bit_cast<double>(word));
          if (std::isinf(narrow)) throw_out_of_range(c, rows_before + r + 1, batch, r);
          to = put32(to, 4);
          to = put32(to, std::bit_cast<std::uint32_t>(narrow));
          break;
        }
        case Step::int4:
          if (!fits<std::int32_t>(value)) throw_out_of_range(c, rows_before + r + 1, batch, r);
          to = put32(to, 4);
          to = put32(to, static_cast<std::uint32_t>(value));
          break;
        case Step::int2:
          if (!fits<std::int16_t>(value)) throw_out_of_range(c, rows_before + r + 1, batch, r);
          to = put32(to, 2);
          to = put16(to, static_cast<std::uint16_t>(value));
          break;
        case Step::boolean:
          to = put32(to, 1);
          *to++ = static_cast<char>(value);
          break;
        case Step::date:
          if (!fits<std::int32_t>(value - kEpochDays)) throw_out_of_range(c, rows_before + r + 1, batch, r);
          to = put32(to, 4);
          to = put32(to, static_cast<std::uint32_t>(value - kEpochDays));
          break;
        case Step::interval:  // all of it as time of day: a model's duration has no days that differ
          to = put32(to, 16);
          to = put64(to, word);
          to = put64(to, 0);
          break;
        case Step::numeric: to = put_numeric(to, value, columns_[c].scale); break;
      }
    }
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
}

void CopyEncoder::throw_out_of_range(std::size_t column, std::uint64_t row, const Batch& batch,
                                     std::size_t batch_row) const {
  constexpr std::array<std::string_view, 15> kNames = {
      "boolean", "smallint", "integer",     "bigint",    "real", "double precision",
      "numeric", "text",     "timestamptz", "timestamp", "date", "interval",
      "uuid",    "json",     "jsonb"};
  const std::string value = table_->columns[column].type == Type::real
                                ? fmt::format("{}", batch.real(column, batch_row))
                                : fmt::format("{}", batch.integer(column, batch_row));
  throw Error(Failure::load,
              fmt::format("row {} of table '{}', column '{}': {} does not fit into the column's "
                          "type, {}",
                          row, table_->name, table_->columns[column].name, value,
                          kNames[static_cast<std::size_t>(types_[column])]));
}

}  // namespace seedbed::postgres
