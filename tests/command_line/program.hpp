// The program under test, and what reads its results.
#pragma once
#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/temporary_folder.hpp"

namespace seedbed::test {

// `seedbed words…` in `folder`.
[[nodiscard]] Command seedbed_command(const std::string& folder, std::vector<std::string> words);
[[nodiscard]] Outcome run_seedbed(const TemporaryFolder& folder, std::vector<std::string> words);
// The same, which must succeed; returns what it wrote to standard output.
std::string seedbed_out(const TemporaryFolder& folder, std::vector<std::string> words);

// The rows that SQLite answers with: cells separated by `|`, rows ended by line breaks. Throws
// std::runtime_error with SQLite's message.
[[nodiscard]] std::string query(const std::string& file, const std::string& sql);
// A value of a JSON text, as text: json("{\"a\": [1]}", "$.a[0]"). "" where there is none.
[[nodiscard]] std::string json(const std::string& text, const std::string& path);

[[nodiscard]] inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}
[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);

}  // namespace seedbed::test
