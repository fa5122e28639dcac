// SIGINT (Ctrl-C), SIGTERM and SIGHUP: the first signal cancels the load and cleans up, the second ends the
// program at once.
#pragma once
#include "base/interrupt.hpp"

namespace seedbed {

// Installs the handlers, and ignores SIGPIPE and SIGXFSZ: writing to a closed pipe
// or beyond a limit on file sizes is then an error of the write and does not end the program.
void handle_signals();
// Requested once a signal has come.
[[nodiscard]] Interrupt signal_interrupt();

}  // namespace seedbed
