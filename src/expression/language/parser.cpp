#include "expression/language/parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "expression/language/lexer.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

// The parser recurses with every parenthesis and operator inside another, the checker and the generator over
// the tree, which a long sum makes deep too. A level takes up to 2 KiB of the stack, so this stays within 2
// MiB; no expression of a person is near it.
constexpr int kMaxNesting = 400;
constexpr int kMaxDepth = 1000;

constexpr std::array<std::string_view, 6> kKeywords = {"true", "false", "null", "and", "or", "not"};
constexpr std::array<std::string_view, 6> kComparisons = {"==", "!=", "<", "<=", ">", ">="};

class Parser {
 public:
  Parser(std::string_view text, const Scope& scope) : tokens_(tokenize(text)), scope_(scope) {}

  SyntaxPointer whole() {
    if (current().kind == Token::Kind::end) throw SyntaxError(0, "an expression is missing");
    SyntaxPointer result = disjunction();
    if (current().kind != Token::Kind::end) refuse("an operator or the end");
    return result;
  }

 private:
  [[nodiscard]] const Token& current() const { return tokens_[at_]; }
  [[nodiscard]] const Token& following() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }

  Token take() {
    Token token = tokens_[at_];
    if (at_ + 1 < tokens_.size()) ++at_;
    return token;
  }

  bool accept(std::string_view what) {
    if (!current().is(what)) return false;
    take();
    return true;
  }

  void expect(std::string_view symbol) {
    if (!accept(symbol)) refuse(fmt::format("`{}`", symbol));
  }

  [[noreturn]] void refuse(std::string_view expected) const {
    if (current().kind == Token::Kind::end)
      throw SyntaxError(current().at, fmt::format("the expression ends where {} should follow", expected));
    throw SyntaxError(current().at, fmt::format("unexpected `{}` where {} should stand{}", current().spelt,
                                                expected, detached_unit_hint()));
  }

  // `5 min`, `3 per day`: what people write.
  [[nodiscard]] std::string detached_unit_hint() const {
    const bool number = at_ > 0 && tokens_[at_ - 1].kind == Token::Kind::literal;
    if (!number || current().kind != Token::Kind::name) return "";
    if (current().is("per")) return "; a rate is written 3/day";
    std::string_view unit = current().spelt;
    if (unit.size() > 2 && unit.ends_with('s')) unit.remove_suffix(1);  // days
    return rate_unit(unit) ? "; a duration's unit touches its number, as in 5m, 2h or 1d" : "";
  }

  [[nodiscard]] static SyntaxPointer node(Syntax::Kind kind, std::size_t at, std::string_view name) {
    auto result = std::make_unique<Syntax>();
    result->kind = kind;
    result->at = at;
    result->name = name;
    return result;
  }

  static void add_part(Syntax& to, SyntaxPointer part) {
    to.depth = std::max(to.depth, part->depth + 1);
    if (to.depth > kMaxDepth)
      throw SyntaxError(to.at, fmt::format("the expression has more than {} operations in a row", kMaxDepth));
    to.parts.push_back(std::move(part));
  }

  static SyntaxPointer binary(const Token& symbol, SyntaxPointer left, SyntaxPointer right) {
    SyntaxPointer result = node(Syntax::Kind::call, symbol.at, symbol.spelt);
    add_part(*result, std::move(left));
    add_part(*result, std::move(right));
    return result;
  }

  static SyntaxPointer unary(std::string_view function, std::size_t at, SyntaxPointer of) {
    SyntaxPointer result = node(Syntax::Kind::call, at, function);
    add_part(*result, std::move(of));
    return result;
  }

  // Bounds the parser's own recursion, before there is a node to count.
  struct Nesting {
    Nesting(int& depth, std::size_t at) : depth_(depth) {
      if (++depth_ > kMaxNesting) throw SyntaxError(at, "the expression is nested too deeply");
    }
    ~Nesting() { --depth_; }
    int& depth_;
  };

  SyntaxPointer disjunction() {
    SyntaxPointer left = conjunction();
    while (current().is("or")) {
      const Token symbol = take();
      left = binary(symbol, std::move(left), conjunction());
    }
    return left;
  }

  SyntaxPointer conjunction() {
    SyntaxPointer left = negation();
    while (current().is("and")) {
      const Token symbol = take();
      left = binary(symbol, std::move(left), negation());
    }
    return left;
  }

  SyntaxPointer negation() {
    const Nesting nesting(nesting_, current().at);
    if (!current().is("not")) return comparison();
    const std::size_t at = take().at;
    return unary("not", at, negation());
  }

  [[nodiscard]] bool at_comparison() const {
    return current().kind == Token::Kind::symbol &&
           std::find(kComparisons.begin(), kComparisons.end(), current().spelt) != kComparisons.end();
  }

  SyntaxPointer comparison() {
    SyntaxPointer left = sum();
    if (!at_comparison()) return left;
    const Token symbol = take();
    left = binary(symbol, std::move(left), sum());
    if (at_comparison())
      throw SyntaxError(current().at,
                        "comparisons do not chain: write `a < b and b < c`, or set parentheses");
    return left;
  }

  SyntaxPointer sum() {
    SyntaxPointer left = product();
    while (current().is("+") || current().is("-")) {
      const Token symbol = take();
      left = binary(symbol, std::move(left), product());
    }
    return left;
  }

  SyntaxPointer product() {
    SyntaxPointer left = minus();
    while (current().is("*") || current().is("/") || current().is("//") || current().is("%")) {
      const Token symbol = take();
      const bool unit = symbol.is("/") && at_unit(*left);
      left = binary(symbol, std::move(left), unit ? unit_literal() : minus());
    }
    return left;
  }

  // Behind a slash a unit's name is the unit. Where a name in scope could be meant as well nobody guesses,
  // except after a literal: `3/day` says enough.
  [[nodiscard]] bool at_unit(const Syntax& numerator) const {
    if (current().kind != Token::Kind::name || !rate_unit(current().spelt)) return false;
    if (following().is("(") || following().is(".")) return false;
    if (numerator.kind != Syntax::Kind::literal && scope_.find(current().spelt) != nullptr)
      throw SyntaxError(current().at,
                        fmt::format("`{0}` is a unit here, as in 3/{0}, and a name in scope too: write "
                                    "`/ ({0})` for the name, `/ 1{0}` or the like for the unit",
                                    current().spelt));
    return true;
  }

  SyntaxPointer unit_literal() {
    const Token token = take();
    SyntaxPointer result = node(Syntax::Kind::literal, token.at, "");
    result->type.kind = Kind::duration;
    result->integer = *rate_unit(token.spelt);
    return result;
  }

  SyntaxPointer minus() {
    const Nesting nesting(nesting_, current().at);
    if (!current().is("-")) return postfix();
    const std::size_t at = take().at;
    if (current().kind == Token::Kind::literal && current().magnitude == std::uint64_t{1} << 63) {
      SyntaxPointer least = node(Syntax::Kind::literal, at, "");
      least->type.kind = Kind::integer;
      least->integer = take().integer;
      return least;
    }
    return unary("unary -", at, minus());
  }

  SyntaxPointer postfix() {
    SyntaxPointer of = primary();
    while (accept(".")) {
      if (current().kind != Token::Kind::name) refuse("a field's name");
      const Token field = take();
      SyntaxPointer result = node(Syntax::Kind::field, field.at, field.spelt);
      add_part(*result, std::move(of));
      of = std::move(result);
    }
    return of;
  }

  SyntaxPointer primary() {
    if (current().kind == Token::Kind::literal) return literal();
    if (accept("(")) {
      SyntaxPointer inner = disjunction();
      expect(")");
      return inner;
    }
    if (current().kind != Token::Kind::name) refuse("a value");
    if (is_keyword(current().spelt)) return keyword();
    const Token name = take();
    if (!accept("(")) return node(Syntax::Kind::name, name.at, name.spelt);
    return name.spelt == "choose" ? choose(name) : call(name);
  }

  SyntaxPointer literal() {
    Token token = take();
    if (token.magnitude == std::uint64_t{1} << 63)
      throw SyntaxError(token.at, fmt::format("{} does not fit into an int of 64 bits", token.spelt));
    SyntaxPointer result = node(Syntax::Kind::literal, token.at, "");
    result->type = token.type;
    result->integer = token.integer;
    result->real = token.real;
    result->text = std::move(token.text);
    return result;
  }

  SyntaxPointer keyword() {
    if (!current().is("true") && !current().is("false") && !current().is("null")) refuse("a value");
    const Token token = take();
    SyntaxPointer result = node(Syntax::Kind::literal, token.at, "");
    result->type.kind = token.is("null") ? Kind::null : Kind::boolean;
    result->integer = token.is("true") ? 1 : 0;
    return result;
  }

  SyntaxPointer call(const Token& name) {
    SyntaxPointer result = node(Syntax::Kind::call, name.at, name.spelt);
    if (accept(")")) return result;
    do {
      add_part(*result, disjunction());
    } while (accept(","));
    if (!current().is(")")) refuse("`,` or `)`");
    take();
    return result;
  }

  // choose(app), choose(app, popularity), choose(campaign of app, bid)
  SyntaxPointer choose(const Token& word) {
    if (current().kind != Token::Kind::name) refuse("an entity's name");
    SyntaxPointer result = node(Syntax::Kind::choose, word.at, take().spelt);
    if (accept("of")) {
      result->has_parent = true;
      add_part(*result, disjunction());
    }
    if (accept(",")) {
      result->has_weight = true;
      add_part(*result, disjunction());
    }
    expect(")");
    return result;
  }

  std::vector<Token> tokens_;
  const Scope& scope_;
  std::size_t at_ = 0;
  int nesting_ = 0;
};

}  // namespace

SyntaxPointer parse_expression(std::string_view text, const Scope& scope) {
  return Parser(text, scope).whole();
}

bool is_keyword(std::string_view word) {
  return std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
}

}  // namespace seedbed::model
