// `jsonl:PATH` and `jsonl:-`: one JSON object per line, all tables in one time order.
#pragma once
#include <memory>
#include <string>

#include "sink/target.hpp"

namespace seedbed {

// `path` is a file, or "-" for standard output: there the rows are visible before publish(), and writing to a
// closed pipe throws OutputClosed.
[[nodiscard]] std::unique_ptr<Target> make_jsonl_target(std::string path);

}  // namespace seedbed
