// Loads the text of a model into a target, as `seedbed load` does: for tests of whole runs.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/compile/model_compiler.hpp"
#include "pipeline/load.hpp"
#include "sink/target.hpp"

namespace seedbed::test {

struct RunSpec {
  std::string model;   // TOML
  std::string folder;  // of the files that the model names; empty: it names none
  std::vector<std::pair<std::string, std::string>> set;
  std::uint64_t seed = 1;
  std::optional<std::int64_t> start;
  std::optional<std::int64_t> duration;
  std::optional<std::int64_t> since;
  std::optional<std::int64_t> until;
  std::uint64_t shard = 1;
  std::uint64_t shards = 1;
  std::size_t threads = 1;
  std::uint64_t window_rows = 0;
  std::optional<unsigned> sweep_shift;
  Interrupt interrupt;
  std::function<void(const LoadProgress&)> on_progress;
};

struct RunResult {
  model::Model model;
  LoadResult load;

  // They throw std::out_of_range for an unknown name.
  [[nodiscard]] std::uint64_t rows(const std::string& table) const;
  [[nodiscard]] std::uint64_t fired(const std::string& actor, const std::string& transition) const;
  [[nodiscard]] std::uint64_t refused(const std::string& actor, const std::string& transition) const;
};

// The text of config/NAME.toml.
[[nodiscard]] std::string bundled_model(const std::string& name);
// `text` with `from` replaced by `to`. REQUIRES: `text` contains `from` exactly once.
[[nodiscard]] std::string replaced(std::string text, const std::string& from, const std::string& to);

[[nodiscard]] model::Model compiled(const RunSpec& spec);
// Loads a compiled model; RunSpec::model and RunSpec::set are ignored.
[[nodiscard]] LoadResult load(const model::Model& model, const RunSpec& spec, Target& target);
// Compiles the spec's model and loads it into `target`, or into a target that drops all rows.
[[nodiscard]] RunResult run(const RunSpec& spec, Target& target);
[[nodiscard]] RunResult run(const RunSpec& spec);

}  // namespace seedbed::test
