// A file of text cases, parsed; tests/cases/README.md describes the format.
#pragma once
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace seedbed::test {

using Lines = std::vector<std::string>;

// Line numbers count from 1 and are lines of the case file.

struct FileStep {
  std::string name;
  Lines lines;
};

// Lines that replace others. `before` is one run of whole lines and occurs exactly once in the source.
struct Hunk {
  std::size_t line = 0;
  Lines before;
  Lines after;
};

// A copy of a file of the case or of tests/cases/files, with changes.
struct EditStep {
  std::string source;
  std::string target;
  std::vector<Hunk> hunks;  // none: the copy is exact
};

struct CommandStep {
  std::string command;
  Lines out;
  Lines err;
  int status = 0;
  std::size_t first_line = 0;  // of the expectation: the line after the command
  std::size_t end_line = 0;    // the line after the expectation's last
};

struct Step {
  std::size_t line = 0;
  std::variant<FileStep, EditStep, CommandStep> what;
};

struct Case {
  std::string title;
  std::size_t line = 0;
  std::vector<Step> steps;
};

struct CaseFile {
  bool needs_postgres = false;
  std::vector<Case> cases;
};

// The file is not in the format. what(): "LINE: reason".
class FormatError : public std::runtime_error {
 public:
  FormatError(std::size_t line, const std::string& reason)
      : std::runtime_error(std::to_string(line) + ": " + reason) {}
};

// Throws FormatError for a directive that does not exist, a section that does not end, a case without a
// command or title, two cases of one title, and a file without cases.
[[nodiscard]] CaseFile parse_case_file(std::string_view text);

// The lines of a text, without their line feeds.
[[nodiscard]] Lines lines_of(std::string_view text);

// An expectation in the format: standard output, standard error, the exit code if it is not 0.
[[nodiscard]] Lines format_expectation(const Lines& out, const Lines& err, int status);

}  // namespace seedbed::test
