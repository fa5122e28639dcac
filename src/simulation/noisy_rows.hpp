// Rows on their way to the RowWriter in a model with noise: some are lost, lose cells, come twice or late.
// What happens to a row is a function of its address, whoever writes it and when. One thread at a time.
#pragma once
#include <cstdint>
#include <vector>

#include "expression/program/evaluator.hpp"
#include "model/model.hpp"
#include "simulation/row_writer.hpp"

namespace seedbed::model {

// What happened to a table's rows; those whose place lies in the slice are counted.
struct NoiseCounts {
  std::uint64_t dropped = 0;
  std::vector<std::uint64_t> nulled;  // by Noise::nulls: cells that had a value, those of duplicates too
  std::uint64_t duplicated = 0;
  std::uint64_t late = 0;  // rows whose place is after their event, duplicates too

  NoiseCounts& operator+=(const NoiseCounts& other);
};

class NoisyRows {
 public:
  // All arguments must outlive this; the rows' cells are in the evaluator's frame.
  NoisyRows(const Model& model, const Slice& slice, Evaluator& evaluator, RowWriter& writer);

  // Events before this time leave no row in the slice.
  [[nodiscard]] static std::int64_t reach(const Model& model, const Slice& slice);

  // What is left of the emission's row, at its place, which may lie in a later window. The emission's code
  // has run, and the evaluator's draw context is its own. Throws EvaluationError for an impossible delay.
  void write(const Emission& emission, std::int64_t time, std::uint64_t index, WindowRows& out);

  [[nodiscard]] const std::vector<NoiseCounts>& counts() const { return counts_; }  // one a table

 private:
  struct Row {
    const Emission& emission;
    const Noise& noise;
    std::int64_t time;
    std::uint64_t index;
  };
  [[nodiscard]] bool in_slice(std::int64_t place) const {
    return place >= slice_.since && (place < slice_.until || slice_.until == model_->clock.end);
  }
  void empty_cells(const Row& row, std::uint64_t context);
  // False: its place is outside the slice.
  bool put(const Row& row, std::uint64_t context, WindowRows& out);
  [[nodiscard]] std::int64_t place_of(const Row& row, std::uint64_t context);

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
