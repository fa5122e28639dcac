// The expression of the model in which a run-time error occurred.
#pragma once
#include <string>

#include "model/model.hpp"

namespace seedbed::model {

// A line of its own after the message: "\n  bank.toml:12:8: in user.transition.login.when = \"a < b\"".
[[nodiscard]] std::string origin_text(const Model& model, const Origin& origin);

}  // namespace seedbed::model
