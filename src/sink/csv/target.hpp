// `csv:DIRECTORY`: a file per table, TABLE.csv, with a header.
#pragma once
#include <memory>
#include <string>

#include "sink/target.hpp"

namespace seedbed {

// `path` is a folder's: one that a load makes, fills if it is empty, or replaces as a whole.
[[nodiscard]] std::unique_ptr<Target> make_csv_target(std::string path);

}  // namespace seedbed
