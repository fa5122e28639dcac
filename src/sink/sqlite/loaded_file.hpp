// An SQLite file as `verify` and `drop` use it.
#pragma once
#include <memory>
#include <string>

#include "sink/loaded_database.hpp"

namespace seedbed {

// Throws Error: usage if the file does not exist or is not an SQLite database; load if it is in use.
[[nodiscard]] std::unique_ptr<LoadedDatabase> open_loaded_file(const std::string& path,
                                                               const LoadedOptions& options);

}  // namespace seedbed
