// A load into new tables (`--if-exists fail` or `replace`): several connections create and fill them in a
// staging schema, then one transaction moves them into the target schema.
#pragma once
#include <memory>
#include <string>

#include "sink/target.hpp"

namespace seedbed::postgres {

[[nodiscard]] std::unique_ptr<Target> make_fresh_target(std::string address);

}  // namespace seedbed::postgres
