#include "support/run_model.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "sink/registry.hpp"

namespace seedbed::test {

std::string bundled_model(const std::string& name) {
  std::ifstream file(std::string(SEEDBED_SOURCE_DIR "/config/") + name + ".toml");
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::runtime_error("no model " + name);
  return text.str();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos || text.find(from, at + 1) != std::string::npos) {
    throw std::runtime_error("expected once in the model: " + from);
  }
  return text.replace(at, from.size(), to);
}

model::Model compiled(const RunSpec& spec) {
  model::CompileOptions options;
  options.set = spec.set;
  options.folder = spec.folder;
  options.start = spec.start;
  options.duration = spec.duration;
  std::vector<std::string> warnings;
  return model::compile_model(spec.model, "test.toml", "test", options, warnings);
}

LoadResult load(const model::Model& model, const RunSpec& spec, Target& target) {
  const model::Clock& clock = model.clock;
  LoadPlan plan =
      plan_load(model, spec.seed,
                {spec.since.value_or(clock.start), spec.until.value_or(clock.end), spec.shard, spec.shards});
  plan.run.window_rows = spec.window_rows;
  plan.run.sweep_shift = spec.sweep_shift;
  plan.threads = spec.threads;
  plan.request.interrupt = spec.interrupt;
  return run_load(plan, target, spec.on_progress);
}

RunResult run(const RunSpec& spec, Target& target) {
  RunResult result{compiled(spec), {}};
  result.load = load(result.model, spec, target);
  return result;
}

RunResult run(const RunSpec& spec) {
  const auto target = make_target(parse_target("null:"));
  return run(spec, *target);
}

std::uint64_t RunResult::rows(const std::string& table) const {
  for (std::size_t t = 0; t < model.tables.size(); ++t) {
    if (model.tables[t].name == table) return load.totals.rows[t];
  }
  throw std::out_of_range("no table " + table);
}

namespace {

std::uint64_t count(const RunResult& result, const std::string& actor, const std::string& transition,
                    std::vector<std::uint64_t> model::TransitionCounts::*counts) {
  for (std::size_t k = 0; k < result.model.actors.size(); ++k) {
    const model::ActorKind& kind = result.model.actors[k];
    if (kind.name != actor) continue;
    const auto at = std::find(kind.transitions.begin(), kind.transitions.end(), transition);
    if (at != kind.transitions.end()) {
      return (result.load.transitions[k].*counts)[static_cast<std::size_t>(at - kind.transitions.begin())];
    }
  }
  throw std::out_of_range("no transition " + actor + "." + transition);
}

}  // namespace

std::uint64_t RunResult::fired(const std::string& actor, const std::string& transition) const {
  return count(*this, actor, transition, &model::TransitionCounts::fired);
}

std::uint64_t RunResult::refused(const std::string& actor, const std::string& transition) const {
  return count(*this, actor, transition, &model::TransitionCounts::refused);
}

}  // namespace seedbed::test
