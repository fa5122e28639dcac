// The size of a load as `seedbed check` prints it.
#pragma once
#include <string>

#include "pipeline/size_estimate.hpp"

namespace seedbed {

// "about 175,000 rows, 6.9 MB in …", then one line per table.
[[nodiscard]] std::string size_text(const SizeEstimate& size);

}  // namespace seedbed
