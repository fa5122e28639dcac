// Standard error, for people. What cannot be written there is dropped: a load does not fail for a closed
// terminal.
#pragma once
#include <string_view>

namespace seedbed {

void say(std::string_view text) noexcept;

// Opens /dev/null in place of standard streams that are closed: a file of ours would take their number
// otherwise, and messages would end up in it.
void keep_standard_streams() noexcept;

}  // namespace seedbed
