// What load and preview are told of a run alike: which model, its parameters, seed and clock.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/model_source.hpp"
#include "model/compile/model_compiler.hpp"

namespace seedbed {

struct RunArguments {
  std::string model;
  std::vector<std::string> set;
  std::uint64_t seed = 1;
  std::string start, end, duration;  // empty: as the model says
};

// The time that an option was given; nothing if `text` is empty. Throws Error(usage).
[[nodiscard]] std::optional<std::int64_t> time_option(const std::string& option, const std::string& text);

// "users=5000" into name and value. Throws Error(usage).
[[nodiscard]] std::vector<std::pair<std::string, std::string>> split_settings(
    const std::vector<std::string>& settings);

// Throws Error(usage) where the options contradict each other.
[[nodiscard]] model::CompileOptions compile_options(const RunArguments& arguments, const ModelSource& source);

}  // namespace seedbed
