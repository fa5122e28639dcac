// The size of a load, estimated from a small sample of the model's actors.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "expression/program/entity_store.hpp"
#include "model/model.hpp"

namespace seedbed {

struct TableSize {
  std::string name;
  double rows = 0;
  double bytes = 0;    // as SQLite stores the table, without indexes
  bool exact = false;  // `rows` is counted, not estimated: all are rows of entities
};

struct SizeEstimate {
  std::vector<TableSize> tables;  // in the model's order
  double rows = 0;
  double bytes = 0;
  bool exact = true;          // the rows of all tables are exact
  std::uint64_t sampled = 0;  // actors that were simulated
  std::string failure;        // the error of the sample, which a load may have too; "": none
};

// Estimates a whole run with this seed. `entities` are those of the model and the seed; null: they are built.
// Takes milliseconds once entities are built, whatever the size of the model. Writes nothing. Throws Error if
// entities cannot be built.
[[nodiscard]] SizeEstimate estimate_size(const model::Model& model, std::uint64_t seed = 1,
                                         std::shared_ptr<const model::EntityStore> entities = nullptr);

}  // namespace seedbed
