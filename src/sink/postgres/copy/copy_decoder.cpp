#include "sink/postgres/copy/copy_decoder.hpp"

#include <fmt/format.h>

#include <bit>
#include <limits>

#include "base/error.hpp"
#include "sink/postgres/copy/byte_order.hpp"
#include "sink/postgres/copy/cell_error.hpp"
#include "sink/postgres/copy/copy_encoder.hpp"
#include "sink/postgres/copy/epoch.hpp"
#include "sink/postgres/copy/numeric_form.hpp"

namespace seedbed::postgres {
namespace {

constexpr std::size_t kSignatureBytes = 11;
constexpr std::size_t kHeaderBytes = kSignatureBytes + 4 + 4;  // flags, length of the extension
constexpr std::size_t kUuidBytes = 16;
constexpr char kJsonbVersion = 1;
constexpr std::int32_t kNull = -1;
constexpr std::int16_t kTrailer = -1;

template <typename T>
bool is_infinite(T value) {  // the encoding in dates and times
  return value == std::numeric_limits<T>::max() || value == std::numeric_limits<T>::min();
}

std::optional<std::uint64_t> as_word(std::int64_t value) { return static_cast<std::uint64_t>(value); }

std::optional<std::uint64_t> time_of(std::string_view field) {
  const auto micros = static_cast<std::int64_t>(get64(field.data()));
  std::int64_t time = 0;
  if (is_infinite(micros) || __builtin_add_overflow(micros, kEpochMicros, &time)) return std::nullopt;
  return as_word(time);
}

std::optional<std::uint64_t> date_of(std::string_view field) {
  const auto days = static_cast<std::int32_t>(get32(field.data()));
  if (is_infinite(days)) return std::nullopt;
  return as_word(kEpochDays + days);
}

std::optional<std::uint64_t> duration_of(std::string_view field) {
  const auto micros = static_cast<std::int64_t>(get64(field.data()));
  const auto days = static_cast<std::int32_t>(get32(field.data() + 8));
  std::int64_t sum = 0;
  if (get32(field.data() + 12) != 0 || __builtin_add_overflow(micros, days * kMicrosPerDay, &sum))
    return std::nullopt;
  return as_word(sum);
}

// The size of a type's field; nothing if it varies.
std::optional<std::size_t> field_size(ServerType type) {
  switch (type) {
    case ServerType::boolean: return 1;
    case ServerType::int2: return 2;
    case ServerType::int4:
    case ServerType::float4:
    case ServerType::date: return 4;
    case ServerType::int8:
    case ServerType::float8:
    case ServerType::timestamp:
    case ServerType::timestamptz: return 8;
    case ServerType::interval:
    case ServerType::uuid: return kUuidBytes;
    default: return std::nullopt;
  }
}

bool holds_bytes(ServerType type) {
  return type == ServerType::text || type == ServerType::character || type == ServerType::json ||
         type == ServerType::jsonb || type == ServerType::uuid;
}

}  // namespace

CopyDecoder::CopyDecoder(const Table& table, const std::vector<ServerType>& types) : table_(&table) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const Column& column = table.columns[c];
    columns_.push_back({types.at(c), column.type == Type::decimal ? column.scale : std::uint8_t{0}});
  }
}

void CopyDecoder::decode(std::span<const char> chunk, Batch& out) {
  std::string_view bytes(chunk.data(), chunk.size());
  if (pending_.empty()) {  // libpq returns chunks of whole rows: decode them without a copy
    take(bytes, out);
    pending_.append(bytes);
  } else {
    pending_.append(bytes);
    bytes = pending_.view();
    take(bytes, out);
    pending_.erase_front(pending_.size() - bytes.size());
  }
}

void CopyDecoder::finish() const {
  if (section_ != Section::end) throw_malformed("the data broke off");
}

void CopyDecoder::take(std::string_view& bytes, Batch& out) {
  std::size_t taken = 0;
  if (section_ == Section::header && take_header(bytes)) section_ = Section::rows;
  while (section_ == Section::rows && take_row(bytes, out)) ++taken;
  if (section_ == Section::end && !bytes.empty()) throw_malformed("there is more after the data's end");
  out.finish_rows(out.rows() + taken);
}

