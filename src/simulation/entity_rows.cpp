#include "simulation/entity_rows.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "simulation/origin_text.hpp"

namespace seedbed::model {

EntityRows::EntityRows(const Model& model, const EntityStore& entities, std::uint64_t seed,
                       const Slice& slice)
    : model_(&model),
      evaluator_(model.program, entities),
      loader_(model, entities, seed, evaluator_),
      rows_(model, slice, evaluator_) {}

void EntityRows::write(std::uint16_t entity, std::uint32_t first, std::uint32_t last, WindowRows& out) {
  const EntityKind& kind = model_->entities[entity];
  try {
    for (std::uint32_t row = first; row < last; ++row) {
      loader_.load(entity, row);
      if (rows_.compute(*kind.row))
        rows_.write(*kind.row, model_->clock.start, static_cast<std::uint64_t>(loader_.index()), out);
      if (!evaluator_.texts().empty()) evaluator_.texts().reset();
    }
  } catch (const EvaluationError& error) {
    throw Error(Failure::load, fmt::format("{} {}: {}{}", kind.name, loader_.index(), error.what(),
                                           origin_text(*model_, error.origin())));
  }
}

}  // namespace seedbed::model
