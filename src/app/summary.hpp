// The summary of a finished load: a text for people, and one JSON object.
#pragma once
#include <string>

#include "pipeline/load.hpp"
#include "sink/target.hpp"

namespace seedbed {

struct Summary {
  const LoadPlan* plan = nullptr;
  const Target* target = nullptr;
  const LoadResult* result = nullptr;
  std::string target_text;  // the address, without passwords
};

[[nodiscard]] std::string summary_text(const Summary& summary);
[[nodiscard]] std::string summary_json(const Summary& summary);

}  // namespace seedbed
