#include "document/document.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <tuple>

#include "base/civil_time.hpp"
#include "document/diagnostics.hpp"

namespace seedbed::model {
namespace {

// Tables nested by dotted keys are as deep as the key is long, and both the library and we recurse over
// them. The deepest key of a real model has about six parts.
constexpr int kMaxDots = 64;

[[noreturn]] void fail(const std::string& file, Location at, std::string_view message) {
  throw ModelError(Failure::usage, fmt::format("{}:{}:{}: error: {}", file, at.line, at.column, message));
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

// The rest of a line from a column on, columns counted in characters.
std::string_view from_column(std::string_view line, int column) {
  std::size_t at = 0;
  for (int left = column - 1; left > 0 && at < line.size(); --left) {
    ++at;
    while (at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0U) == 0x80U) ++at;
  }
  return line.substr(at);
}

// Walks over the text's keys and refuses one with too many dots. Strings and comments are stepped over;
// what is malformed in other ways is left to the parser.
class KeyDepthGuard {
 public:
  KeyDepthGuard(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  void check() {
    int dots = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        skip_string(c);
        continue;
      }
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
        continue;
      }
      if (c == '.' && ++dots > kMaxDots) refuse();
      if (std::string_view("=,[]{}\n").find(c) != std::string_view::npos) dots = 0;
      ++at_;
    }
  }

 private:
  void skip_string(char quote) {
    const std::string three(3, quote);
    const bool multi = text_.substr(at_).starts_with(three);
    at_ += multi ? 3 : 1;
    while (at_ < text_.size()) {
      if (text_[at_] == '\\' && quote == '"') {
        at_ += 2;
      } else if (multi ? text_.substr(at_).starts_with(three) : text_[at_] == quote || text_[at_] == '\n') {
        at_ += multi ? 3 : 1;
        return;
      } else {
        ++at_;
      }
    }
  }

  [[noreturn]] void refuse() const {
    const std::string_view before = text_.substr(0, at_);
    const auto line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
    fail(file_, {line, 1}, fmt::format("a key of more than {} parts", kMaxDots));
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
};

Location location(const toml::source_position& p) {
  return {static_cast<int>(p.line), static_cast<int>(p.column)};
}

std::int64_t days_of(const toml::date& d) {
  return floor_div(micros_from_civil({d.year, d.month, d.day, 0, 0, 0, 0}), kMicrosPerDay);
}

std::int64_t micros_of(const toml::date_time& t) {
  const std::int64_t offset = t.offset ? t.offset->minutes : 0;
  const auto micros = static_cast<int>(t.time.nanosecond / 1000);
  return micros_from_civil(
             {t.date.year, t.date.month, t.date.day, t.time.hour, t.time.minute, t.time.second, micros}) -
         offset * 60 * kMicrosPerSecond;
}

// Converts the tree of the library.
class Converter {
 public:
  explicit Converter(std::string_view text) : lines_(split_lines(text)) {}

  Node convert(const toml::node& from) const {
    Node to;
    to.at = location(from.source().begin);
    if (const auto* table = from.as_table()) {
      fill(to, *table);
    } else if (const auto* array = from.as_array()) {
      to.kind = Node::Kind::array;
      for (const toml::node& item : *array) to.items.push_back(convert(item));
    } else {
      fill_scalar(to, from);
    }
    return to;
  }

 private:
  void fill(Node& to, const toml::table& table) const {
    to.kind = Node::Kind::table;
    for (auto&& [key, value] : table) {
      Node entry = convert(value);
      entry.key = std::string(key.str());
      entry.key_at = location(key.source().begin);
      to.items.push_back(std::move(entry));
    }
    // The library iterates alphabetically; the model's order is that of the file.
    std::stable_sort(to.items.begin(), to.items.end(), [](const Node& a, const Node& b) {
      return std::tie(a.key_at.line, a.key_at.column) < std::tie(b.key_at.line, b.key_at.column);
    });
  }

