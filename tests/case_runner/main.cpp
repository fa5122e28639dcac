// Runs files of text cases (tests/cases/README.md).
//
//   case_runner PROGRAM CASES_FOLDER [--update] FILE.case…
//
// Exit codes: 0 all cases hold; 1 one does not, or a file is not in the format; 4 nothing was run, because
// the files need a Postgres server and there is none. --update writes what was printed into the files, for a
// person to review.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "case_runner/case_file.hpp"
#include "case_runner/match.hpp"
#include "support/process.hpp"
#include "support/temporary_folder.hpp"

namespace seedbed::test {
namespace {

namespace fs = std::filesystem;

constexpr int kSkipped = 4;  // as tests/support/skip.hpp has it
// What a case sees of the environment, beside PATH, HOME and LC_ALL.
constexpr const char* kKept[] = {"ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS", "TMPDIR"};
constexpr const char* kKeptForPostgres[] = {"PGHOST",     "PGPORT",     "PGUSER",
                                            "PGDATABASE", "PGPASSFILE", "SEEDBED_TEST_POSTGRES"};

struct Settings {
  fs::path program;
  fs::path folder;  // tests/cases: the folders files and bin
  bool update = false;
};

// One line of a case file that is to be replaced by others.
struct Replacement {
  std::size_t first_line;
  std::size_t end_line;
  Lines lines;
};

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

class CaseRun {
 public:
  CaseRun(const Settings& settings, bool postgres) : settings_(settings), postgres_(postgres) {}

  void make(const FileStep& step) const {
    const fs::path path = folder_.file(step.name);
    fs::create_directories(path.parent_path());
    write_file(path.string(), joined(step.lines));
  }

  void make(const EditStep& step) const {
    const fs::path own = folder_.file(step.source);
    const fs::path source = fs::exists(own) ? own : settings_.folder / "files" / step.source;
    if (!fs::exists(source)) throw std::runtime_error("there is no file " + step.source);
    Lines lines = lines_of(read_file(source.string()));
    for (const Hunk& hunk : step.hunks) replace(lines, hunk);
    make(FileStep{step.target, lines});
  }

  Outcome run_command(const std::string& shell_command) const {
    Command command;
    command.folder = folder_.path();
    const std::string path = settings_.program.parent_path().string() + ":" +
                             (settings_.folder / "bin").string() + ":" +
                             variable("PATH").value_or("/usr/bin");
    command.words = {"env", "-i", "PATH=" + path, "HOME=" + folder_.path(), "LC_ALL=C.UTF-8"};
    for (const char* name : kKept) keep(name, command.words);
    if (postgres_) {
      for (const char* name : kKeptForPostgres) keep(name, command.words);
    }
    for (const char* word : {"sh", "-c"}) command.words.emplace_back(word);
    command.words.push_back(shell_command);
    return run(command);
  }

 private:
  static std::optional<std::string> variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  }

  static void keep(const char* name, std::vector<std::string>& words) {
    if (const auto value = variable(name)) words.push_back(std::string(name) + "=" + *value);
  }

  static void replace(Lines& lines, const Hunk& hunk) {
    const auto at = std::search(lines.begin(), lines.end(), hunk.before.begin(), hunk.before.end());
    if (at == lines.end()) throw FormatError(hunk.line, "the source has no such lines");
    if (std::search(at + 1, lines.end(), hunk.before.begin(), hunk.before.end()) != lines.end())
      throw FormatError(hunk.line, "the source has these lines more than once: add lines around them");
    const auto size = static_cast<std::ptrdiff_t>(hunk.before.size());
    lines.insert(lines.erase(at, at + size), hunk.after.begin(), hunk.after.end());
  }

  const Settings& settings_;
  bool postgres_;
  TemporaryFolder folder_;
};

class FileRun {
 public:
  FileRun(const Settings& settings, std::string path)
      : settings_(settings), path_(std::move(path)), text_(read_file(path_)) {}

