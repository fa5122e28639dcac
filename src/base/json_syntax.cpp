#include "base/json_syntax.hpp"

#include <string>

namespace seedbed::model {
namespace {

constexpr std::size_t kMostLevels = 1000;  // SQLite reads no more

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

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

}  // namespace

std::optional<std::size_t> json_fault(std::string_view text) { return JsonReader(text).fault(); }

}  // namespace seedbed::model
