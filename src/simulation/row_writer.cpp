#include "simulation/row_writer.hpp"

#include "base/hash.hpp"
#include "rows/canonical.hpp"

namespace seedbed::model {

RowWriter::RowWriter(const Model& model)
    : tables_(model.tables.size()), digests_(model.tables.size()), counts_(model.tables.size()) {
  for (std::size_t t = 0; t < model.tables.size(); ++t) {
    const Table& table = model.tables[t];
    const RowLayout& layout = model.layouts[t];
    TableState& state = tables_[t];
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      state.cells.push_back(
          {static_cast<std::uint32_t>(layout.offset(c)), table.columns[c].type, table.columns[c].scale});
    }
    state.null_words = layout.null_words();
    state.canonical.assign(table.name.begin(), table.name.end());
    state.canonical.push_back('\0');
    state.prefix = state.canonical.size();
    state.canonical.resize(state.prefix + table.columns.size() * kMaxFixedCell);
  }
}

Digest RowWriter::digest_of(const TableState& table) {
  const XXH128_hash_t hash = XXH3_128bits(table.canonical.data(), table.waiting);
  return {hash.low64, hash.high64};
}

std::vector<Digest> RowWriter::digests() const {
  std::vector<Digest> total = digests_;
  for (std::size_t t = 0; t < total.size(); ++t) {
    if (tables_[t].waiting > 0) total[t] += digest_of(tables_[t]);
  }
  return total;
}

// Appends a cell of bytes at `at`. Grows the buffer so that `left_cells` more cells fit after it.
char* RowWriter::write_bytes(TableState& table, char* at, std::size_t left_cells, Type type,
                             std::string_view bytes) {
  std::vector<char>& buffer = table.canonical;
  const auto used = static_cast<std::size_t>(at - buffer.data());
  const std::size_t needed = used + bytes.size() + (left_cells + 1) * kMaxFixedCell;
  if (needed > buffer.size()) {
    buffer.resize(needed + needed / 2);
    at = buffer.data() + used;
  }
  *at++ = canonical_tag(type);
  if (type != Type::uuid) {
    store_as(at, static_cast<std::uint32_t>(bytes.size()));
    at += 4;
  }
  if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
  return at + bytes.size();
}

void RowWriter::write(std::uint16_t t, const Slot* slots, const Value* frame, std::int64_t time,
                      std::uint64_t index, WindowRows& out) {
  TableState& table = tables_[t];
  if (table.waiting > 0) digests_[t] += digest_of(table);
  RowLog& log = out.tables[t];
  char* row = log.append();
  char* at = table.canonical.data() + table.prefix;
  store_as(row + RowLayout::kTime, time);
  store_as(row + RowLayout::kIndex, index);
  for (std::size_t w = 0; w < table.null_words; ++w)
    store_as(row + RowLayout::kNulls + w * 8, std::uint64_t{0});

  const std::size_t cells = table.cells.size();
  for (std::size_t c = 0; c < cells; ++c) {
    const Value& value = frame[slots[c]];
    const Cell& cell = table.cells[c];
    char* to = row + cell.offset;
    if (value.null != 0) {
      *at++ = kNullTag;
      char* flags = row + RowLayout::kNulls + c / 64 * 8;
      store_as(flags, load_as<std::uint64_t>(flags) | (std::uint64_t{1} << (c % 64)));
      store_as(to, std::uint64_t{0});
      if (holds_bytes(cell.type)) store_as(to + 8, std::uint64_t{0});
    } else if (holds_bytes(cell.type)) {
      const std::string_view bytes = value.fixed != 0 ? value.view() : log.texts().copy(value.view());
      store_as(to, bytes.data());
      store_as(to + 8, static_cast<std::uint64_t>(bytes.size()));
      at = write_bytes(table, at, cells - c, cell.type, bytes);
    } else {
      store_as(to, value.integer);
      *at++ = canonical_tag(cell.type);
      if (cell.type == Type::boolean) {
        *at++ = static_cast<char>(value.integer);
      } else {
        if (cell.type == Type::decimal) *at++ = static_cast<char>(cell.scale);
        const auto word = static_cast<std::uint64_t>(value.integer);
        store_as(at, cell.type == Type::real ? canonical_real(word) : word);
        at += 8;
      }
    }
  }
  table.waiting = static_cast<std::size_t>(at - table.canonical.data());
  ++counts_[t];
  if (out.keep_order) out.order.push_back({time, t});
}

}  // namespace seedbed::model
