// From an emission to a row in a log: condition, code, the model's noise if it has any, RowWriter. Holds the
// totals of the rows that it has written. One thread at a time.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "expression/program/evaluator.hpp"
#include "model/model.hpp"
#include "simulation/noisy_rows.hpp"
#include "simulation/row_writer.hpp"
#include "simulation/window_rows.hpp"

namespace seedbed::model {

// Evaluates the condition; null counts as false. Throws EvaluationError.
[[nodiscard]] inline bool holds(const Condition& condition, Evaluator& evaluator) {
  if (!condition.code.empty()) evaluator.run(condition.code);
  const Value& value = evaluator.frame()[condition.slot];
  return value.null == 0 && value.integer != 0;
}

class RowEmitter {
 public:
  // All must outlive it.
  RowEmitter(const Model& model, const Slice& slice, Evaluator& evaluator)
      : evaluator_(&evaluator), frame_(evaluator.frame()), writer_(model) {
    if (!model.noise.empty()) noise_.emplace(model, slice, evaluator, writer_);
  }
  RowEmitter(const RowEmitter&) = delete;
  RowEmitter& operator=(const RowEmitter&) = delete;

  // Computes the emission's row in the evaluator's frame. Returns false if its condition does not hold: there
  // is no row then. Throws EvaluationError.
  [[nodiscard]] bool compute(const Emission& row) {
    if (row.when && !holds(*row.when, *evaluator_)) return false;
    if (!row.code.empty()) evaluator_->run(row.code);
    return true;
  }
  // Appends the row that compute() left in the frame: the row of actor or entity row `index`, emitted at
  // `time`. Noise may drop it, duplicate it or delay it. Throws EvaluationError for an impossible delay.
  void write(const Emission& row, std::int64_t time, std::uint64_t index, WindowRows& out) {
    if (noise_) {
      noise_->write(row, time, index, out);
    } else {
      writer_.write(row.table, row.cells.data(), frame_, time, index, out);
    }
  }

  // Totals per table.
  [[nodiscard]] std::vector<Digest> digests() const { return writer_.digests(); }
  [[nodiscard]] const std::vector<std::uint64_t>& counts() const { return writer_.counts(); }
  // REQUIRES: the model has noise.
  [[nodiscard]] const std::vector<NoiseCounts>& noise_counts() const { return noise_->counts(); }

 private:
  Evaluator* evaluator_;
  const Value* frame_;
  RowWriter writer_;
  std::optional<NoisyRows> noise_;
};

}  // namespace seedbed::model
