// Applies a model's noise to rows on their way to the RowWriter: drops rows, empties cells, duplicates rows,
// delays rows. What happens to a row depends on the address of its draws only, so it does not change with
// threads, ranges or windows. One thread at a time.
#pragma once
#include <cstdint>
#include <vector>

#include "expression/program/evaluator.hpp"
#include "model/model.hpp"
#include "simulation/row_writer.hpp"

namespace seedbed::model {

// What happened to a table's rows. Counts rows whose time, after any delay, is in the slice.
struct NoiseCounts {
  std::uint64_t dropped = 0;
  std::vector<std::uint64_t> nulled;  // by Noise::nulls: cells that had a value, in duplicates too
  std::uint64_t duplicated = 0;
  std::uint64_t late = 0;  // rows whose time is after their event, duplicates too

  NoiseCounts& operator+=(const NoiseCounts& other);
};

class NoisyRows {
 public:
  // All but `slice` must outlive this. The rows' cells are in the evaluator's frame.
  NoisyRows(const Model& model, const Slice& slice, Evaluator& evaluator, RowWriter& writer);

  // Events before this time leave no row in the slice.
  [[nodiscard]] static std::int64_t earliest_event(const Model& model, const Slice& slice);

  // Writes what the noise leaves of the emission's row. The row's time may be in a later window than `time`,
  // that of its event. REQUIRES: the emission's code has run, and the evaluator has the event's draw context.
  // Throws EvaluationError for an impossible delay.
  void write(const Emission& emission, std::int64_t time, std::uint64_t index, WindowRows& out);

  [[nodiscard]] const std::vector<NoiseCounts>& counts() const { return counts_; }  // by table

 private:
  struct Row {
    const Emission& emission;
    const Noise& noise;
    std::int64_t time;  // of its event
    std::uint64_t index;
  };
  [[nodiscard]] bool in_slice(std::int64_t time) const {
    return time >= slice_.since && (time < slice_.until || slice_.until == model_->clock.end);
  }
  void empty_cells(const Row& row, std::uint64_t context);
  // Writes the row or its duplicate. Returns false if its time is outside the slice.
  bool put(const Row& row, std::uint64_t context, WindowRows& out);
  [[nodiscard]] std::int64_t delayed_time(const Row& row, std::uint64_t context);

  const Model* model_;
  Slice slice_;
  Evaluator* evaluator_;
  RowWriter* writer_;
  std::vector<NoiseCounts> counts_;
  // The row under way.
  std::vector<Slot> cells_;
  std::vector<std::size_t> emptied_;  // by Noise::nulls
};

}  // namespace seedbed::model
