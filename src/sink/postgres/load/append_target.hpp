// A load into the tables that are there (`--if-exists append`): one connection, one transaction, and in it
// the load's row in seedbed_load.
#pragma once
#include <memory>
#include <string>

#include "sink/target.hpp"

namespace seedbed::postgres {

[[nodiscard]] std::unique_ptr<Target> make_append_target(std::string address);

}  // namespace seedbed::postgres
