#include "model/compile/entity_set.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace seedbed::model {
namespace {

constexpr std::size_t kMaxEntities = 10'000;

}  // namespace

void EntitySet::read(const Node* entities, Scope& scope, TableSet& tables, ModelFiles& files, Model& model,
                     Diagnostics& diagnostics) {
  scope.bind_entities(names_);
  if (entities == nullptr) return;
  if (entities->items.size() > kMaxEntities) {
    diagnostics.error(entities->key_at, fmt::format("the model has more than {} entities", kMaxEntities));
    return;
  }
  for (const Node& node : entities->items) names_.push_back({node.key, {}, {}, false});
  const EntityContext context{scope, names_, tables, files, diagnostics};
  for (std::size_t e = 0; e < names_.size(); ++e) {
    readers_.push_back(
        std::make_unique<EntityReader>(entities->items[e], static_cast<std::uint16_t>(e), context, model));
    readers_.back()->read();
  }
  put_in_order(diagnostics);
  for (const std::uint16_t entity : order_) {
    const auto parent = kind(entity).parent;
    readers_[entity]->compile(parent ? &kind(*parent) : nullptr);
    if (parent) kind(*parent).has_children = true;
  }
}

void EntitySet::put_in_order(Diagnostics& diagnostics) {
  marks_.assign(readers_.size(), 0);
  std::vector<std::uint16_t> path;
  for (std::size_t e = 0; e < readers_.size(); ++e) visit(static_cast<std::uint16_t>(e), path, diagnostics);
}

// Visits depth first by need. If entities need each other in a circle, reports it.
void EntitySet::visit(std::uint16_t entity, std::vector<std::uint16_t>& path, Diagnostics& diagnostics) {
  if (marks_[entity] == 2) return;
  path.push_back(entity);
  if (marks_[entity] == 1) {
    std::string names;
    for (auto step = std::find(path.begin(), path.end(), entity); step != path.end(); ++step)
      names += (names.empty() ? "" : " -> ") + names_[*step].name;
    diagnostics.error(readers_[entity]->node().key_at,
                      fmt::format("entities need each other in a circle: {}", names));
  } else {
    marks_[entity] = 1;
    for (const std::uint16_t other : readers_[entity]->needs()) visit(other, path, diagnostics);
    marks_[entity] = 2;
    order_.push_back(entity);
  }
  path.pop_back();
}

void EntitySet::compile_rows(Model& model) {
  for (const auto& reader : readers_) reader->compile_row(model);
}

void EntitySet::finish(Model& model) {
  for (const auto& reader : readers_) {
    reader->finish();
    model.entities.push_back(std::move(reader->kind()));
  }
  model.entity_order = order_;
}

}  // namespace seedbed::model
