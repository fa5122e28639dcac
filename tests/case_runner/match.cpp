#include "case_runner/match.hpp"

#include <algorithm>
#include <vector>

namespace seedbed::test {
namespace {

constexpr std::string_view kNumber = "{number}";
constexpr std::string_view kAny = "{...}";
constexpr std::string_view kLines = "{lines}";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The bytes at the start of `text` that are a number: "1,234.5" but not the period that ends a sentence.
std::size_t number_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() &&
         (is_digit(text[length]) || (length > 0 && (text[length] == '.' || text[length] == ',') &&
                                     length + 1 < text.size() && is_digit(text[length + 1]))))
    ++length;
  return length;
}

bool matches_lines(const Lines& expected, std::size_t e, const Lines& lines, std::size_t l) {
  for (; e < expected.size(); ++e, ++l) {
    if (expected[e] == kLines) {
      for (std::size_t rest = l; rest <= lines.size(); ++rest) {
        if (matches_lines(expected, e + 1, lines, rest)) return true;
      }
      return false;
    }
    if (l >= lines.size() || !matches(expected[e], lines[l])) return false;
  }
  return l == lines.size();
}

Lines trimmed(Lines lines) {
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

}  // namespace

bool matches(std::string_view expected, std::string_view line) {
  while (!expected.empty()) {
    if (expected.starts_with(kNumber)) {
      const std::size_t length = number_length(line);
      if (length == 0) return false;
      line.remove_prefix(length);
      expected.remove_prefix(kNumber.size());
      continue;
    }
    if (expected.starts_with(kAny)) {
      expected.remove_prefix(kAny.size());
      for (std::size_t skipped = 0; skipped <= line.size(); ++skipped) {
        if (matches(expected, line.substr(skipped))) return true;
      }
      return false;
    }
    if (line.empty() || line.front() != expected.front()) return false;
    line.remove_prefix(1);
    expected.remove_prefix(1);
  }
  return line.empty();
}

bool matches(const Lines& expected, const Lines& lines) {
  return matches_lines(trimmed(expected), 0, trimmed(lines), 0);
}

Lines updated(const Lines& expected, const Lines& lines) {
  if (matches(expected, lines)) return expected;
  Lines result;
  std::size_t next = 0;
  for (const std::string& line : trimmed(lines)) {
    std::size_t e = next;
    while (e < expected.size() && (expected[e] == kLines || !matches(expected[e], line))) ++e;
    result.push_back(e < expected.size() ? expected[e] : line);
    if (e < expected.size()) next = e + 1;
  }
  return result;
}

std::string difference(const Lines& expected, const Lines& lines) {
  // The longest common subsequence, from the end.
  const std::size_t rows = expected.size();
  const std::size_t columns = lines.size();
  std::vector<std::vector<std::size_t>> common(rows + 1, std::vector<std::size_t>(columns + 1));
  for (std::size_t e = rows; e-- > 0;) {
    for (std::size_t l = columns; l-- > 0;) {
      common[e][l] = matches(expected[e], lines[l]) ? common[e + 1][l + 1] + 1
                                                    : std::max(common[e + 1][l], common[e][l + 1]);
    }
  }
  std::string text;
  std::size_t e = 0;
  std::size_t l = 0;
  while (e < rows || l < columns) {
    if (e < rows && l < columns && matches(expected[e], lines[l])) {
      text += "  " + lines[l++] + "\n";
      ++e;
    } else if (e < rows && (l == columns || common[e + 1][l] >= common[e][l + 1])) {
      text += "- " + expected[e++] + "\n";
    } else {
      text += "+ " + lines[l++] + "\n";
    }
  }
  return text;
}

}  // namespace seedbed::test