  void fill_scalar(Node& to, const toml::node& from) const {
    if (const auto* text = from.as_string()) {
      to.kind = Node::Kind::text;
      to.text = text->get();
      to.text_at = first_character(to.at);
    } else if (const auto* integer = from.as_integer()) {
      to.kind = Node::Kind::integer;
      to.integer = integer->get();
    } else if (const auto* real = from.as_floating_point()) {
      to.kind = Node::Kind::real;
      to.real = real->get();
    } else if (const auto* boolean = from.as_boolean()) {
      to.kind = Node::Kind::boolean;
      to.integer = boolean->get() ? 1 : 0;
    } else if (const auto* time = from.as_date_time()) {
      to.kind = Node::Kind::time;
      to.integer = micros_of(time->get());
    } else if (const auto* date = from.as_date()) {
      to.kind = Node::Kind::date;
      to.integer = days_of(date->get());
    } else {
      to.kind = Node::Kind::other;
    }
  }

  // Behind the opening quotes; a line break right after three of them is not part of the text.
  Location first_character(Location at) const {
    if (at.line < 1 || static_cast<std::size_t>(at.line) > lines_.size()) return at;
    const std::string_view rest = from_column(lines_[static_cast<std::size_t>(at.line) - 1], at.column);
    if (!rest.starts_with("\"\"\"") && !rest.starts_with("'''")) return {at.line, at.column + 1};
    if (rest.size() == 3 || rest.substr(3) == "\r") return {at.line + 1, 1};
    return {at.line, at.column + 3};
  }

  std::vector<std::string_view> lines_;
};

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// `stay = 30s` is not TOML. It is the most frequent mistake, so the message shows the line as it should be.
std::optional<std::string> unquoted_expression_hint(std::string_view line) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  const std::string_view key = trimmed(line.substr(0, equals));
  std::string_view value = trimmed(line.substr(equals + 1));
  value = trimmed(value.substr(0, value.find(" #")));
  if (key.empty() || value.empty() || key.find_first_of("[]{}") != std::string_view::npos)
    return std::nullopt;
  if (std::string_view("\"[{").find(value.front()) != std::string_view::npos) return std::nullopt;
  if (value.find_first_of("\"#") != std::string_view::npos || value == "'" || value.starts_with("''"))
    return std::nullopt;
  return fmt::format("expressions stand in quotes: write {} = \"{}\"", key, value);
}

// A second [actor.user.transition] redefines the first: what there may be many of has double brackets.
std::optional<std::string> double_bracket_hint(std::string_view line) {
  const std::string_view header = trimmed(line.substr(0, line.find('#')));
  if (!header.starts_with('[') || header.starts_with("[[") || !header.ends_with(']')) return std::nullopt;
  if (!header.ends_with(".transition]") && !header.ends_with(".finish]")) return std::nullopt;
  return fmt::format("there may be many of these: write [{}] with double brackets", header);
}

std::string message_of(const toml::parse_error& e, const std::vector<std::string_view>& lines) {
  std::string message(e.description());
  const std::size_t line = e.source().begin.line;
  if (line < 1 || line > lines.size()) return message;
  const auto says = [&](std::string_view words) { return message.find(words) != std::string::npos; };
  std::optional<std::string> hint;
  if (says("cannot redefine")) {
    hint = double_bracket_hint(lines[line - 1]);
  } else if (!says("not representable") && !says("comment")) {  // else quotes would not help
    hint = unquoted_expression_hint(lines[line - 1]);
  }
  return hint ? message + "; " + *hint : message;
}

}  // namespace

const Node* Node::find(std::string_view name) const {
  for (const Node& item : items) {
    if (item.key == name) return &item;
  }
  return nullptr;
}

std::string_view describe(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::boolean: return "a bool";
    case Node::Kind::integer: return "an int";
    case Node::Kind::real: return "a real";
    case Node::Kind::text: return "a text";
    case Node::Kind::time: return "a time";
    case Node::Kind::date: return "a date";
    case Node::Kind::other: return "a time of day";
    case Node::Kind::array: return "an array";
    case Node::Kind::table: return "a table";
  }
  return "a value";
}

Node parse_document(std::string_view text, const std::string& file_name) {
  KeyDepthGuard(text, file_name).check();
  try {
    const toml::table root = toml::parse(text, file_name);
    Node node = Converter(text).convert(root);
    node.at = {1, 1};
    return node;
  } catch (const toml::parse_error& e) {
    fail(file_name, location(e.source().begin), message_of(e, split_lines(text)));
  }
}

}  // namespace seedbed::model
