// The options that load and preview share: the model, its parameters, the seed and the clock.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/compile/model_compiler.hpp"

namespace seedbed {

struct RunArguments {
  std::string model;
  std::vector<std::string> set;
  std::uint64_t seed = 1;
  std::string start, end, duration;  // empty: as the model says
};

// The time given to an option. Returns nothing if `text` is empty. Throws Error(usage).
[[nodiscard]] std::optional<std::int64_t> time_option(const std::string& option, const std::string& text);

// The options of a model whose parameters are set, each by "NAME=VALUE". Throws Error(usage).
[[nodiscard]] model::CompileOptions with_settings(const std::vector<std::string>& settings);

// Throws Error(usage) where the options contradict each other.
[[nodiscard]] model::CompileOptions compile_options(const RunArguments& arguments);

}  // namespace seedbed
