#include "simulation/range_members.hpp"

#include "base/error.hpp"
#include "expression/program/evaluator.hpp"
#include "simulation/entity_builder.hpp"

namespace seedbed::model {
namespace {

std::vector<RangeMembers::Child> count_all_children(const Model& model, const EntityStore& entities,
                                                    const ActorKind& kind, std::uint64_t first,
                                                    std::uint32_t parents, std::uint64_t seed) {
  std::vector<RangeMembers::Child> result;
  if (!kind.per || kind.per->each) return result;
  Evaluator evaluator(model.program, entities);
  for (std::uint32_t p = 0; p < parents; ++p) {
    const auto parent = static_cast<std::uint32_t>(first) + p;
    const std::uint32_t count =
        count_children(model, entities, *kind.per, kind.name, parent, seed, evaluator);
    for (std::uint32_t number = 0; number < count; ++number) result.push_back({parent, number});
    if (result.size() > UINT32_MAX / 2) throw Error(Failure::load, kind.name + ": too many actors");
  }
  return result;
}

}  // namespace

RangeMembers::RangeMembers(const Model& model, const EntityStore& entities, const ActorKind& kind,
                           std::uint64_t first, std::uint32_t roots, std::uint64_t seed)
    : entities_(&entities),
      kind_(&kind),
      first_(first),
      children_(count_all_children(model, entities, kind, first, roots, seed)),
      count_(!kind.per        ? roots
             : kind.per->each ? roots * *kind.per->each
                              : static_cast<std::uint32_t>(children_.size())) {}

std::uint64_t RangeMembers::index_of_child(std::uint32_t i) const {
  const Child at = child(i);
  return static_cast<std::uint64_t>(model::index_of(*entities_, kind_->per->parent, at.parent)) *
             kind_->per->max +
         at.number;
}

}  // namespace seedbed::model
