#include "app/preview.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "app/text_table.hpp"
#include "base/civil_time.hpp"
#include "base/numbers.hpp"
#include "pipeline/load.hpp"
#include "pipeline/sample_slice.hpp"
#include "simulation/entity_builder.hpp"
#include "simulation/estimate.hpp"

namespace seedbed {
namespace {

// About half a second of work. A hundred actors seldom have so many events.
constexpr double kEvents = 1'000'000;

// Thrown when every table has its rows, to end the load.
struct Enough {};

class Capture {
 public:
  Capture(Preview& preview, std::size_t tables, std::size_t wanted)
      : rows_(&preview.rows), wanted_(wanted), missing_(tables) {
    rows_->resize(tables);
  }
  void take(std::size_t table, const Batch& batch) {
    auto& rows = (*rows_)[table];
    if (rows.size() == wanted_) return;
    for (std::size_t r = 0; r < batch.rows() && rows.size() < wanted_; ++r) {
      auto& row = rows.emplace_back();
      for (std::size_t c = 0; c < batch.table().columns.size(); ++c)
        row.push_back(readable_cell(batch, c, r));
    }
    if (rows.size() == wanted_ && --missing_ == 0) throw Enough();
  }

 private:
  std::vector<std::vector<std::vector<std::string>>>* rows_;
  std::size_t wanted_;
  std::size_t missing_;  // tables
};

class CaptureWriter final : public Writer {
 public:
  CaptureWriter(Capture& capture, std::size_t table) : capture_(&capture), table_(table) {}
  void write(const Batch& batch) override { capture_->take(table_, batch); }
  void finish() override {}
  void abort() noexcept override {}

 private:
  Capture* capture_;
  std::size_t table_;
};

// Total order: rows then arrive soon after they are made, not in batches of thousands.
class CaptureTarget final : public Target {
 public:
  explicit CaptureTarget(Capture& capture) : capture_(&capture) {}
  void prepare(const LoadRequest&) override {}
  std::unique_ptr<Writer> open_writer(std::size_t table) override {
    return std::make_unique<CaptureWriter>(*capture_, table);
  }
  void publish(const LoadTotals&) override {}
  void discard() noexcept override {}
  bool total_order() const override { return true; }
  std::string writer_name(std::size_t) const override { return "captured"; }

 private:
  Capture* capture_;
};

std::string sampled_actors(const model::Model& model, const model::Slice& slice) {
  std::string text;
  for (const model::ActorKind& kind : model.actors) {
    const std::uint64_t roots = roots_of(kind);
    const std::uint64_t first = (roots + slice.shards - 1) / slice.shards;
    text += fmt::format("{}{}: ", text.empty() ? "" : "; ", kind.name);
    if (kind.per) text += "those of ";
    text += slice.shards == 1 ? fmt::format("all {}", format_count(roots))
                              : fmt::format("the first {} of {}", format_count(first), format_count(roots));
    if (kind.per) text += " of " + model.entities[kind.per->parent].name;
  }
  return text;
}

}  // namespace

Preview preview(const model::Model& model, std::uint64_t seed, std::size_t rows, Interrupt interrupt) {
  Preview result;
  const auto entities = std::make_shared<const model::EntityStore>(model::build_entities(model, seed));
  const model::Estimate expected = model::estimate(model, *entities, seed);
  result.slice = sample_slice(model, expected.events, {kEvents, kPreviewActors});
  LoadPlan plan = plan_load(model, seed, result.slice);
  plan.run.entities = entities;
  plan.request.interrupt = interrupt;
  Capture capture(result, model.tables.size(), rows);
  CaptureTarget target(capture);
  try {
    (void)run_load(plan, target, {});
  } catch (const Enough&) {
  }
  return result;
}

std::string preview_text(const model::Model& model, std::uint64_t seed, const Preview& preview) {
  std::string text = fmt::format("{}, seed {}, {} to {}", model.name, seed, format_iso(preview.slice.since),
                                 format_iso(preview.slice.until));
  if (preview.slice.until < model.clock.end) text += " (the run is longer)";
  const std::string actors = sampled_actors(model, preview.slice);
  text += actors.empty() ? "\n" : "; " + actors + "\n";
  for (std::size_t t = 0; t < model.tables.size(); ++t) {
    const auto& rows = preview.rows[t];
    text += fmt::format("\n{}{}\n", model.tables[t].name, rows.empty() ? ": no rows in this sample" : "");
    if (!rows.empty()) text += aligned(model.tables[t], rows);
  }
  return text;
}

}  // namespace seedbed
