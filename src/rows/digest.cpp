#include "rows/digest.hpp"

#include <string_view>

#include "base/hash.hpp"
#include "rows/batch.hpp"
#include "rows/canonical.hpp"

namespace seedbed {
namespace {

// A row's canonical bytes, built in one buffer that rows share.
class RowBytes {
 public:
  explicit RowBytes(const std::string& table) : bytes_(table) {
    bytes_.push_back('\0');
    prefix_ = bytes_.size();
  }
  void restart() { bytes_.resize(prefix_); }
  void tag(char value) { bytes_.push_back(value); }
  void byte(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
  void word(std::uint64_t value) { little_endian(value, 8); }
  void text(std::string_view value) {
    little_endian(value.size(), 4);
    bytes_.append(value);
  }
  void raw(std::string_view value) { bytes_.append(value); }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  void little_endian(std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i) bytes_.push_back(static_cast<char>((value >> (8 * i)) & 0xff));
  }

  std::string bytes_;
  std::size_t prefix_ = 0;
};

void append_cell(RowBytes& row, const Batch& batch, std::size_t c, std::size_t r) {
  if (batch.is_null(c, r)) return row.tag(0);
  const Column& column = batch.table().columns[c];
  const auto word = static_cast<std::uint64_t>(batch.integer(c, r));
  switch (column.type) {
    case Type::boolean: row.tag(1), row.byte(static_cast<std::uint8_t>(word)); return;
    case Type::integer: row.tag(2), row.word(word); return;
    case Type::real: row.tag(3), row.word(canonical_real(word)); return;
    case Type::decimal: row.tag(4), row.byte(column.scale), row.word(word); return;
    case Type::text: row.tag(5), row.text(batch.bytes(c, r)); return;
    case Type::time: row.tag(6), row.word(word); return;
    case Type::date: row.tag(7), row.word(word); return;
    case Type::duration: row.tag(8), row.word(word); return;
    case Type::uuid: row.tag(9), row.raw(batch.bytes(c, r)); return;
    case Type::json: row.tag(10), row.text(batch.bytes(c, r)); return;
  }
}

}  // namespace

std::string to_hex(const Digest& digest) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(32, '0');
  for (std::size_t i = 0; i < 16; ++i) {
    text[15 - i] = kDigits[(digest.high >> (4 * i)) & 15];
    text[31 - i] = kDigits[(digest.low >> (4 * i)) & 15];
  }
  return text;
}

Digest digest_of(const Batch& batch) {
  RowBytes row(batch.table().name);
  Digest sum;
  for (std::size_t r = 0; r < batch.rows(); ++r) {
    row.restart();
    for (std::size_t c = 0; c < batch.table().columns.size(); ++c) append_cell(row, batch, c, r);
    const XXH128_hash_t hash = XXH3_128bits(row.bytes().data(), row.bytes().size());
    sum += Digest{hash.low64, hash.high64};
  }
  return sum;
}

}  // namespace seedbed
