// `sqlite:PATH`: an SQLite file, written as PATH.part and renamed to PATH, or appended to in one transaction.
#pragma once
#include <memory>
#include <string>

#include "sink/target.hpp"

namespace seedbed {

[[nodiscard]] std::unique_ptr<Target> make_sqlite_target(std::string path);

}  // namespace seedbed
