// What a load of a model will come to: rows and bytes, told from a small sample of its actors.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "expression/program/entity_store.hpp"
#include "model/model.hpp"

namespace seedbed {

struct ExpectedTable {
  std::string name;
  double rows = 0;
  double bytes = 0;    // as SQLite stores the table, without indexes
  bool exact = false;  // its rows are those of entities: they were counted
};

struct Expected {
  std::vector<ExpectedTable> tables;
  double rows = 0;
  double bytes = 0;
  bool exact = true;          // all tables are
  std::uint64_t sampled = 0;  // actors looked at
  std::string failure;        // what the sample failed with, as the load may; "": nothing
};

// Of a whole run with this seed and, where `entities` has them, these. A matter of milliseconds, whatever the
// model's size, once entities are made. Writes nothing.
[[nodiscard]] Expected expect(const model::Model& model, std::uint64_t seed = 1,
                              std::shared_ptr<const model::EntityStore> entities = nullptr);

// "about 175,000 rows, 6.9 MB in …", then a line a table.
[[nodiscard]] std::string expected_text(const Expected& expected);

}  // namespace seedbed