  // Returns an exit code.
  int run_all() {
    const CaseFile file = parse_case_file(text_);
    if (file.needs_postgres && std::getenv("SEEDBED_TEST_POSTGRES") == nullptr) {
      std::printf("skipped: %s needs a Postgres server (scripts/postgres.sh)\n", path_.c_str());
      return kSkipped;
    }
    for (const Case& one : file.cases) run_case(one, file.needs_postgres);
    if (settings_.update) write_updates();
    std::printf("%s: %zu cases, %zu of them wrong\n", path_.c_str(), file.cases.size(), wrong_);
    return wrong_ > 0 && !settings_.update ? 1 : 0;
  }

 private:
  void run_case(const Case& one, bool postgres) {
    const CaseRun run(settings_, postgres);
    bool good = true;
    for (const Step& step : one.steps) {
      try {
        if (const auto* command = std::get_if<CommandStep>(&step.what)) {
          good = check(one, step, *command, run.run_command(command->command)) && good;
        } else if (const auto* file = std::get_if<FileStep>(&step.what)) {
          run.make(*file);
        } else {
          run.make(std::get<EditStep>(step.what));
        }
      } catch (const FormatError&) {
        throw;
      } catch (const std::exception& error) {
        throw FormatError(step.line, error.what());
      }
    }
    if (!good) ++wrong_;
  }

  bool check(const Case& one, const Step& step, const CommandStep& expected, const Outcome& outcome) {
    const Lines out = lines_of(outcome.out);
    const Lines err = lines_of(outcome.err);
    if (matches(expected.out, out) && matches(expected.err, err) && expected.status == outcome.status)
      return true;
    updates_.push_back(
        {expected.first_line, expected.end_line,
         format_expectation(updated(expected.out, out), updated(expected.err, err), outcome.status)});
    if (settings_.update) return false;
    const std::string shown = difference(format_expectation(expected.out, expected.err, expected.status),
                                         format_expectation(out, err, outcome.status));
    std::printf("%s:%zu: %s\n$ %s\n%s\n", path_.c_str(), step.line, one.title.c_str(),
                expected.command.c_str(), shown.c_str());
    return false;
  }

  void write_updates() {
    Lines lines = lines_of(text_);
    for (auto update = updates_.rbegin(); update != updates_.rend(); ++update) {
      const auto first = lines.begin() + static_cast<std::ptrdiff_t>(update->first_line - 1);
      const auto end = lines.begin() + static_cast<std::ptrdiff_t>(update->end_line - 1);
      lines.insert(lines.erase(first, end), update->lines.begin(), update->lines.end());
    }
    write_file(path_, joined(lines));
  }

  const Settings& settings_;
  std::string path_;
  std::string text_;
  std::size_t wrong_ = 0;
  std::vector<Replacement> updates_;
};

int run_files(const std::vector<std::string>& words) {
  if (words.size() < 3) {
    std::fputs("usage: case_runner PROGRAM CASES_FOLDER [--update] FILE.case…\n", stderr);
    return 2;
  }
  Settings settings{fs::absolute(words[0]), fs::absolute(words[1]), words[2] == "--update"};
  bool any_wrong = false;
  bool all_skipped = true;
  for (std::size_t f = settings.update ? 3 : 2; f < words.size(); ++f) {
    int status = 1;
    try {
      status = FileRun(settings, words[f]).run_all();
    } catch (const std::exception& error) {
      std::printf("%s:%s\n", words[f].c_str(), error.what());
    }
    any_wrong = any_wrong || status == 1;
    all_skipped = all_skipped && status == kSkipped;
  }
  return any_wrong ? 1 : all_skipped ? kSkipped : 0;
}

}  // namespace
}  // namespace seedbed::test

int main(int argc, char** argv) { return seedbed::test::run_files({argv + 1, argv + argc}); }
