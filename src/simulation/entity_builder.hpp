// Creates the rows of a model's entities, and computes single rows again when they are written: what nothing
// reads behind a reference is not kept.
#pragma once
#include <cstdint>
#include <span>

#include "expression/program/entity_store.hpp"
#include "expression/program/evaluator.hpp"
#include "model/model.hpp"

namespace seedbed::model {

// Throws Error(usage) where the model's entities cannot be: a weight of choose() that is negative, an entity
// to choose from without rows or weights, a row without its parent; Error(load) for expressions that fail.
[[nodiscard]] EntityStore build_entities(const Model& model, std::uint64_t seed);

// The number of a row that has children, or of one without `per`: what is `index` in its attributes, and part
// of its draws' addresses.
[[nodiscard]] std::int64_t index_of(const EntityStore& entities, std::uint16_t entity, std::uint32_t row);

// How many children the parent's row has; its `per` is computed. The parent's row is put into its slot.
// `kind`: whose children. Throws Error(load).
[[nodiscard]] std::uint32_t count_children(const Model& model, const EntityStore& entities,
                                           const Children& children, std::string_view kind,
                                           std::uint32_t parent, std::uint64_t seed, Evaluator& evaluator);

// Puts rows into an evaluator's frame: parent, index and attributes.
class EntityLoader {
 public:
  // All must outlive it. `entities` is complete, or has those that the code reads.
  EntityLoader(const Model& model, const EntityStore& entities, std::uint64_t seed, Evaluator& evaluator)
      : model_(&model), entities_(&entities), seed_(seed), evaluator_(&evaluator) {}

  // Computes all attributes of a row that build_entities() has counted. Throws EvaluationError.
  void load(std::uint16_t entity, std::uint32_t row);
  // The same for a row that is being created, by its parent and index; `code` of the attributes.
  void create(std::uint16_t entity, std::uint32_t row, std::uint32_t parent, std::int64_t index,
              std::span<const Code> code);
  // Draws what is to be distinct anew, for the n-th time from 1, after create().
  void redraw(std::uint16_t entity, unsigned n);
  // Of the row that was loaded last.
  [[nodiscard]] std::int64_t index() const { return index_; }
  // Of any row that build_entities() has counted.
  [[nodiscard]] std::int64_t index_of(std::uint16_t entity, std::uint32_t row);
  // The parent's row of a row of an entity that has one.
  [[nodiscard]] std::uint32_t parent_of(const EntityData& data, std::uint32_t row);

 private:
  const Model* model_;
  const EntityStore* entities_;
  std::uint64_t seed_;
  Evaluator* evaluator_;
  std::uint64_t row_key_ = 0;
  std::int64_t index_ = 0;
  std::uint32_t last_parent_ = 0;  // rows come in order: the next one's parent is near
};

}  // namespace seedbed::model
