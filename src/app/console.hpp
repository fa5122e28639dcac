// Standard error, for people. Errors of writing are ignored: a load does not fail because a
// terminal was closed.
#pragma once
#include <string_view>

namespace seedbed {

void say(std::string_view text) noexcept;

// Opens /dev/null in place of standard streams that are closed: otherwise a file that
// seedbed opens would get the number of such a stream, and messages would be written into it.
void keep_standard_streams() noexcept;

}  // namespace seedbed
