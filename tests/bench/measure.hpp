// What the benchmarks share: time, medians, options of the command line.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace seedbed::bench {

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// REQUIRES: the list is not empty.
[[nodiscard]] double median(std::vector<double> values);

// The median of a[i] / b[i]: a disturbance of a whole round affects both.
[[nodiscard]] double median_ratio(const std::vector<double>& a, const std::vector<double>& b);

// The options of a benchmark, all of the form --name VALUE. Unknown options are errors.
class Options {
 public:
  Options(int count, const char* const* arguments);
  [[nodiscard]] std::uint32_t number(std::string_view name, std::uint32_t otherwise);
  [[nodiscard]] std::string text(std::string_view name, std::string otherwise);
  // Throws std::invalid_argument that names an option that was given but not read.
  void check_all_used() const;

 private:
  struct Option {
    std::string name;
    std::string value;
    bool used = false;
  };
  std::vector<Option> options_;
};

}  // namespace seedbed::bench
