#include "pipeline/size_estimate.hpp"

#include <memory>
#include <utility>

#include "base/error.hpp"
#include "pipeline/load.hpp"
#include "pipeline/measuring_target.hpp"
#include "pipeline/sample_slice.hpp"
#include "simulation/entity_builder.hpp"
#include "simulation/estimate.hpp"

namespace seedbed {
namespace {

// Events of the sample whose rows are measured. Few suffice, as the widths of rows vary little.
constexpr double kMeasuredEvents = 2'000;

// Limits of the estimate of row counts, which differ much more from actor to actor.
constexpr std::uint64_t kEstimatedActors = 4096;
constexpr std::uint64_t kEstimatedEvents = 100'000;

// Share of a full page's bytes that is used.
constexpr double kFilled = 0.98;

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

// Tables whose row counts are random: actors write to them, or noise drops or duplicates their rows.
std::vector<bool> tables_with_random_counts(const model::Model& model) {
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

// Loads the sample into `target`. Returns the error's message if it fails, else "".
std::string load_sample(const model::Model& model, const model::RunOptions& run, MeasuringTarget& target) {
  LoadPlan plan = plan_load(model, run.seed, run.slice);
  plan.run = run;
  try {
    (void)run_load(plan, target, {});
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

SizeEstimate estimate_size(const model::Model& model, std::uint64_t seed,
                           std::shared_ptr<const model::EntityStore> entities) {
  if (!entities) entities = std::make_shared<const model::EntityStore>(model::build_entities(model, seed));
  const model::Estimate estimate =
      model::estimate(model, *entities, seed, {kEstimatedActors, kEstimatedEvents});
  model::RunOptions run;
  run.seed = seed;
  run.entities = std::move(entities);
  run.slice = sample_slice(model, estimate.events, {kMeasuredEvents, UINT64_MAX});
  const std::vector<bool> random = tables_with_random_counts(model);
  SizeEstimate size;
  size.sampled = estimate.sampled;
  MeasuringTarget target(model.tables.size());
  size.failure = load_sample(model, run, target);
  for (std::size_t t = 0; t < model.tables.size(); ++t) {
    const double bytes = estimate.rows[t] * target.row_bytes(t, model.tables[t]) / kFilled;
    size.tables.push_back({model.tables[t].name, estimate.rows[t], bytes, !random[t]});
    size.rows += estimate.rows[t];
    size.bytes += bytes;
    if (random[t]) size.exact = false;
  }
  return size;
}

}  // namespace seedbed
