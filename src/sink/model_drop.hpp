// Takes down what the loads of one model made in a database, and nothing else.
#pragma once
#include <string>
#include <vector>

#include "sink/loaded_database.hpp"

namespace seedbed {

struct DroppedModel {
  std::string model;
  std::vector<std::string> removed;  // "view left_without_loan", "table trx", …
  std::vector<std::string> notes;    // what stays, and why
};

// `names` is what the user may mean, the likeliest first: the first that is recorded is dropped. All or
// nothing. Throws Error(Failure::usage) that names the nearest recorded model if none is, and what `database`
// throws.
[[nodiscard]] DroppedModel drop_model(LoadedDatabase& database, const std::vector<std::string>& names);

}  // namespace seedbed
