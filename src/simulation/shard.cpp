#include "simulation/shard.hpp"

#include <algorithm>

namespace seedbed::model {
namespace {

// The topmost entity to which actors belong, among `entity` and its ancestors.
std::optional<std::uint16_t> root_of(const Model& model, std::uint16_t entity) {
  std::optional<std::uint16_t> root;
  for (std::optional<std::uint16_t> at = entity; at; at = model.entities[*at].parent) {
    const auto belongs = [&](const ActorKind& kind) { return kind.per && kind.per->parent == *at; };
    if (std::any_of(model.actors.begin(), model.actors.end(), belongs)) root = at;
  }
  return root;
}

RowRange below(const Model& model, const EntityStore& entities, std::uint16_t entity, std::uint16_t root,
               const Slice& slice) {
  const EntityData& data = entities.entities[entity];
  if (entity == root) {
    const IndexRange part = part_of(data.rows, slice);
    return {static_cast<std::uint32_t>(part.first), static_cast<std::uint32_t>(part.last)};
  }
  const RowRange parents = below(model, entities, *model.entities[entity].parent, root, slice);
  return {data.begin_of(parents.first), data.begin_of(parents.last)};
}

}  // namespace

IndexRange part_of(std::uint64_t count, const Slice& slice) {
  __extension__ using Wide = unsigned __int128;
  const auto border = [&](std::uint64_t k) {
    return static_cast<std::uint64_t>((static_cast<Wide>(count) * k + slice.shards - 1) / slice.shards);
  };
  return {border(slice.shard - 1), border(slice.shard)};
}

RowRange rows_in_shard(const Model& model, const EntityStore& entities, std::uint16_t entity,
                       const Slice& slice) {
  const auto root = root_of(model, entity);
  if (root) return below(model, entities, entity, *root, slice);
  return {0, slice.shard == 1 ? entities.entities[entity].rows : 0};
}

}  // namespace seedbed::model
