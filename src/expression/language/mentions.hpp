// What the text of an expression mentions: before it is compiled, to know what must be there first.
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

// Nothing where the expression cannot be read: its compilation says why. `entities`: those whose fields are
// known.
[[nodiscard]] Mentions mentions_in(std::string_view expression, const EntityNames* entities);

}  // namespace seedbed::model
