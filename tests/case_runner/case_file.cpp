#include "case_runner/case_file.hpp"

#include <charconv>
#include <optional>
#include <set>

namespace seedbed::test {
namespace {

constexpr std::string_view kTitle = "=== ";
constexpr std::string_view kDirective = "--- ";
constexpr std::string_view kEnd = "---";
constexpr std::string_view kCommand = "$ ";
constexpr std::string_view kError = "! ";
constexpr std::string_view kStatus = "? ";

bool begins_step(std::string_view line) {
  return line.starts_with(kTitle) || line.starts_with(kEnd) || line.starts_with(kCommand);
}

bool needs_escape(std::string_view line) {
  return begins_step(line) || line.starts_with(kError) || line == "!" || line.starts_with(kStatus) ||
         line.starts_with('\\');
}

void drop_trailing_blank(Lines& lines) {
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
}

class Parser {
 public:
  explicit Parser(std::string_view text) : lines_(lines_of(text)) {}

  CaseFile parse() {
    CaseFile file;
    for (; at_ < lines_.size() && !line().starts_with(kTitle); ++at_) {
      if (line() == "--- needs postgres") {
        file.needs_postgres = true;
      } else if (!line().empty() && !line().starts_with('#')) {
        fail("expected a comment that begins with #, `--- needs postgres` or `=== TITLE`");
      }
    }
    std::set<std::string> titles;
    while (at_ < lines_.size()) {
      file.cases.push_back(parse_case());
      if (!titles.insert(file.cases.back().title).second)
        throw FormatError(file.cases.back().line, "a case of this title exists already");
    }
    if (file.cases.empty()) throw FormatError(lines_.size() + 1, "the file has no case");
    return file;
  }

 private:
  [[nodiscard]] const std::string& line() const { return lines_[at_]; }
  [[nodiscard]] std::size_t number() const { return at_ + 1; }
  [[noreturn]] void fail(const std::string& reason) const { throw FormatError(number(), reason); }

  Case parse_case() {
    Case result;
    result.line = number();
    result.title = line().substr(kTitle.size());
    if (result.title.empty()) fail("the case has no title");
    ++at_;
    bool has_command = false;
    while (at_ < lines_.size() && !line().starts_with(kTitle)) {
      if (line().empty() || (result.steps.empty() && line().starts_with('#'))) {
        ++at_;
        continue;
      }
      result.steps.push_back({number(), {}});
      if (line().starts_with(kCommand)) {
        has_command = true;
        result.steps.back().what = parse_command();
      } else if (line().starts_with(kDirective)) {
        result.steps.back().what = parse_directive();
      } else {
        fail(
            "expected `$ COMMAND`, `--- file NAME`, `--- use SOURCE`, `--- edit SOURCE as TARGET` or `=== "
            "TITLE`");
      }
    }
    if (!has_command) throw FormatError(result.line, "the case runs no command");
    return result;
  }

  std::variant<FileStep, EditStep, CommandStep> parse_directive() {
    const std::string words = line().substr(kDirective.size());
    if (words.starts_with("file ")) return FileStep{words.substr(5), section()};
    const std::size_t as = words.find(" as ");
    if (words.starts_with("use ")) {
      ++at_;
      const std::string source = words.substr(4, as == std::string::npos ? as : as - 4);
      return EditStep{source, as == std::string::npos ? source : words.substr(as + 4), {}};
    }
    if (words.starts_with("edit ") && as != std::string::npos)
      return parse_edit(words.substr(5, as - 5), words.substr(as + 4));
    fail("there is no directive `" + line() + "`");
  }

  // The lines up to `---`.
  Lines section() {
    const std::size_t first = number();
    Lines content;
    for (++at_; at_ < lines_.size(); ++at_) {
      if (line() == kEnd) {
        ++at_;
        return content;
      }
      content.push_back(line());
    }
    throw FormatError(first, "the section does not end: a line `---` is missing");
  }

  EditStep parse_edit(std::string source, std::string target) {
    EditStep edit{std::move(source), std::move(target), {}};
    const std::size_t first = number() + 1;
    const Lines lines = section();
    std::optional<Hunk> hunk;
    const auto close = [&] {
      if (hunk && hunk->before.empty()) throw FormatError(hunk->line, "the hunk names no line of the source");
      if (hunk) edit.hunks.push_back(std::move(*hunk));
      hunk.reset();
    };
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::string& text = lines[i];
      if (text == "@@") {
        close();
        continue;
      }
      if (text.empty() || (text[0] != ' ' && text[0] != '-' && text[0] != '+'))
        throw FormatError(first + i, "a line of an edit begins with a space, - or +");
      if (!hunk) hunk.emplace().line = first + i;
      if (text[0] != '+') hunk->before.push_back(text.substr(1));
      if (text[0] != '-') hunk->after.push_back(text.substr(1));
    }
    close();
    if (edit.hunks.empty()) throw FormatError(first - 1, "the edit changes nothing");
    return edit;
  }

  CommandStep parse_command() {
    CommandStep step;
    step.command = line().substr(kCommand.size());
    step.first_line = number() + 1;
    for (++at_; at_ < lines_.size() && !begins_step(line()); ++at_) {
      if (line().starts_with(kError) || line() == "!") {
        step.err.push_back(line() == "!" ? "" : line().substr(kError.size()));
      } else if (line().starts_with(kStatus)) {
        step.status = parse_status();
      } else {
        step.out.push_back(line().starts_with('\\') ? line().substr(1) : line());
      }
    }
    // Blank lines before the next step separate; they are no expectation.
    std::size_t end = at_;
    while (end + 1 > step.first_line && lines_[end - 1].empty()) --end;
    step.end_line = end + 1;
    drop_trailing_blank(step.out);
    drop_trailing_blank(step.err);
    return step;
  }

  [[nodiscard]] int parse_status() const {
    const std::string_view digits = std::string_view(line()).substr(kStatus.size());
    int status = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), status);
    if (error != std::errc() || end != digits.data() + digits.size() || status < 1 || status > 255)
      fail("expected an exit code from 1 to 255");
    return status;
  }

  Lines lines_;
  std::size_t at_ = 0;
};

}  // namespace

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

CaseFile parse_case_file(std::string_view text) { return Parser(text).parse(); }

Lines format_expectation(const Lines& out, const Lines& err, int status) {
  Lines lines;
  for (const std::string& line : out) lines.push_back(needs_escape(line) ? "\\" + line : line);
  for (const std::string& line : err) lines.push_back(line.empty() ? "!" : std::string(kError) + line);
  if (status != 0) lines.push_back(std::string(kStatus) + std::to_string(status));
  return lines;
}

}  // namespace seedbed::test
