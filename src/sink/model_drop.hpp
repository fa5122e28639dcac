// Drops what the loads of one model made in a database, and nothing else.
#pragma once
#include <string>
#include <vector>

#include "sink/loaded_database.hpp"

namespace seedbed {

struct DroppedModel {
  std::string model;
  std::vector<std::string> removed;  // "view left_without_loan", "table trx", …
  std::vector<std::string> notes;    // the tables that stay, and why
};

// Drops the first model in `names` that has a record; `names` are the models that the user may mean,
// likeliest first. Drops everything or nothing. Throws Error(Failure::usage) that suggests the nearest
// recorded model if there is no such record, and the errors of `database`.
[[nodiscard]] DroppedModel drop_model(LoadedDatabase& database, const std::vector<std::string>& names);

}  // namespace seedbed
