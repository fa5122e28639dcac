// What a load of a model will come to: rows and bytes, told from a small sample of its actors.
#pragma once
#include <cstdint>
#include <string>

#include "model/model.hpp"

namespace seedbed {

struct Expected {
  double rows = 0;
  double bytes = 0;           // as SQLite stores the tables, without indexes
  std::uint64_t sampled = 0;  // actors looked at
  std::string failure;        // what the sample failed with, as the load may; "": nothing
};

// A matter of milliseconds, whatever the model's size. Writes nothing.
[[nodiscard]] Expected expect(const model::Model& model);

}  // namespace seedbed
