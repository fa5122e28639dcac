#include "simulation/estimate.hpp"

#include <algorithm>
#include <numeric>

#include "base/error.hpp"
#include "simulation/actor_range.hpp"
#include "simulation/window_plan.hpp"

namespace seedbed::model {
namespace {

// k * stride modulo `count` takes every value once, and is spread over all values wherever it stops.
std::uint64_t scattering_stride(std::uint64_t count) {
  constexpr double kGolden = 0.618;
  auto stride = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(static_cast<double>(count) * kGolden));
  while (std::gcd(stride, count) > 1) ++stride;
  return stride;
}

// Totals of the sampled roots of one kind, where a root is an actor, or with `per` a parent of actors.
struct KindSample {
  std::uint64_t roots = 0;
  std::uint64_t simulated = 0;  // actors
  double actors = 0;
  double events = 0;
  std::vector<double> rows;  // by table
};

void add_root(KindSample& sample, ActorRange& actors, const WindowPlan& plan, std::uint64_t max_events,
              WindowRows& scratch) {
  if (actors.count() == 0) {
    ++sample.roots;
    return;
  }
  const auto length = static_cast<double>(plan.end - plan.start);
  const double covered = static_cast<double>(actors.sample(max_events, scratch) - plan.start) / length;
  // The first child of a parent represents all of them.
  const double scale = actors.count() / covered;
  sample.events += static_cast<double>(actors.events()) * scale;
  for (std::size_t t = 0; t < sample.rows.size(); ++t)
    sample.rows[t] += static_cast<double>(actors.rows().counts()[t]) * scale;
  sample.actors += actors.count();
  ++sample.roots;
  ++sample.simulated;
}

KindSample sample_kind(const Model& model, const EntityStore& entities, const ActorKind& kind,
                       std::uint64_t roots, std::uint64_t seed, const EstimateEffort& effort) {
  KindSample sample;
  sample.rows.resize(model.tables.size());
  const WindowPlan plan = plan_windows(model, 1);
  const Slice whole{model.clock.start, model.clock.end, 1, 1};
  WindowRows scratch(model);
  const std::uint64_t wanted = std::min(roots, effort.actors);
  const std::uint64_t stride = scattering_stride(wanted);
  for (std::uint64_t k = 0; k < wanted && sample.events < static_cast<double>(effort.events); ++k) {
    const std::uint64_t nth = k * stride % wanted;
    const std::uint64_t root = nth * (roots / wanted) + nth * (roots % wanted) / wanted;
    try {
      ActorRange actors(model, entities, kind, root, 1, seed, whole, plan);
      add_root(sample, actors, plan, effort.events, scratch);
    } catch (const Error&) {
      continue;  // the run itself reports the error
    }
  }
  return sample;
}

}  // namespace

Estimate estimate(const Model& model, const EntityStore& entities, std::uint64_t seed,
                  const EstimateEffort& effort) {
  Estimate result;
  result.rows.resize(model.tables.size());
  for (std::size_t e = 0; e < model.entities.size(); ++e) {
    if (!model.entities[e].row) continue;
    const std::uint16_t table = model.entities[e].row->table;
    const bool noisy = !model.noise.empty() && model.noise[table];
    const double left = noisy ? (1 - model.noise[table]->drop) * (1 + model.noise[table]->duplicate) : 1;
    result.rows[table] += entities.entities[e].rows * left;
  }
  for (const ActorKind& kind : model.actors) {
    const std::uint64_t roots = kind.per ? entities.entities[kind.per->parent].rows : kind.count;
    const KindSample sample = sample_kind(model, entities, kind, roots, seed, effort);
    const auto sampled = static_cast<double>(sample.roots);
    result.sampled += sample.simulated;
    result.actors.push_back(sample.roots == 0 ? 0 : sample.actors * static_cast<double>(roots) / sampled);
    if (sample.roots == 0) continue;
    const double scale = static_cast<double>(roots) / sampled;
    result.events += sample.events * scale;
    for (std::size_t t = 0; t < sample.rows.size(); ++t) result.rows[t] += sample.rows[t] * scale;
  }
  return result;
}

}  // namespace seedbed::model
