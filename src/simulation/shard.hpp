// Which part of a population `--shard K/N` writes: with each root all that belongs to it.
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

// Those i of `count` with floor(i * N / count) = K - 1.
[[nodiscard]] IndexRange part_of(std::uint64_t count, const Slice& slice);

// The rows of the entity. A root is a row that actors belong to, directly, unless it belongs to such a row
// itself; rows that belong to no root go with shard 1.
[[nodiscard]] RowRange rows_in_shard(const Model& model, const EntityStore& entities, std::uint16_t entity,
                                     const Slice& slice);

}  // namespace seedbed::model
