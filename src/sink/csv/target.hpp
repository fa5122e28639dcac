// `csv:DIRECTORY`: one file per table, TABLE.csv, with a header.
#pragma once
#include <memory>
#include <string>

#include "sink/target.hpp"

namespace seedbed {

// `path` is a folder. The load creates it, fills it if it is empty, or replaces it as a whole.
[[nodiscard]] std::unique_ptr<Target> make_csv_target(std::string path);

}  // namespace seedbed
