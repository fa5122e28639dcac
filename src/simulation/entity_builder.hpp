// Creates the rows of a model's entities, and computes single rows again when they are written: attributes
// that no expression reads through a reference are not kept.
#pragma once
#include <cstdint>
#include <span>

#include "expression/program/entity_store.hpp"
#include "expression/program/evaluator.hpp"
#include "model/model.hpp"

namespace seedbed::model {

// Throws Error(usage) if the model's entities are impossible: a negative weight of choose(), an entity to
// choose from that has no rows or no weights, a row whose parent does not exist. Throws Error(load) if an
// expression fails.
[[nodiscard]] EntityStore build_entities(const Model& model, std::uint64_t seed);

// The index of a row that has children or has no `per`: the value of `index` in its attributes, and part of
// the addresses of its draws.
[[nodiscard]] std::int64_t index_of(const EntityStore& entities, std::uint16_t entity, std::uint32_t row);

// Computes `per`: how many children the parent's row has. Sets the slot of the parent's row. `kind` is the
// name of the children's kind. Throws Error(load).
[[nodiscard]] std::uint32_t count_children(const Model& model, const EntityStore& entities,
                                           const Children& children, std::string_view kind,
                                           std::uint32_t parent, std::uint64_t seed, Evaluator& evaluator);

// Loads rows into an evaluator's frame: parent, index and attributes.
class EntityLoader {
 public:
  // All must outlive it. `entities` has at least the entities that the code reads.
  EntityLoader(const Model& model, const EntityStore& entities, std::uint64_t seed, Evaluator& evaluator)
      : model_(&model), entities_(&entities), seed_(seed), evaluator_(&evaluator) {}

  // Computes all attributes of a row of `entities`. Throws EvaluationError.
  void load(std::uint16_t entity, std::uint32_t row);
  // The same for a row that is being created, from its parent and index. `code` computes the attributes.
  void create(std::uint16_t entity, std::uint32_t row, std::uint32_t parent, std::int64_t index,
              std::span<const Code> code);
  // Draws the `distinct` attribute again, for the n-th time from 1. REQUIRES: create() of the same row.
  void redraw(std::uint16_t entity, unsigned n);
  // The index of the row that was loaded last.
  [[nodiscard]] std::int64_t index() const { return index_; }
  // The index of any row of `entities`.
  [[nodiscard]] std::int64_t index_of(std::uint16_t entity, std::uint32_t row);
  // The parent of a row. REQUIRES: the entity has a parent.
  [[nodiscard]] std::uint32_t parent_of(const EntityData& data, std::uint32_t row);

 private:
  const Model* model_;
  const EntityStore* entities_;
  std::uint64_t seed_;
  Evaluator* evaluator_;
  std::uint64_t row_key_ = 0;
  std::int64_t index_ = 0;
  std::uint32_t last_parent_ = 0;  // rows are loaded in order, so the next row's parent is near
};

}  // namespace seedbed::model
