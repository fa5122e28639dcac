// An SQLite file, read back and taken down: what `verify` and `drop` see of it.
#pragma once
#include <memory>
#include <string>

#include "sink/loaded_database.hpp"

namespace seedbed {

// Opens the file. Throws Error: usage if it is not there, or no SQLite database; load if it is in use.
[[nodiscard]] std::unique_ptr<LoadedDatabase> open_loaded_file(const std::string& path,
                                                               const LoadedOptions& options);

}  // namespace seedbed
