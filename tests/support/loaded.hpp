// The rows of a model after a load into memory, by the names of tables and columns.
#pragma once
#include <string>
#include <vector>

#include "support/memory_target.hpp"
#include "support/run_model.hpp"

namespace seedbed::test {

class Loaded {
 public:
  // Loads the model into a memory target.
  explicit Loaded(const RunSpec& spec, MemoryOptions options = {});

  // These throw std::out_of_range for an unknown name.
  [[nodiscard]] const std::vector<TextRow>& rows(const std::string& table) const;
  [[nodiscard]] std::vector<std::string> column(const std::string& table, const std::string& column) const;
  // The column's type by its name in the language.
  [[nodiscard]] std::string type(const std::string& table, const std::string& column) const;

  [[nodiscard]] const RunResult& result() const { return result_; }
  [[nodiscard]] const MemoryStore& store() const { return store_; }

 private:
  [[nodiscard]] std::size_t number(const std::string& table) const;
  [[nodiscard]] std::size_t number(std::size_t table, const std::string& column) const;

  MemoryStore store_;
  RunResult result_;
};

// A model with a clock of one day, then `text`.
[[nodiscard]] RunSpec a_day_of(const std::string& text);

}  // namespace seedbed::test
