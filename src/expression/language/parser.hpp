// Builds the tree of an expression from its tokens.
#pragma once
#include <string_view>

#include "expression/language/syntax.hpp"

namespace seedbed::model {

// Operators by how tightly they bind, loosest first: or, and, not, comparisons, + -, * / // %, unary -, call,
// .field. Those of one line group from the left; comparisons do not chain. `scope` only decides whether a
// name behind a slash could be meant instead of a unit. Throws SyntaxError.
[[nodiscard]] SyntaxPointer parse_expression(std::string_view text, const Scope& scope);

// Words that no name in scope can have.
[[nodiscard]] bool is_keyword(std::string_view word);

}  // namespace seedbed::model
