// The names in the text of an expression, before it is compiled: they decide what is compiled first.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "expression/expression.hpp"

namespace seedbed::model {

struct Mentions {
  // Names of the scope: no calls, fields, lists and entities, nor the fields that weights of choose() name.
  // More than it really uses at times (units behind a slash), never less.
  std::vector<std::string> names;
  std::vector<std::string> chosen;   // entities, in choose()
  std::vector<std::string> serials;  // in serial()
};

// Returns nothing if the expression cannot be parsed; its compilation reports the error. `entities`: those
// whose fields are known.
[[nodiscard]] Mentions mentions_in(std::string_view expression, const EntityNames* entities);

}  // namespace seedbed::model
