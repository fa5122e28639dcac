#include "pipeline/expectation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/error.hpp"
#include "base/numbers.hpp"
#include "pipeline/load.hpp"
#include "pipeline/sample.hpp"
#include "simulation/simulation.hpp"

namespace seedbed {
namespace {

// Events of the sample that rows are measured in: their widths vary little.
constexpr double kEvents = 2'000;

// Actors differ much more: of these, so many are counted, if that takes no more events.
constexpr std::uint64_t kActors = 4096;
constexpr std::uint64_t kEstimatedEvents = 100'000;

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

void mark(std::vector<bool>& tables, const std::vector<model::Emission>& rows) {
  for (const model::Emission& row : rows) tables[row.table] = true;
}

void mark(std::vector<bool>& tables, const std::vector<model::Edge>& edges) {
  for (const model::Edge& edge : edges) {
    for (const model::Destination& to : edge.to) {
      mark(tables, to.rows);
      if (to.each) mark(tables, to.each->rows);
    }
  }
}

// Tables that actors write to or whose rows are lost or doubled: how many there are, only a run can tell.
std::vector<bool> tables_left_to_chance(const model::Model& model) {
  std::vector<bool> tables(model.tables.size());
  for (std::size_t t = 0; t < model.noise.size(); ++t)
    tables[t] = model.noise[t] && (model.noise[t]->drop > 0 || model.noise[t]->duplicate > 0);
  for (const model::ActorKind& kind : model.actors) {
    mark(tables, kind.start_rows);
    for (const model::State& state : kind.states) {
      mark(tables, state.rows);
      mark(tables, state.edges);
      mark(tables, state.timers);
    }
    for (const model::Finish& finish : kind.finish) {
      for (const auto& rows : finish.rows) mark(tables, rows);
    }
  }
  return tables;
}

std::string rows_text(double rows, bool exact) {
  if (exact) return format_count(static_cast<std::uint64_t>(rows));
  // What a sample tells is not known to the last digit.
  double unit = 1;
  while (rows / unit >= 1000) unit *= 10;
  return "about " + format_count(static_cast<std::uint64_t>(std::llround(rows / unit) * std::llround(unit)));
}

}  // namespace

Expected expect(const model::Model& model, std::uint64_t seed,
                std::shared_ptr<const model::EntityStore> entities) {
  LoadOptions options;
  options.run.seed = seed;
  options.run.entities = std::move(entities);
  if (!options.run.entities)
    options.run.entities = std::make_shared<const model::EntityStore>(model::build_entities(model, seed));
  const model::Estimate estimate =
      model::estimate(model, *options.run.entities, options.run.seed, {kActors, kEstimatedEvents});
  const std::vector<bool> guessed = tables_left_to_chance(model);
  Expected expected;
  expected.sampled = estimate.sampled;
  LoadRequest request;
  request.tables = model.tables;
  options.run.slice = sample_of(model, estimate.events, {kEvents, UINT64_MAX});
  MeasuringTarget target(model.tables.size());
  try {
    (void)run_load(model, request, target, options, {});
  } catch (const Error& error) {
    expected.failure = error.what();
  }
  for (std::size_t t = 0; t < model.tables.size(); ++t) {
    const double bytes = estimate.rows[t] * target.row_bytes(t, model.tables[t]) / kFilled;
    expected.tables.push_back({model.tables[t].name, estimate.rows[t], bytes, !guessed[t]});
    expected.rows += estimate.rows[t];
    expected.bytes += bytes;
    if (guessed[t]) expected.exact = false;
  }
  return expected;
}

std::string expected_text(const Expected& expected) {
  std::string text = fmt::format(
      "{} rows, {} in SQLite without indexes ({})\n", rows_text(expected.rows, expected.exact),
      format_bytes(static_cast<std::uint64_t>(std::llround(expected.bytes))),
      expected.sampled == 0 ? "computed" : fmt::format("from a sample of {} actors", expected.sampled));
  std::size_t names = 0;
  std::size_t counts = 0;
  for (const ExpectedTable& table : expected.tables) {
    names = std::max(names, table.name.size());
    counts = std::max(counts, rows_text(table.rows, table.exact).size());
  }
  for (const ExpectedTable& table : expected.tables) {
    text +=
        fmt::format("  {:<{}}  {:>{}} rows\n", table.name, names, rows_text(table.rows, table.exact), counts);
  }
  return text;
}

}  // namespace seedbed
