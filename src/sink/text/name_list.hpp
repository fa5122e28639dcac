// Lists of names, for messages.
#pragma once
#include <string>
#include <vector>

namespace seedbed {

// "'a', 'b'": the first five names, then "…" if there are more.
[[nodiscard]] std::string name_list(const std::vector<std::string>& names);

}  // namespace seedbed
