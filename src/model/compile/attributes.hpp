// Functions for the attributes of both actors and entities: their order and their first values.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "expression/expression.hpp"

namespace seedbed::model {

// Orders attributes so that each comes after those that its expression mentions. Reports attributes that need
// each other in a circle, leaves them out and binds them in `scope` as broken. `where` is for messages
// ("[actor.user]").
[[nodiscard]] std::vector<const Node*> in_order_of_need(const std::vector<const Node*>& attributes,
                                                        std::string_view where, Scope& scope,
                                                        Diagnostics& diagnostics);

// `first` and the attributes that mention it, directly or through others.
[[nodiscard]] std::set<const Node*> dependents(const std::vector<const Node*>& ordered, const Node& first,
                                               const Scope& scope);

// The expression of an attribute: the node itself, or the `value` of { type = "time", value = "null" }.
[[nodiscard]] const Node* expression_of(const Node& attribute);

// Compiles the attribute's first value. Returns nothing if there is an error, which is reported. The type is
// never null; { type, value } can give it.
[[nodiscard]] std::optional<Compiled> compile_first_value(const Node& attribute, const Scope& scope,
                                                          const std::string& place, Program& program,
                                                          Diagnostics& diagnostics);

// Reports a name that is not an identifier, is reserved by the language, or is already in `outer`.
void check_attribute_name(const Node& attribute, std::string_view where, const Scope& outer,
                          Diagnostics& diagnostics);

}  // namespace seedbed::model
