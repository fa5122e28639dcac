// Bytes as a model: the TOML reader, the model reader and every expression in it, up to a compiled Model;
// then the first events of its first actors. What is wrong is an Error, always; files that it names are not
// there.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/fuzzer.hpp"
#include "model/compile/model_compiler.hpp"
#include "simulation/actor_range.hpp"
#include "simulation/entity_builder.hpp"

namespace {

using namespace seedbed;
using namespace seedbed::model;

constexpr std::uint64_t kEvents = 100;  // of an actor
constexpr std::size_t kKinds = 4;       // that are looked at
constexpr std::uint64_t kRows = 500;    // that an entity may have, and children a parent
constexpr double kRounds = 100;         // of an `each`; more are right, and take long

bool is_short(const Edge& edge) {
  return std::all_of(edge.to.begin(), edge.to.end(), [](const Destination& to) {
    return !to.each || (to.each->times.constant && to.each->times.value <= kRounds);
  });
}

bool is_short(const ActorKind& kind) {
  return std::all_of(kind.states.begin(), kind.states.end(), [](const State& state) {
    const auto all_short = [](const std::vector<Edge>& edges) {
      return std::all_of(edges.begin(), edges.end(), [](const Edge& edge) { return is_short(edge); });
    };
    return all_short(state.edges) && all_short(state.timers);
  });
}

bool is_small(const Model& model) {
  return std::all_of(model.entities.begin(), model.entities.end(), [](const EntityKind& entity) {
    return entity.count <= kRows && entity.index_space <= kRows;
  });
}

void act(const Model& model, const EntityStore& entities, const ActorKind& kind) {
  WindowPlan plan;
  plan.start = model.clock.start;
  plan.end = model.clock.end;
  plan.tick = std::min(model.clock.tick, plan.end - plan.start);
  plan.shift = 62;
  plan.regular = 2;
  const Slice whole{plan.start, plan.end, 1, 1};
  WindowRows rows(model);
  try {
    ActorRange actors(model, entities, kind, 0, 1, 1, whole, plan);
    if (actors.count() > 0) (void)actors.sample(kEvents, rows);
  } catch (const Error&) {
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> warnings;
  try {
    const Model model = compile_model(text, "fuzz.toml", "fuzz", {}, warnings);
    if (!is_small(model)) return 0;
    const EntityStore entities = build_entities(model, 1);
    for (std::size_t k = 0; k < std::min(kKinds, model.actors.size()); ++k) {
      const ActorKind& kind = model.actors[k];
      const bool few = !kind.per || (entities.entities[kind.per->parent].rows > 0 && kind.per->max <= kRows);
      if (kind.count > 0 && few && is_short(kind)) act(model, entities, kind);
    }
  } catch (const Error&) {
  }
  return 0;
}
