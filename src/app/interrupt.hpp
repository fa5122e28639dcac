// Ctrl-C and SIGTERM: the first cancels the load in good order, the second ends the program at once.
#pragma once
#include <atomic>

namespace seedbed {

// Installs the handlers, and ignores SIGPIPE: a closed pipe is an error of the write, not a death.
void handle_signals();
// True once a signal has come.
[[nodiscard]] const std::atomic<bool>& interrupted();

}  // namespace seedbed
