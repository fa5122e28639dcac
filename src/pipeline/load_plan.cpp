#include "pipeline/load_plan.hpp"

#include <memory>

#include "base/json_writer.hpp"
#include "pipeline/size_estimate.hpp"
#include "simulation/entity_builder.hpp"

namespace seedbed {
namespace {

std::string parameters_json(const model::Model& model) {
  std::string json = "{";
  for (const model::Parameter& parameter : model.parameters) {
    if (json.size() > 1) json += ", ";
    append_json_string(json, parameter.name);
    json += ": " + parameter.value;
  }
  json += '}';
  return json;
}

LoadIdentity identity_of(const model::Model& model, std::uint64_t seed, const model::Slice& slice) {
  LoadIdentity identity;
  identity.model = model.name;
  identity.model_digest = model.digest;
  identity.parameters = parameters_json(model);
  identity.seed = seed;
  identity.start = model.clock.start;
  identity.end = model.clock.end;
  identity.since = slice.since;
  identity.until = slice.until;
  identity.shard = slice.shard;
  identity.shards = slice.shards;
  identity.end_matters = model.end_matters;
  return identity;
}

}  // namespace

LoadPlan plan_load(const model::Model& model, std::uint64_t seed, const model::Slice& slice) {
  LoadPlan plan;
  plan.model = &model;
  plan.run.seed = seed;
  plan.run.slice = slice;
  plan.request.identity = identity_of(model, seed, slice);
  plan.request.tables = model.tables;
  return plan;
}

model::Slice whole_run(const model::Model& model) { return {model.clock.start, model.clock.end, 1, 1}; }

void estimate_shares(LoadPlan& plan) {
  plan.run.entities =
      std::make_shared<const model::EntityStore>(model::build_entities(*plan.model, plan.run.seed));
  plan.request.shares.clear();
  for (const TableSize& table : estimate_size(*plan.model, plan.run.seed, plan.run.entities).tables)
    plan.request.shares.push_back(table.bytes);
}

}  // namespace seedbed
