#include "app/expectation.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "model/simulate/simulation.hpp"
#include "pipeline/load.hpp"

namespace seedbed {
namespace {

// Events of the sample that rows are measured in: their widths vary little.
constexpr double kEvents = 2'000;

// What SQLite adds to a row (its cell's pointer, two lengths, the rowid) and to a column (its type).
constexpr double kRowBytes = 8;
constexpr double kColumnBytes = 1;

// A column of which no row was seen.
constexpr double kUnseenBytes = 8;

// Bytes of a full page are not all used.
constexpr double kFilled = 0.98;

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

struct Measured {
  double rows = 0;
  double bytes = 0;
};

class MeasuringWriter final : public Writer {
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

class MeasuringTarget final : public Target {
 public:
  explicit MeasuringTarget(std::size_t tables) : measured_(tables) {}
  void prepare(const LoadRequest&) override {}
  std::unique_ptr<Writer> open_writer(std::size_t table) override {
    return std::make_unique<MeasuringWriter>(measured_[table]);
  }
  void publish(const LoadTotals&) override {}
  void discard() noexcept override {}
  std::string writer_name(std::size_t) const override { return "measured"; }

  [[nodiscard]] double row_bytes(std::size_t table, const Table& definition) const {
    const Measured& seen = measured_[table];
    if (seen.rows > 0) return seen.bytes / seen.rows;
    return kRowBytes + (kColumnBytes + kUnseenBytes) * static_cast<double>(definition.columns.size());
  }

 private:
  std::vector<Measured> measured_;
};

// About kEvents events: some of the actors, and where even one has more, only the beginning of the run.
model::Slice sample_of(const model::Model& model, double events) {
  model::Slice slice{model.clock.start, model.clock.end, 1, 1};
  std::uint64_t actors = 1;
  for (const model::ActorKind& kind : model.actors) actors = std::max(actors, kind.count);
  slice.shards = static_cast<std::uint64_t>(std::clamp(events / kEvents, 1.0, static_cast<double>(actors)));
  const double part = kEvents * static_cast<double>(slice.shards) / std::max(events, 1.0);
  const auto length = static_cast<double>(slice.until - slice.since);
  if (part < 0.5) slice.until = slice.since + std::max<std::int64_t>(1, std::llround(length * part));
  return slice;
}

}  // namespace

Expected expect(const model::Model& model) {
  const model::Estimate estimate = model::estimate(model, 1);
  Expected expected;
  expected.sampled = estimate.sampled;
  LoadRequest request;
  request.tables = model.tables;
  LoadOptions options;
  options.run.slice = sample_of(model, estimate.events);
  MeasuringTarget target(model.tables.size());
  try {
    (void)run_load(model, request, target, options, {});
  } catch (const Error& error) {
    expected.failure = error.what();
  }
  for (std::size_t t = 0; t < model.tables.size(); ++t) {
    expected.rows += estimate.rows[t];
    expected.bytes += estimate.rows[t] * target.row_bytes(t, model.tables[t]) / kFilled;
  }
  return expected;
}

}  // namespace seedbed
