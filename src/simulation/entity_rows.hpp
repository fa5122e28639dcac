// Writes the rows of entities to their tables: at the instant `start`, before all others.
#pragma once
#include <cstdint>
#include <optional>

#include "simulation/entity_builder.hpp"
#include "simulation/noisy_rows.hpp"
#include "simulation/row_writer.hpp"

namespace seedbed::model {

class EntityRows {
 public:
  // `model` and `entities` must outlive it.
  EntityRows(const Model& model, const EntityStore& entities, std::uint64_t seed, const Slice& slice);
  EntityRows(const EntityRows&) = delete;
  EntityRows& operator=(const EntityRows&) = delete;

  // Appends the rows [first, last) of the entity to `out`. Throws Error(load) naming entity, row and
  // expression.
  void write(std::uint16_t entity, std::uint32_t first, std::uint32_t last, WindowRows& out);
  [[nodiscard]] const RowWriter& rows() const { return writer_; }
  // Absent where no table has noise.
  [[nodiscard]] const std::optional<NoisyRows>& noise() const { return noise_; }

 private:
  const Model* model_;
  Evaluator evaluator_;
  EntityLoader loader_;
  RowWriter writer_;
  std::optional<NoisyRows> noise_;
};

}  // namespace seedbed::model