bool CopyDecoder::take_header(std::string_view& bytes) {
  if (bytes.size() < kHeaderBytes) return false;
  if (!bytes.starts_with(copy_header().substr(0, kSignatureBytes)))
    throw_malformed("it is not binary COPY data");
  // The upper 16 flags are critical: a reader must refuse unknown ones. Bit 16 (OIDs) is not used any more.
  if (get32(bytes.data() + kSignatureBytes) >> 16 != 0)
    throw_malformed("its header has flags that are unknown");
  const std::size_t size = kHeaderBytes + get32(bytes.data() + kSignatureBytes + 4);
  if (bytes.size() < size) return false;
  bytes.remove_prefix(size);
  return true;
}

std::optional<std::size_t> CopyDecoder::row_size(std::string_view bytes) const {
  std::size_t at = sizeof(std::int16_t);
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (bytes.size() - at < sizeof(std::int32_t)) return std::nullopt;
    const auto size = static_cast<std::int32_t>(get32(bytes.data() + at));
    if (size < kNull) throw_malformed(fmt::format("a field has {} bytes", size));
    at += sizeof size + (size == kNull ? 0 : static_cast<std::size_t>(size));
    if (at > bytes.size()) return std::nullopt;
  }
  return at;
}

bool CopyDecoder::take_row(std::string_view& bytes, Batch& out) {
  if (bytes.size() < sizeof(std::int16_t)) return false;
  const auto cells = static_cast<std::int16_t>(get16(bytes.data()));
  if (cells == kTrailer) {
    bytes.remove_prefix(sizeof cells);
    section_ = Section::end;
    return false;
  }
  if (cells < 0 || static_cast<std::size_t>(cells) != columns_.size())
    throw_malformed(fmt::format("the row has {} fields, not {}", cells, columns_.size()));
  const auto size = row_size(bytes);
  if (!size) return false;
  std::size_t at = sizeof cells;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const auto field = static_cast<std::int32_t>(get32(bytes.data() + at));
    at += sizeof field;
    if (field == kNull) {
      out.append_null(c);
    } else {
      append_field(c, bytes.substr(at, static_cast<std::size_t>(field)), out);
      at += static_cast<std::size_t>(field);
    }
  }
  bytes.remove_prefix(*size);
  ++rows_;
  return true;
}

void CopyDecoder::append_field(std::size_t column, std::string_view field, Batch& out) const {
  const ServerType type = columns_[column].type;
  const auto size = field_size(type);
  if (size && field.size() != *size)
    throw_cell_error(*table_, rows_ + 1, column,
                     fmt::format("a field of {} bytes is no {}", field.size(), sql_name(type)));
  if (holds_bytes(type)) return append_text(column, field, out);
  const auto word = word_of(column, field);
  if (!word)
    throw_cell_error(*table_, rows_ + 1, column,
                     fmt::format("the server's {} is not one that the model's {} can hold", sql_name(type),
                                 type_name(table_->columns[column].type)));
  out.append_word(column, *word);
}

void CopyDecoder::append_text(std::size_t column, std::string_view field, Batch& out) const {
  if (columns_[column].type == ServerType::jsonb) {
    if (field.empty() || field.front() != kJsonbVersion)
      throw_cell_error(*table_, rows_ + 1, column, "the server's jsonb is of a version that is unknown");
    field.remove_prefix(1);
  }
  out.append_bytes(column, field);
}

std::optional<std::uint64_t> CopyDecoder::word_of(std::size_t column, std::string_view field) const {
  const char* at = field.data();
  switch (columns_[column].type) {
    case ServerType::boolean: return *at != 0 ? 1 : 0;
    case ServerType::int2: return as_word(static_cast<std::int16_t>(get16(at)));
    case ServerType::int4: return as_word(static_cast<std::int32_t>(get32(at)));
    case ServerType::int8:
    case ServerType::float8: return get64(at);
    case ServerType::float4: return std::bit_cast<std::uint64_t>(double{std::bit_cast<float>(get32(at))});
    case ServerType::timestamp:
    case ServerType::timestamptz: return time_of(field);
    case ServerType::date: return date_of(field);
    case ServerType::interval: return duration_of(field);
    case ServerType::numeric:
      if (const auto value = read_numeric(field, columns_[column].scale)) return as_word(*value);
      return std::nullopt;
    default: return std::nullopt;
  }
}

void CopyDecoder::throw_malformed(std::string_view what) const {
  throw Error(Failure::load,
              fmt::format("rows of table '{}' came back in a form that is not understood, at row {}: {}",
                          table_->name, rows_ + 1, what));
}

}  // namespace seedbed::postgres
