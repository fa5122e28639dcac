// What a load says when it is done: for people, and as one JSON object.
#pragma once
#include <string>

#include "model/model.hpp"
#include "pipeline/load.hpp"
#include "sink/target.hpp"

namespace seedbed {

struct Summary {
  const model::Model* model = nullptr;
  const LoadRequest* request = nullptr;
  const Target* target = nullptr;
  const LoadResult* result = nullptr;
  std::string target_text;  // the address, without passwords
};

[[nodiscard]] std::string summary_text(const Summary& summary);
[[nodiscard]] std::string summary_json(const Summary& summary);

// Quoted and escaped as JSON.
[[nodiscard]] std::string json_string(std::string_view text);

}  // namespace seedbed
