// Splits the text of an expression into tokens.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expression/language/syntax.hpp"

namespace seedbed::model {

struct Token {
  enum class Kind : std::uint8_t { end, name, symbol, literal };
  Kind kind = Kind::end;
  std::size_t at = 0;      // its first byte
  std::string_view spelt;  // in the expression
  // Of literals: the type and, as in Syntax, the value. 9223372036854775808 is an integer of this value in
  // `magnitude`, which only a minus before it makes an int.
  ExprType type;
  std::int64_t integer = 0;
  std::uint64_t magnitude = 0;
  double real = 0;
  std::string text;

  [[nodiscard]] bool is(std::string_view symbol_or_word) const {
    return (kind == Kind::symbol || kind == Kind::name) && spelt == symbol_or_word;
  }
};

// All tokens, the last one of kind end. `expression` must outlive them. Throws SyntaxError.
[[nodiscard]] std::vector<Token> tokenize(std::string_view expression);

// The duration of a unit behind a slash: `day` in `3/day`. Microseconds.
[[nodiscard]] std::optional<std::int64_t> rate_unit(std::string_view name);

}  // namespace seedbed::model
