// Writes the rows of entities to their tables, at the instant `start`, before all other rows.
#pragma once
#include <cstdint>

#include "simulation/entity_builder.hpp"
#include "simulation/row_emitter.hpp"

namespace seedbed::model {

class EntityRows {
 public:
  // `model` and `entities` must outlive it.
  EntityRows(const Model& model, const EntityStore& entities, std::uint64_t seed, const Slice& slice);
  EntityRows(const EntityRows&) = delete;
  EntityRows& operator=(const EntityRows&) = delete;

  // Appends the rows [first, last) of the entity to `out`. Throws Error(load) that names entity, row and
  // expression.
  void write(std::uint16_t entity, std::uint32_t first, std::uint32_t last, WindowRows& out);
  [[nodiscard]] const RowEmitter& rows() const { return rows_; }

 private:
  const Model* model_;
  Evaluator evaluator_;
  EntityLoader loader_;
  RowEmitter rows_;
};

}  // namespace seedbed::model
