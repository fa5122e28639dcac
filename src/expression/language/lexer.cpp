#include "expression/language/lexer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/civil_time.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

struct Unit {
  std::string_view name;
  std::int64_t micros;
};

constexpr std::int64_t kSecond = kMicrosPerSecond;
constexpr std::array<Unit, 11> kRateUnits = {{{"s", kSecond},
                                              {"m", 60 * kSecond},
                                              {"h", 3600 * kSecond},
                                              {"d", kMicrosPerDay},
                                              {"w", 7 * kMicrosPerDay},
                                              {"sec", kSecond},
                                              {"min", 60 * kSecond},
                                              {"hour", 3600 * kSecond},
                                              {"day", kMicrosPerDay},
                                              {"week", 7 * kMicrosPerDay},
                                              {"year", 365 * kMicrosPerDay}}};

constexpr std::array<std::string_view, 12> kSymbols = {"==", "!=", "<=", ">=", "//", "<",
                                                       ">",  "+",  "-",  "*",  "/",  "%"};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> run() {
    std::vector<Token> tokens;
    while (true) {
      while (at_ < text_.size() && is_space(text_[at_])) ++at_;
      const std::size_t begin = at_;
      Token token = next();
      token.at = begin;
      token.spelt = text_.substr(begin, at_ - begin);
      tokens.push_back(std::move(token));
      if (tokens.back().kind == Token::Kind::end) return tokens;
    }
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  Token next() {
    if (at_ == text_.size()) return {};
    const char c = peek();
    if (is_letter(c)) return name();
    if (is_digit(c)) return is_date() ? date_or_time() : number();
    if (c == '\'') return text();
    return symbol();
  }

  Token name() {
    while (is_letter(peek()) || is_digit(peek())) ++at_;
    Token token;
    token.kind = Token::Kind::name;
    return token;
  }

  Token symbol() {
    Token token;
    token.kind = Token::Kind::symbol;
    const std::string_view rest = text_.substr(at_);
    for (const std::string_view s : kSymbols) {
      if (rest.starts_with(s)) {
        at_ += s.size();
        return token;
      }
    }
    if (std::string_view("(),.").find(peek()) == std::string_view::npos) refuse_character();
    ++at_;
    return token;
  }

  [[noreturn]] void refuse_character() const {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("=")) throw SyntaxError(at_, "`=` compares nothing: write `==`");
    if (rest.starts_with("&&")) throw SyntaxError(at_, "write `and` for `&&`");
    if (rest.starts_with("||")) throw SyntaxError(at_, "write `or` for `||`");
    if (rest.starts_with("!")) throw SyntaxError(at_, "write `not` for `!`");
    if (rest.starts_with("\"")) throw SyntaxError(at_, "text in an expression stands in single quotes: 'US'");
    std::size_t size = 1;  // a whole character of UTF-8
    while (size < rest.size() && (static_cast<unsigned char>(rest[size]) & 0xC0U) == 0x80U) ++size;
    if (static_cast<unsigned char>(rest[0]) < 0x20)
      throw SyntaxError(at_, "a control character, which no expression has");
    throw SyntaxError(at_, fmt::format("unexpected `{}`", rest.substr(0, size)));
  }

  Token text() {
    Token token = literal(Kind::text);
    const std::size_t begin = at_++;
    while (true) {
      const std::size_t quote = text_.find('\'', at_);
      if (quote == std::string_view::npos) throw SyntaxError(begin, "this text has no closing quote");
      token.text += text_.substr(at_, quote - at_);
      at_ = quote + 1;
      if (peek() != '\'') break;
      token.text += '\'';
      ++at_;
    }
    if (token.text.find('\0') != std::string::npos) throw SyntaxError(begin, "a text has no NUL character");
    return token;
  }

  [[nodiscard]] static Token literal(Kind kind) {
    Token token;
    token.kind = Token::Kind::literal;
    token.type.kind = kind;
    return token;
  }

  // `2024-01-01` without spaces is a date, never a subtraction.
  [[nodiscard]] bool is_date() const {
    static constexpr std::string_view kShape = "dddd-dd-dd";
    for (std::size_t i = 0; i < kShape.size(); ++i) {
      if (kShape[i] == 'd' ? !is_digit(peek(i)) : peek(i) != '-') return false;
    }
    return !is_digit(peek(kShape.size()));
  }

  Token date_or_time() {
    const std::size_t begin = at_;
    at_ += 10;
    if (peek() == 'T' && is_digit(peek(1))) {
      ++at_;
      while (is_digit(peek()) || peek() == ':' || (peek() == '.' && is_digit(peek(1)))) ++at_;
      if (peek() == 'Z') {
        ++at_;
      } else if ((peek() == '+' || peek() == '-') && is_digit(peek(1)) && is_digit(peek(2)) &&
                 peek(3) == ':') {
        at_ += 6;
      }
      at_ = std::min(at_, text_.size());
    }
    const std::string_view spelt = text_.substr(begin, at_ - begin);
    Token token = literal(spelt.size() == 10 ? Kind::date : Kind::time);
    const auto value = spelt.size() == 10 ? parse_date(spelt) : parse_date_time(spelt);
    if (!value || is_letter(peek()) || is_digit(peek()))
      throw SyntaxError(begin,
                        fmt::format("`{}` is no date or time, such as 2024-01-31 or 2024-01-31T12:00:00Z",
                                    text_.substr(begin, at_ - begin + (is_letter(peek()) ? 1 : 0))));
    token.integer = *value;
    return token;
  }

  // Digits with underscores between them, appended to `digits_` without.
  void digits() {
    while (is_digit(peek()) || (peek() == '_' && is_digit(peek(1)) && at_ > 0 && is_digit(text_[at_ - 1]))) {
      if (peek() != '_') digits_ += peek();
      ++at_;
    }
  }

  Token number() {
    const std::size_t begin = at_;
    digits_.clear();
    digits();
    bool real = false;
    if (peek() == '.' && is_digit(peek(1))) {
      real = true;
      digits_ += '.';
      ++at_;
      digits();
    }
    const bool has_exponent = exponent();
    if (peek() == '%') return percent(begin, has_exponent);
    if (is_letter(peek()) && !has_exponent) return duration(begin);
    if (is_letter(peek())) refuse_unit(begin);
    return real || has_exponent ? real_number(begin, digits_) : integer(begin);
  }

  bool exponent() {
    if (peek() != 'e' && peek() != 'E') return false;
    const bool sign = peek(1) == '+' || peek(1) == '-';
    if (!is_digit(peek(sign ? 2 : 1))) return false;
    digits_ += 'e';
    ++at_;
    if (sign) digits_ += text_[at_++];
    if (digits_.back() == '+') digits_.pop_back();  // from_chars does not take it
    digits();
    return true;
  }

  Token integer(std::size_t begin) {
    Token token = literal(Kind::integer);
    const auto end = std::from_chars(digits_.data(), digits_.data() + digits_.size(), token.magnitude);
    if (end.ec != std::errc() || token.magnitude > (std::uint64_t{1} << 63))
      throw SyntaxError(begin, fmt::format("{} does not fit into an int of 64 bits", digits_));
    token.integer = static_cast<std::int64_t>(token.magnitude);  // 2^63 becomes the least int
    return token;
  }

  Token real_number(std::size_t begin, const std::string& digits) const {
    Token token = literal(Kind::real);
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), token.real);
    if (end.ec != std::errc() || end.ptr != digits.data() + digits.size())
      throw SyntaxError(begin, fmt::format("{} is outside the range of reals", digits));
    return token;
  }

  // Read as written with the exponent lowered by two, so that 0.01% is the real nearest to 0.0001.
  Token percent(std::size_t begin, bool has_exponent) {
    ++at_;
    if (is_letter(peek()) || is_digit(peek()) || peek() == '(')
      throw SyntaxError(at_ - 1,
                        "`%` right after a number is percent; the remainder has a space before it: 10 % 3");
    if (!has_exponent) return real_number(begin, digits_ + "e-2");
    const std::size_t e = digits_.find('e');
    int exponent = 0;
    const auto end = std::from_chars(digits_.data() + e + 1, digits_.data() + digits_.size(), exponent);
    if (end.ec != std::errc())
      throw SyntaxError(begin, fmt::format("{} is outside the range of reals", digits_));
    return real_number(begin, fmt::format("{}e{}", digits_.substr(0, e), exponent - 2));
  }

  Token duration(std::size_t begin) {
    const std::size_t unit_at = at_;
    while (is_letter(peek()) || is_digit(peek())) ++at_;
    const auto value = parse_duration(digits_ + std::string(text_.substr(unit_at, at_ - unit_at)));
    if (!value) refuse_unit(begin);
    if (peek() == '%')
      throw SyntaxError(at_, "percent of a duration; the remainder has a space before the `%`");
    Token token = literal(Kind::duration);
    token.integer = *value;
    return token;
  }

  [[noreturn]] void refuse_unit(std::size_t begin) {
    while (is_letter(peek()) || is_digit(peek())) ++at_;
    throw SyntaxError(
        begin, fmt::format("`{}` is no number and no duration, which has one of the units us ms s m h d w",
                           text_.substr(begin, at_ - begin)));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string digits_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view expression) { return Lexer(expression).run(); }

std::optional<std::int64_t> rate_unit(std::string_view name) {
  const auto found =
      std::find_if(kRateUnits.begin(), kRateUnits.end(), [&](const Unit& unit) { return unit.name == name; });
  if (found == kRateUnits.end()) return std::nullopt;
  return found->micros;
}

}  // namespace seedbed::model
