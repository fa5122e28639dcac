// Which part of a population `--shard K/N` writes: some of its roots, each with everything that belongs to
// it.
#pragma once
#include <cstdint>

#include "expression/program/entity_store.hpp"
#include "model/model.hpp"

namespace seedbed::model {

struct IndexRange {
  std::uint64_t first;
  std::uint64_t last;
};

struct RowRange {
  std::uint32_t first;
  std::uint32_t last;
};

// Those i in [0, count) for which floor(i * N / count) = K - 1.
[[nodiscard]] IndexRange part_of(std::uint64_t count, const Slice& slice);

// The rows of the entity in the shard. A root is a row that actors directly belong to and that does not
// belong to such a row itself. Rows that belong to no root are in shard 1.
[[nodiscard]] RowRange rows_in_shard(const Model& model, const EntityStore& entities, std::uint16_t entity,
                                     const Slice& slice);

}  // namespace seedbed::model
