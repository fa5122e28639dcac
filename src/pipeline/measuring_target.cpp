#include "pipeline/measuring_target.hpp"

namespace seedbed {
namespace {

// What SQLite adds to a row (its cell's pointer, two lengths, the rowid) and to a column (its type).
constexpr double kRowBytes = 8;
constexpr double kColumnBytes = 1;

// Bytes of a cell in a table that has no rows in the sample.
constexpr double kUnseenBytes = 8;

double integer_bytes(std::int64_t value) {
  const auto size = static_cast<std::uint64_t>(value < 0 ? ~value : value);
  for (const unsigned bytes : {1U, 2U, 3U, 4U, 6U}) {
    if (size < std::uint64_t{1} << (8 * bytes - 1)) return value == 0 || value == 1 ? 0 : bytes;
  }
  return 8;
}

double cell_bytes(const Batch& batch, std::size_t column, std::size_t row) {
  if (batch.is_null(column, row)) return 0;
  switch (batch.table().columns[column].type) {
    case Type::boolean: return 0;
    case Type::integer: return integer_bytes(batch.integer(column, row));
    case Type::duration: return integer_bytes(batch.integer(column, row) / 1000);
    case Type::real:
    case Type::decimal: return 8;
    case Type::text:
    case Type::json: return static_cast<double>(batch.bytes(column, row).size());
    case Type::time: return 26;
    case Type::date: return 10;
    case Type::uuid: return 36;
  }
  return 8;
}

}  // namespace

class MeasuringTarget::MeasuringWriter final : public Writer {
 public:
  explicit MeasuringWriter(Measured& measured) : measured_(&measured) {}
  void write(const Batch& batch) override {
    const std::size_t columns = batch.table().columns.size();
    measured_->rows += static_cast<double>(batch.rows());
    measured_->bytes +=
        static_cast<double>(batch.rows()) * (kRowBytes + kColumnBytes * static_cast<double>(columns));
    for (std::size_t column = 0; column < columns; ++column) {
      for (std::size_t row = 0; row < batch.rows(); ++row) measured_->bytes += cell_bytes(batch, column, row);
    }
  }
  void finish() override {}
  void abort() noexcept override {}

 private:
  Measured* measured_;
};

std::unique_ptr<Writer> MeasuringTarget::open_writer(std::size_t table) {
  return std::make_unique<MeasuringWriter>(measured_[table]);
}

double MeasuringTarget::row_bytes(std::size_t table, const Table& definition) const {
  const Measured& seen = measured_[table];
  if (seen.rows > 0) return seen.bytes / seen.rows;
  return kRowBytes + (kColumnBytes + kUnseenBytes) * static_cast<double>(definition.columns.size());
}

}  // namespace seedbed
