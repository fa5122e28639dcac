#include "app/run_arguments.hpp"

#include <fmt/format.h>

#include <chrono>

#include "base/civil_time.hpp"
#include "base/error.hpp"

namespace seedbed {
namespace {

std::int64_t now_micros() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

}  // namespace

std::optional<std::int64_t> time_option(const std::string& option, const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (const auto time = parse_date_time(text)) return time;
  throw Error(Failure::usage,
              fmt::format("{} {}: expected a time such as 2024-01-01 or 2024-01-01T12:00:00Z", option, text));
}

model::CompileOptions with_settings(const std::vector<std::string>& settings) {
  model::CompileOptions options;
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw Error(Failure::usage,
                  fmt::format("--set {}: expected NAME=VALUE, such as --set users=5000", setting));
    }
    options.set.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
  }
  return options;
}

model::CompileOptions compile_options(const RunArguments& arguments) {
  model::CompileOptions options = with_settings(arguments.set);
  options.start = time_option("--start", arguments.start);
  options.end = arguments.end == "now" ? std::optional(now_micros()) : time_option("--end", arguments.end);
  if (!arguments.duration.empty()) {
    options.duration = parse_duration(arguments.duration);
    if (!options.duration || *options.duration <= 0) {
      throw Error(Failure::usage,
                  fmt::format("--duration {}: expected a duration above zero, such as 30d or 12h",
                              arguments.duration));
    }
  }
  if (options.start && options.end && options.duration) {
    throw Error(Failure::usage, "--start, --end and --duration: give two of them at most");
  }
  if (options.start && options.end && *options.end <= *options.start) {
    throw Error(Failure::usage, "--end is not after --start");
  }
  return options;
}

}  // namespace seedbed
