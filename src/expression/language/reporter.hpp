// Reports the errors of one expression, with their places in the file.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "document/diagnostics.hpp"
#include "document/document.hpp"

namespace seedbed::model {

class Reporter {
 public:
  // All must outlive it.
  Reporter(const Node& node, const std::string& place, Diagnostics& diagnostics)
      : node_(node), place_(place), diagnostics_(diagnostics) {}

  // `at`: the byte of the expression that it is about.
  void error(std::size_t at, std::string_view message);
  // Something was reported elsewhere that makes this expression fail too.
  void fail() { failed_ = true; }
  [[nodiscard]] bool failed() const { return failed_; }
  // Where that byte stands in the file.
  [[nodiscard]] Location location(std::size_t at) const;

 private:
  const Node& node_;
  const std::string& place_;
  Diagnostics& diagnostics_;
  bool failed_ = false;
};

// "; did you mean `balance`?", or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

// The texts one behind the other, with the separator between.
[[nodiscard]] std::string joined(const std::vector<std::string>& texts, std::string_view separator);

}  // namespace seedbed::model
