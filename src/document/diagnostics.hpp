// The errors and warnings of a model: collected, sorted by place, reported all at once.
#pragma once
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/error.hpp"
#include "document/document.hpp"

namespace seedbed::model {

struct Diagnostic {
  bool warning = false;
  std::string file = {};  // empty: the model's
  Location at;
  std::string message;
};

class Diagnostics {
 public:
  explicit Diagnostics(std::string file) : file_(std::move(file)) {}

  // A message is reported once per place, because a part of a model may be compiled more than once. `message`
  // names the key, what was expected and, if there is one, the nearest valid name.
  void error(Location at, std::string message);
  void warning(Location at, std::string message);
  // The same for a file that the model names.
  void error_in(const std::string& file, Location at, std::string message);

  [[nodiscard]] bool failed() const { return errors_ > 0; }
  [[nodiscard]] std::size_t errors() const { return errors_; }
  [[nodiscard]] const std::string& file() const { return file_; }
  // One line per message, in the order of the file: "bank.toml:12:8: error: …".
  [[nodiscard]] std::vector<std::string> lines() const;
  [[nodiscard]] std::vector<std::string> warning_lines() const;

 private:
  bool add(Diagnostic diagnostic);

  std::string file_;
  std::vector<Diagnostic> all_;
  std::unordered_set<std::string> said_;
  std::size_t errors_ = 0;
};

// Thrown when a model has errors: what() holds every line of the diagnostics.
class ModelError : public Error {
 public:
  using Error::Error;
  explicit ModelError(const Diagnostics& diagnostics);
};

}  // namespace seedbed::model
