#include "worlds/world_rows.hpp"

#include <cmath>
#include <stdexcept>

#include "support/batch_target.hpp"
#include "support/run_model.hpp"

namespace seedbed::test {
namespace {

RunSpec run_spec(const WorldSpec& world) {
  RunSpec spec;
  spec.model = bundled_model(world.model);
  for (const auto& [from, to] : world.changes) spec.model = replaced(spec.model, from, to);
  spec.set = world.set;
  spec.seed = world.seed;
  if (world.days > 0) spec.duration = world.days * 86'400'000'000;
  return spec;
}

bool is_text(Type type) { return type == Type::text || type == Type::json || type == Type::uuid; }

}  // namespace

WorldSpec with(WorldSpec spec, const std::string& parameter, const std::string& value) {
  for (auto& [name, known] : spec.set) {
    if (name != parameter) continue;
    known = value;
    return spec;
  }
  spec.set.emplace_back(parameter, value);
  return spec;
}

WorldRows::WorldRows(const WorldSpec& world, const std::vector<std::string>& columns) {
  for (const std::string& column : columns) columns_[column];
  const RunSpec spec = run_spec(world);
  TargetCalls calls;
  const auto take = [&](const Batch& batch, std::size_t column, Numbers& to) {
    const Type type = batch.table().columns[column].type;
    for (std::size_t r = 0; r < batch.rows(); ++r) {
      if (batch.is_null(column, r)) {
        to.push_back(kNullCell);
      } else if (is_text(type)) {
        to.push_back(
            words_.emplace(batch.bytes(column, r), static_cast<std::int64_t>(words_.size())).first->second);
      } else {
        to.push_back(type == Type::real ? std::llround(batch.real(column, r) * 1e6)
                                        : batch.integer(column, r));
      }
    }
  };
  const auto target = make_batch_target(calls, [&](std::size_t, const Batch& batch) {
    for (std::size_t c = 0; c < batch.table().columns.size(); ++c) {
      const auto wanted = columns_.find(batch.table().name + "." + batch.table().columns[c].name);
      if (wanted != columns_.end()) take(batch, c, wanted->second);
    }
  });
  const RunResult result = run(spec, *target);
  start_ = result.model.clock.start;
  end_ = result.model.clock.end;
  for (std::size_t k = 0; k < result.model.actors.size(); ++k) {
    const model::ActorKind& kind = result.model.actors[k];
    for (std::size_t t = 0; t < kind.transitions.size(); ++t)
      fired_[kind.name + "." + kind.transitions[t]] = result.load.transitions[k].fired[t];
  }
}

std::int64_t WorldRows::word(const std::string& text) const {
  const auto known = words_.find(text);
  return known == words_.end() ? -1 : known->second;
}

std::uint64_t WorldRows::fired(const std::string& actor, const std::string& transition) const {
  return fired_.at(actor + "." + transition);
}

}  // namespace seedbed::test
