// `jsonl:PATH` and `jsonl:-`: one JSON object a line, all tables in one time order.
#pragma once
#include <memory>
#include <string>

#include "sink/target.hpp"

namespace seedbed {

// `path` is a file's, or "-" for standard output, where rows show as they come and a closed pipe throws
// OutputClosed.
[[nodiscard]] std::unique_ptr<Target> make_jsonl_target(std::string path);

}  // namespace seedbed
