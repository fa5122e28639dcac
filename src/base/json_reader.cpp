#include "base/json_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace seedbed {
namespace {

constexpr std::size_t kMostLevels = 1000;  // SQLite refuses deeper texts

class JsonChecker {
 public:
  explicit JsonChecker(std::string_view text) : text_(text) {}

  std::optional<std::size_t> fault() {
    bool good = value();
    while (good && !open_.empty()) good = after_value();
    if (!good) return at_;
    skip_space();
    return at_ == text_.size() ? std::nullopt : std::optional(at_);
  }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool take(char c) {
    if (peek() != c || at_ == text_.size()) return false;
    ++at_;
    return true;
  }

  void skip_space() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') ++at_;
  }

  // A value that is complete, or what opens an array or object and its first member.
  bool value() {
    for (;;) {
      skip_space();
      const char first = peek();
      if (first != '[' && first != '{') return scalar(first);
      if (open_.size() == kMostLevels) return false;
      ++at_;
      open_ += first;
      skip_space();
      if (take(first == '[' ? ']' : '}')) {
        open_.pop_back();
        return true;
      }
      if (first == '{' && !name()) return false;
    }
  }

  // What closes the innermost array or object, or its next member.
  bool after_value() {
    skip_space();
    if (take(open_.back() == '[' ? ']' : '}')) {
      open_.pop_back();
      return true;
    }
    if (!take(',')) return false;
    skip_space();
    if (open_.back() == '{' && !name()) return false;
    return value();
  }

  bool name() {
    if (!string()) return false;
    skip_space();
    return take(':');
  }

  bool scalar(char first) {
    switch (first) {
      case '"': return string();
      case 't': return word("true");
      case 'f': return word("false");
      case 'n': return word("null");
      default: return number();
    }
  }

  bool word(std::string_view expected) {
    if (text_.substr(at_, expected.size()) != expected) return false;
    at_ += expected.size();
    return true;
  }

  bool digits() {
    const std::size_t before = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > before;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('+')) take('-');
    return digits();
  }

  bool string() {
    if (!take('"')) return false;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\') {
        if (!escape()) return false;
        continue;
      }
      ++at_;
      if (c == '"') return true;
    }
    return false;
  }

  bool escape() {
    ++at_;
    const char c = peek();
    if (c != 'u') {
      if (c == '\0' || std::string_view("\"\\/bfnrt").find(c) == std::string_view::npos) return false;
      ++at_;
      return true;
    }
    const auto first = code_unit();
    if (!first || *first == 0 || (*first >= 0xdc00 && *first < 0xe000)) return false;
    if (*first < 0xd800 || *first >= 0xe000) return true;
    if (!take('\\')) return false;
    const auto second = code_unit();
    return second && *second >= 0xdc00 && *second < 0xe000;
  }

  // Of "u0041".
  std::optional<unsigned> code_unit() {
    if (!take('u')) return std::nullopt;
    unsigned unit = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = peek();
      const bool letter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      if (!letter && !(c >= '0' && c <= '9')) return std::nullopt;
      unit = unit * 16 + static_cast<unsigned>(letter ? (c | 0x20) - 'a' + 10 : c - '0');
    }
    return unit;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string open_;  // the arrays and objects around, the innermost last
};

constexpr int kDeepest = 8;  // records of loads are objects of arrays of arrays

void append_utf8(std::string& out, std::uint32_t unit) {
  const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
  if (unit < 0x80) return byte(unit);
  if (unit < 0x800) return byte(0xc0 | (unit >> 6)), byte(0x80 | (unit & 0x3f));
  if (unit < 0x10000)
    return byte(0xe0 | (unit >> 12)), byte(0x80 | ((unit >> 6) & 0x3f)), byte(0x80 | (unit & 0x3f));
  byte(0xf0 | (unit >> 18)), byte(0x80 | ((unit >> 12) & 0x3f)), byte(0x80 | ((unit >> 6) & 0x3f)),
      byte(0x80 | (unit & 0x3f));
}

// Builds the value of a text that JsonChecker accepts; it does not check again.
class JsonParser {
 public:
  explicit JsonParser(std::string_view text) : text_(text) {}

  // Returns false if the value is nested deeper than kDeepest.
  bool parse(JsonValue& to, int depth = 0) {
    skip_space();
    if (depth > kDeepest) return false;
    switch (text_[at_]) {
      case '{':
      case '[': return parse_members(to, depth);
      case '"':
        to.kind = JsonValue::Kind::text;
        to.text = parse_text();
        return true;
      default: parse_bare(to); return true;
    }
  }

 private:
  bool parse_members(JsonValue& to, int depth) {
    const bool object = text_[at_++] == '{';
    to.kind = object ? JsonValue::Kind::object : JsonValue::Kind::array;
    for (skip_space(); text_[at_] != '}' && text_[at_] != ']'; skip_space()) {
      if (text_[at_] == ',') ++at_;
      if (object) {
        skip_space();
        to.names.push_back(parse_text());
        skip_space();
        ++at_;  // the colon
      }
      if (!parse(to.items.emplace_back(), depth + 1)) return false;
    }
    ++at_;
    return true;
  }

  std::string parse_text() {
    std::string text;
    for (++at_; text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
        append_escape(text);
      } else {
        text += text_[at_];
      }
    }
    ++at_;
    return text;
  }

  // Leaves `at_` on the last character of the escape.
  void append_escape(std::string& to) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (const auto letter = kLetters.find(text_[at_]); letter != std::string_view::npos) {
      to += kMeanings[letter];
      return;
    }
    std::uint32_t unit = code_unit();
    if (unit >= 0xd800 && unit < 0xe000) {  // the second half of a surrogate pair follows: \uXXXX
      at_ += 2;
      unit = 0x10000 + ((unit - 0xd800) << 10) + (code_unit() - 0xdc00);
    }
    append_utf8(to, unit);
  }

  // Of "u20ac"; leaves `at_` on its last digit.
  std::uint32_t code_unit() {
    std::uint32_t unit = 0;
    const char* const first = text_.data() + at_ + 1;
    std::from_chars(first, first + 4, unit, 16);
    at_ += 4;
    return unit;
  }

  void parse_bare(JsonValue& to) {
    const auto end = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
    to.text = text_.substr(at_, end - at_);
    at_ = end;
    to.kind = to.text == "true" || to.text == "false" || to.text == "null" ? JsonValue::Kind::word
                                                                           : JsonValue::Kind::number;
  }

  void skip_space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::size_t> json_fault(std::string_view text) { return JsonChecker(text).fault(); }

std::optional<JsonValue> parse_json(std::string_view text) {
  JsonValue value;
  if (json_fault(text) || !JsonParser(text).parse(value)) return std::nullopt;
  return value;
}

}  // namespace seedbed
