#include "simulation/noisy_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "random/random.hpp"

namespace seedbed::model {
namespace {

bool happens(double chance, std::uint64_t context, std::uint64_t key) {
  return chance > 0 && unit_real(draw_bits(context, key)) < chance;
}

}  // namespace

NoiseCounts& NoiseCounts::operator+=(const NoiseCounts& other) {
  dropped += other.dropped;
  nulled.resize(std::max(nulled.size(), other.nulled.size()));
  for (std::size_t n = 0; n < other.nulled.size(); ++n) nulled[n] += other.nulled[n];
  duplicated += other.duplicated;
  late += other.late;
  return *this;
}

NoisyRows::NoisyRows(const Model& model, const Slice& slice, Evaluator& evaluator, RowWriter& writer)
    : model_(&model), slice_(slice), evaluator_(&evaluator), writer_(&writer), counts_(model.noise.size()) {
  for (std::size_t t = 0; t < counts_.size(); ++t) {
    if (model.noise[t]) counts_[t].nulled.resize(model.noise[t]->nulls.size());
  }
}

std::int64_t NoisyRows::earliest_event(const Model& model, const Slice& slice) {
  return slice.since - model.longest_delay;
}

void NoisyRows::write(const Emission& emission, std::int64_t time, std::uint64_t index, WindowRows& out) {
  const auto& noise = model_->noise[emission.table];
  if (!noise) {
    if (in_slice(time))
      writer_->write(emission.table, emission.cells.data(), evaluator_->frame(), time, index, out);
    return;
  }
  const Row row{emission, *noise, time, index};
  const std::uint64_t context = draw_bits(evaluator_->draw_context(), emission.noise_key);
  NoiseCounts& counts = counts_[emission.table];
  if (happens(noise->drop, context, noise->drop_key)) {
    if (in_slice(time)) ++counts.dropped;
    return;
  }
  empty_cells(row, context);
  put(row, context, out);
  // The duplicate has its own delay.
  if (happens(noise->duplicate, context, noise->duplicate_key) && put(row, draw_context(context, 1), out))
    ++counts.duplicated;
}

void NoisyRows::empty_cells(const Row& row, std::uint64_t context) {
  cells_ = row.emission.cells;
  emptied_.clear();
  for (std::size_t n = 0; n < row.noise.nulls.size(); ++n) {
    const Noise::Null& null = row.noise.nulls[n];
    if (!happens(null.chance, context, null.key)) continue;
    Slot& cell = cells_[null.column];
    if (evaluator_->frame()[cell].null == 0) emptied_.push_back(n);
    cell = model_->null_slot;
  }
}

bool NoisyRows::put(const Row& row, std::uint64_t context, WindowRows& out) {
  const std::int64_t time = delayed_time(row, context);
  if (!in_slice(time)) return false;
  NoiseCounts& counts = counts_[row.emission.table];
  if (time > row.time) ++counts.late;
  for (const std::size_t n : emptied_) ++counts.nulled[n];
  writer_->write(row.emission.table, cells_.data(), evaluator_->frame(), time, row.index, out);
  return true;
}

// Finish rows are at the end of the run and cannot be later.
std::int64_t NoisyRows::delayed_time(const Row& row, std::uint64_t context) {
  const auto& late = row.noise.late;
  const std::int64_t end = model_->clock.end;
  if (!late || row.time >= end || !happens(late->chance, context, late->key)) return row.time;
  if (!late->by.code.empty()) {
    const std::uint64_t outer = evaluator_->draw_context();
    evaluator_->set_draw_context(context);
    evaluator_->run(late->by.code);
    evaluator_->set_draw_context(outer);
  }
  const Value& delay = evaluator_->frame()[late->by.slot];
  if (delay.null != 0 || delay.integer < 0) {
    throw EvaluationError(
        fmt::format("the delay of a late row of `{}` is {}: expected a duration from 0s",
                    model_->tables[row.emission.table].name, delay.null != 0 ? "null" : "negative"),
        late->origin);
  }
  return std::min(row.time + std::min(delay.integer, late->max), end);
}

}  // namespace seedbed::model
