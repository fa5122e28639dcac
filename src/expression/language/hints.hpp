// Hints in messages: what the author probably meant.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "expression/expression.hpp"
#include "expression/language/generator.hpp"

namespace seedbed::model {

// A node as it stands in the file, for messages: `70`, `amount <= balance`.
[[nodiscard]] std::string source_of(const Node& node);
// The same with its place in the model and in the file, for messages of a run.
[[nodiscard]] Origin origin_of(const Node& node, std::string place);

// Behind a syntax error, where a text is expected and only words stand: "; if it is text, write \"'New
// York'\"".
[[nodiscard]] std::string unquoted_text_hint(std::string_view expression, const Expectation& expected);

// Behind a wrong type.
[[nodiscard]] std::string type_hint(const Node& node, const ExprType& type, const Expectation& expected);

// The whole message where a probability is expected and a constant above 1 stands, as in `chance = 70`.
[[nodiscard]] std::optional<std::string> probability_hint(const Node& node, const Expectation& expected,
                                                          const ExprType& type, const Operand& value);

}  // namespace seedbed::model
