#include "expression/language/reporter.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.hpp"

namespace seedbed::model {
namespace {

int characters(std::string_view text) {
  return static_cast<int>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

void Reporter::error(std::size_t at, std::string_view message) {
  failed_ = true;
  diagnostics_.error(location(at), fmt::format("{}: {}", place_, message));
}

Location Reporter::location(std::size_t at) const {
  if (!node_.is(Node::Kind::text)) return node_.at;
  const std::string_view before = std::string_view(node_.text).substr(0, at);
  const std::size_t line_break = before.rfind('\n');
  if (line_break == std::string_view::npos)
    return {node_.text_at.line, node_.text_at.column + characters(before)};
  const auto lines = static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  return {node_.text_at.line + lines, characters(before.substr(line_break + 1)) + 1};
}

std::string joined(const std::vector<std::string>& texts, std::string_view separator) {
  std::string result;
  for (const std::string& text : texts) {
    if (&text != &texts.front()) result += separator;
    result += text;
  }
  return result;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  const auto near = nearest(word, known);
  return near ? fmt::format("; did you mean `{}`?", *near) : std::string();
}

}  // namespace seedbed::model
