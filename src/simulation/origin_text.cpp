#include "simulation/origin_text.hpp"

#include <fmt/format.h>

namespace seedbed::model {

std::string origin_text(const Model& model, const Origin& origin) {
  return fmt::format("\n  {}:{}:{}: in {} = \"{}\"", model.file, origin.at.line, origin.at.column,
                     origin.place, origin.expression);
}

}  // namespace seedbed::model
