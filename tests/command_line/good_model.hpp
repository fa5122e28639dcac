// The small model tests/cases/files/good.toml, and edits to it.
#pragma once
#include <string>
#include <vector>

namespace seedbed::test {

[[nodiscard]] std::string good_model();

struct Edit {
  std::string from;  // occurs in the model exactly once
  std::string to;
};

[[nodiscard]] std::string edited(const std::vector<Edit>& edits);

}  // namespace seedbed::test
