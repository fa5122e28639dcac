// All [entity.*] of a model: reads them, orders them by need, and compiles them.
#pragma once
#include <map>
#include <memory>
#include <vector>

#include "model/compile/entity_reader.hpp"

namespace seedbed::model {

class EntitySet {
 public:
  EntitySet() = default;
  EntitySet(const EntitySet&) = delete;
  EntitySet& operator=(const EntitySet&) = delete;

  // Reads and compiles all entities, and binds them in `scope`. `entities` may be absent. `scope`, `tables`,
  // `files`, `model` and `diagnostics` must outlive the set.
  void read(const Node* entities, Scope& scope, TableSet& tables, ModelFiles& files, Model& model,
            Diagnostics& diagnostics);
  // Compiles the rows of their tables into `model`.
  void compile_rows(Model& model);
  // Moves the entities into `model`. REQUIRES: all expressions of the model are compiled.
  void finish(Model& model);

  // REQUIRES: read() was called, finish() was not.
  [[nodiscard]] EntityKind& kind(std::uint16_t entity) { return readers_[entity]->kind(); }

 private:
  void put_in_order(Diagnostics& diagnostics);
  void visit(std::uint16_t entity, std::vector<std::uint16_t>& path, Diagnostics& diagnostics);

  EntityNames names_;
  std::vector<std::unique_ptr<EntityReader>> readers_;
  std::vector<std::uint16_t> order_;
  std::vector<char> marks_;  // 0: not visited, 1: on the current path, 2: done
};

}  // namespace seedbed::model
