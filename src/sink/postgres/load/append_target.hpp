// A load into existing tables (`--if-exists append`): one connection and one transaction, which also writes
// the load's row in seedbed_load. Creates the tables if none of them exists.
#pragma once
#include <memory>
#include <string>

#include "sink/target.hpp"

namespace seedbed::postgres {

[[nodiscard]] std::unique_ptr<Target> make_append_target(std::string address);

}  // namespace seedbed::postgres
