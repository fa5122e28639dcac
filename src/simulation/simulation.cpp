#include "simulation/simulation.hpp"

#include <algorithm>
#include <cmath>

#include "simulation/entity_builder.hpp"
#include "simulation/estimate.hpp"
#include "simulation/shard.hpp"

namespace seedbed::model {
namespace {

// A window's rows are sorted in the second-level cache: 32 Ki rows of a few dozen bytes are about one
// megabyte.
constexpr std::uint64_t kWindowRows = std::uint64_t{1} << 15;

// Enough windows that ranges can be at different windows and, with sweeps, that progress moves and an
// interrupt is noticed soon.
constexpr std::uint64_t kMinWindows = 2048;

// A record of at least two cache lines.
constexpr std::size_t kLongRecord = 128;

// Bytes of records that the processor's caches may hold.
constexpr double kCache = 32 << 20;

// Longer sweeps would take much memory, and progress would move in large steps.
constexpr unsigned kMaxSweepShift = 6;

// Actors per opening or closing window: their rows are in memory at once.
constexpr std::uint32_t kChunk = 1 << 15;

// Actors per range: their numbers within it have 32 bits.
constexpr std::uint64_t kMaxRange = std::uint64_t{1} << 31;

// Long records that do not fit the caches cost more to fetch than to simulate. A sweep is therefore so long
// that about every second actor acts in it, which reads their memory once from beginning to end. The rows
// have left the cache when they are sorted, but that costs less.
unsigned sweep_shift(const Model& model, const Estimate& expected, const Slice& slice, double window_rows) {
  double actors = 0;
  double bytes = 0;
  for (std::size_t k = 0; k < model.actors.size(); ++k) {
    const std::size_t size = ActorStore::record_size(model.actors[k]);
    if (size < kLongRecord) continue;
    const double here = expected.actors[k] / static_cast<double>(slice.shards);
    actors += here;
    bytes += here * static_cast<double>(size);
  }
  unsigned shift = 0;
  while (bytes > kCache && shift < kMaxSweepShift &&
         std::ldexp(window_rows, static_cast<int>(shift) + 1) < actors / 2)
    ++shift;
  return shift;
}

}  // namespace

Simulation::Simulation(const Model& model, const RunOptions& options)
    : model_(&model),
      entities_(options.entities != nullptr
                    ? options.entities
                    : std::make_shared<const EntityStore>(build_entities(model, options.seed))) {
  const Estimate expected = estimate(model, *entities_, options.seed);
  double rows = expected.events / 8;  // an event without rows has a cost too
  for (const double table : expected.rows) rows += table;
  rows /= static_cast<double>(options.slice.shards);
  const double rows_per_window =
      static_cast<double>(options.window_rows == 0 ? kWindowRows : options.window_rows);
  const double windows =
      std::clamp(rows / rows_per_window, static_cast<double>(kMinWindows), static_cast<double>(kMaxWindows));
  plan_ = plan_windows(model, static_cast<std::uint64_t>(windows));
  if (options.slice.until < plan_.end) plan_.simulated = plan_.window_of(options.slice.until - 1) + 1;
  // Late rows move from window to window, so they need sweeps of one window.
  if (!model.late_rows) {
    const double window_rows = rows / static_cast<double>(plan_.regular);
    plan_.sweep_shift =
        options.sweep_shift.value_or(sweep_shift(model, expected, options.slice, window_rows));
  }
  if (options.slice.since == plan_.start) cut_entities(options.slice);
  cut_actors(options);
  const std::size_t parts = std::max<std::size_t>(1, ranges_.size());
  for (std::size_t r = 0; r < parts; ++r)
    entity_rows_.push_back(std::make_unique<EntityRows>(model, *entities_, options.seed, options.slice));

  plan_.last = plan_.entities + plan_.chunks + plan_.simulated;
  const auto finishes = [](const ActorKind& kind) { return !kind.finish.empty(); };
  if (options.slice.until == plan_.end && std::any_of(model.actors.begin(), model.actors.end(), finishes))
    plan_.last += plan_.chunks;
}

void Simulation::cut_entities(const Slice& slice) {
  for (std::size_t e = 0; e < model_->entities.size(); ++e) {
    if (!model_->entities[e].row) continue;
    const auto entity = static_cast<std::uint16_t>(e);
    const RowRange rows = rows_in_shard(*model_, *entities_, entity, slice);
    for (std::uint32_t first = rows.first; first < rows.last; first += kChunk) {
      entity_chunks_.push_back({entity, first, std::min(rows.last, first + kChunk)});
      if (rows.last - first <= kChunk) break;  // `first` might overflow 32 bits
    }
  }
  plan_.entities = entity_chunks_.size();
}

void Simulation::cut_actors(const RunOptions& options) {
  std::uint64_t actors = 0;
  const auto roots_of = [this](const ActorKind& kind) {
    return kind.per ? entities_->entities[kind.per->parent].rows : kind.count;
  };
  for (const ActorKind& kind : model_->actors) actors += roots_of(kind);
  for (const ActorKind& kind : model_->actors) {
    IndexRange shard;
    if (kind.per) {
      const RowRange parents = rows_in_shard(*model_, *entities_, kind.per->parent, options.slice);
      shard = {parents.first, parents.last};
    } else {
      shard = part_of(kind.count, options.slice);
    }
    const std::uint64_t parts =
        std::max<std::uint64_t>(1, options.ranges * roots_of(kind) / std::max<std::uint64_t>(1, actors));
    const std::uint64_t each = kind.per && kind.per->each ? std::max(1U, *kind.per->each) : 1;
    const std::uint64_t step =
        std::clamp<std::uint64_t>((shard.last - shard.first + parts - 1) / parts, 1, kMaxRange / each);
    for (std::uint64_t first = shard.first; first < shard.last; first += step) {
      const auto count = static_cast<std::uint32_t>(std::min(step, shard.last - first));
      auto range = std::make_unique<ActorRange>(*model_, *entities_, kind, first, count, options.seed,
                                                options.slice, plan_);
      const std::size_t chunks = (range->count() + std::size_t{kChunk} - 1) / kChunk;
      ranges_.push_back({std::move(range), plan_.chunks, chunks});
      plan_.chunks += chunks;
    }
  }
}

void Simulation::simulate(std::size_t range, std::size_t window, WindowRows& out) {
  if (window < plan_.entities) {
    const EntityChunk& chunk = entity_chunks_[window];
    if (window % ranges() == range) entity_rows_[range]->write(chunk.entity, chunk.first, chunk.last, out);
    return;
  }
  if (range >= ranges_.size()) return;  // the model has no actors
  window -= plan_.entities;
  Part& part = ranges_[range];
  const bool opening = window < plan_.chunks;
  if (!opening && window < plan_.chunks + plan_.regular) {
    part.actors->simulate(window - plan_.chunks, out);
    return;
  }
  const std::size_t chunk = opening ? window : window - plan_.chunks - plan_.regular;
  if (chunk < part.first_chunk || chunk >= part.first_chunk + part.chunks) return;
  const auto begin = static_cast<std::uint32_t>(chunk - part.first_chunk) * kChunk;
  const std::uint32_t end = std::min(begin + kChunk, part.actors->count());
  if (opening) {
    part.actors->open(begin, end, out);
  } else {
    part.actors->close(begin, end, out);
  }
}

Simulation::Times Simulation::times_of(std::size_t window) const {
  if (window < plan_.entities + plan_.chunks) return {plan_.start, plan_.start, 1};
  window -= plan_.entities + plan_.chunks;
  if (window >= plan_.regular) return {plan_.end, plan_.end, 1};
  const std::int64_t first = plan_.start + (static_cast<std::int64_t>(window) << plan_.shift);
  const bool late_at_end = model_->late_rows && window + 1 == plan_.regular;
  const std::int64_t last = late_at_end ? plan_.end : plan_.window_end(window) - 1;
  if (!model_->on_ticks || model_->late_rows) return {first, last, 1};
  const std::int64_t tick = plan_.tick;
  return {plan_.start + (first - plan_.start + tick - 1) / tick * tick, last, tick};
}

std::size_t Simulation::kind_of(std::size_t range) const {
  if (range >= ranges_.size()) return 0;
  return static_cast<std::size_t>(&ranges_[range].actors->kind() - model_->actors.data());
}

std::int64_t Simulation::time_of(std::size_t window) const {
  return times_of(std::min(window, plan_.last)).first;
}

std::vector<Digest> Simulation::digests() const {
  std::vector<Digest> total(model_->tables.size());
  for (const Part& part : ranges_) {
    const std::vector<Digest> digests = part.actors->rows().digests();
    for (std::size_t t = 0; t < total.size(); ++t) total[t] += digests[t];
  }
  for (const auto& entities : entity_rows_) {
    const std::vector<Digest> digests = entities->rows().digests();
    for (std::size_t t = 0; t < total.size(); ++t) total[t] += digests[t];
  }
  return total;
}

std::vector<std::uint64_t> Simulation::rows() const {
  std::vector<std::uint64_t> total(model_->tables.size());
  for (const Part& part : ranges_) {
    for (std::size_t t = 0; t < total.size(); ++t) total[t] += part.actors->rows().counts()[t];
  }
  for (const auto& entities : entity_rows_) {
    for (std::size_t t = 0; t < total.size(); ++t) total[t] += entities->rows().counts()[t];
  }
  return total;
}

std::vector<NoiseCounts> Simulation::noise() const {
  std::vector<NoiseCounts> total(model_->noise.size());
  for (std::size_t t = 0; t < total.size(); ++t) {
    if (model_->noise[t]) total[t].nulled.resize(model_->noise[t]->nulls.size());
    for (const Part& part : ranges_) total[t] += part.actors->rows().noise_counts()[t];
    for (const auto& entities : entity_rows_) total[t] += entities->rows().noise_counts()[t];
  }
  return total;
}

std::vector<TransitionCounts> Simulation::transitions() const {
  std::vector<TransitionCounts> total;
  for (const ActorKind& kind : model_->actors) {
    TransitionCounts sum{std::vector<std::uint64_t>(kind.transitions.size()),
                         std::vector<std::uint64_t>(kind.transitions.size())};
    for (const Part& part : ranges_) {
      if (&part.actors->kind() != &kind) continue;
      for (std::size_t t = 0; t < sum.fired.size(); ++t) {
        sum.fired[t] += part.actors->transitions().fired[t];
        sum.refused[t] += part.actors->transitions().refused[t];
      }
    }
    total.push_back(std::move(sum));
  }
  return total;
}

}  // namespace seedbed::model
