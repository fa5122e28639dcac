// A load into new tables (`--if-exists fail` or `replace`): made and filled in a staging schema, over several
// connections, and moved to their place in one transaction.
#pragma once
#include <memory>
#include <string>

#include "sink/target.hpp"

namespace seedbed::postgres {

[[nodiscard]] std::unique_ptr<Target> make_fresh_target(std::string address);

}  // namespace seedbed::postgres
