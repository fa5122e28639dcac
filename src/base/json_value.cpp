#include "base/json_value.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace seedbed {
namespace {

constexpr int kDeepest = 8;  // an object of arrays of arrays is what there is

void append_utf8(std::string& out, std::uint32_t unit) {
  const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
  if (unit < 0x80) return byte(unit);
  if (unit < 0x800) return byte(0xc0 | (unit >> 6)), byte(0x80 | (unit & 0x3f));
  byte(0xe0 | (unit >> 12)), byte(0x80 | ((unit >> 6) & 0x3f)), byte(0x80 | (unit & 0x3f));
}

// Each function reads at `at_` and returns false where the text is something else.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  bool read_all(JsonValue& to) { return read(to, 0) && (skip_blank(), at_ == text_.size()); }

 private:
  bool read(JsonValue& to, int depth) {
    skip_blank();
    if (at_ == text_.size() || depth > kDeepest) return false;
    switch (text_[at_]) {
      case '{': return read_object(to, depth);
      case '[': return read_array(to, depth);
      case '"': to.kind = JsonValue::Kind::text; return read_text(to.text);
      default: return read_bare(to);
    }
  }

  bool read_array(JsonValue& to, int depth) {
    to.kind = JsonValue::Kind::array;
    ++at_;
    if (take(']')) return true;
    do {
      if (!read(to.items.emplace_back(), depth + 1)) return false;
    } while (take(','));
    return take(']');
  }

  bool read_object(JsonValue& to, int depth) {
    to.kind = JsonValue::Kind::object;
    ++at_;
    if (take('}')) return true;
    do {
      skip_blank();
      if (!read_text(to.names.emplace_back()) || !take(':')) return false;
      if (!read(to.items.emplace_back(), depth + 1)) return false;
    } while (take(','));
    return take('}');
  }

  bool read_text(std::string& to) {
    if (at_ == text_.size() || text_[at_] != '"') return false;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] != '\\') {
        to += text_[at_];
      } else if (++at_; at_ == text_.size() || !read_escape(to)) {
        return false;
      }
    }
    return at_++ < text_.size();
  }

  // Leaves `at_` on the last character of the escape.
  bool read_escape(std::string& to) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (const auto letter = kLetters.find(text_[at_]); letter != std::string_view::npos) {
      to += kMeanings[letter];
      return true;
    }
    if (text_[at_] != 'u' || text_.size() - at_ < 5) return false;
    std::uint32_t unit = 0;
    const char* const first = text_.data() + at_ + 1;
    const auto [end, error] = std::from_chars(first, first + 4, unit, 16);
    // Nobody writes surrogates: characters outside the basic plane stand there as they are.
    if (error != std::errc() || end != first + 4 || (unit >= 0xd800 && unit < 0xe000)) return false;
    append_utf8(to, unit);
    at_ += 4;
    return true;
  }

  bool read_bare(JsonValue& to) {
    const auto end = text_.find_first_of(",]} \t\r\n", at_);
    to.text = text_.substr(at_, end - at_);
    at_ += to.text.size();
    if (to.text == "true" || to.text == "false" || to.text == "null") return true;
    to.kind = JsonValue::Kind::number;
    return !to.text.empty() && to.text.find_first_not_of("+-.0123456789eE") == std::string::npos;
  }

  bool take(char wanted) {
    skip_blank();
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  void skip_blank() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<JsonValue> parse_json(std::string_view text) {
  JsonValue value;
  if (!JsonReader(text).read_all(value)) return std::nullopt;
  return value;
}

}  // namespace seedbed
