// Which actors a range holds: their indexes and, where their kind has `per`, the rows they belong to.
// Immutable after construction.
#pragma once
#include <cstdint>
#include <vector>

#include "expression/program/entity_store.hpp"
#include "model/model.hpp"

namespace seedbed::model {

class RangeMembers {
 public:
  // An actor's parent row, and the actor's number among the children of that row, from 0.
  struct Child {
    std::uint32_t parent;
    std::uint32_t number;
  };

  // The actors [first, first + roots) of `kind`; if the kind has `per`, the actors of the rows
  // [first, first + roots) of its parent. Throws Error(load) if `per` cannot be computed. `entities` and
  // `kind` must outlive this.
  RangeMembers(const Model& model, const EntityStore& entities, const ActorKind& kind, std::uint64_t first,
               std::uint32_t roots, std::uint64_t seed);

  [[nodiscard]] std::uint32_t count() const { return count_; }
  // The index of member `i`, from 0: part of the addresses of its draws.
  [[nodiscard]] std::uint64_t index_of(std::uint32_t i) const {
    return kind_->per ? index_of_child(i) : first_ + i;
  }
  // REQUIRES: the kind has `per`.
  [[nodiscard]] Child child(std::uint32_t i) const {
    if (!children_.empty()) return children_[i];
    const std::uint32_t each = *kind_->per->each;
    return {static_cast<std::uint32_t>(first_) + i / each, i % each};
  }

 private:
  [[nodiscard]] std::uint64_t index_of_child(std::uint32_t i) const;

  const EntityStore* entities_;
  const ActorKind* kind_;
  std::uint64_t first_;
  std::vector<Child> children_;  // one per actor, if parents may have different numbers of children
  std::uint32_t count_;
};

}  // namespace seedbed::model
