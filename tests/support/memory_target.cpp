#include "support/memory_target.hpp"

#include <fmt/format.h>

#include "base/civil_time.hpp"
#include "sink/text/cell_text.hpp"

namespace seedbed::test {
namespace {

class MemoryWriter final : public Writer {
 public:
  MemoryWriter(MemoryStore& store, std::size_t table) : store_(store), table_(store.tables.at(table)) {}
  ~MemoryWriter() override { abort(); }

  void write(const Batch& batch) override {
    for (auto& row : row_texts(batch)) table_.rows.push_back(std::move(row));
    table_.ranks.insert(table_.ranks.end(), batch.ranks().begin(), batch.ranks().end());
    table_.batch_sizes.push_back(batch.rows());
    table_.digest += digest_of(batch);
  }
  void finish() override { end(store_.writers_finished); }
  void abort() noexcept override { end(store_.writers_aborted); }

 private:
  void end(std::atomic<int>& counter) noexcept {
    if (!ended_) ++counter;
    ended_ = true;
  }

  MemoryStore& store_;
  MemoryTable& table_;
  bool ended_ = false;
};

class MemoryTarget final : public Target {
 public:
  MemoryTarget(MemoryStore& store, MemoryOptions options) : store_(store), options_(options) {}

  void prepare(const LoadRequest& request) override {
    store_.tables.assign(request.tables.size(), {});
    store_.prepared = true;
  }
  std::size_t streams() const override { return options_.streams; }
  std::size_t stream_of(std::size_t table) const override { return table % options_.streams; }
  std::unique_ptr<Writer> open_writer(std::size_t table) override {
    return std::make_unique<MemoryWriter>(store_, table);
  }
  void publish(const LoadTotals& totals) override {
    store_.totals = totals;
    store_.published = true;
  }
  void discard() noexcept override { store_.discarded = true; }
  bool total_order() const override { return options_.total_order; }
  std::string writer_name(std::size_t) const override { return "memory"; }

 private:
  MemoryStore& store_;
  MemoryOptions options_;
};

}  // namespace

std::string cell_text(const Batch& batch, std::size_t column, std::size_t row) {
  if (batch.is_null(column, row)) return "NULL";
  const Column& type = batch.table().columns[column];
  const std::int64_t value = batch.integer(column, row);
  char text[kDecimalRoom];
  switch (type.type) {
    case Type::boolean: return value != 0 ? "true" : "false";
    case Type::integer:
    case Type::duration: return std::to_string(value);
    case Type::real: return fmt::format("{}", batch.real(column, row));
    case Type::decimal: return {text, write_decimal(text, value, type.scale)};
    case Type::time: return format_time(value);
    case Type::date: return format_date(value);
    case Type::uuid: return {text, write_uuid(text, batch.bytes(column, row))};
    case Type::text:
    case Type::json: return std::string(batch.bytes(column, row));
  }
  return "?";
}

std::vector<TextRow> row_texts(const Batch& batch) {
  std::vector<TextRow> rows(batch.rows());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t column = 0; column < batch.table().columns.size(); ++column) {
      rows[row].push_back(cell_text(batch, column, row));
    }
  }
  return rows;
}

std::unique_ptr<Target> make_memory_target(MemoryStore& store, MemoryOptions options) {
  return std::make_unique<MemoryTarget>(store, options);
}

}  // namespace seedbed::test
