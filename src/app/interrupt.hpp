// Ctrl-C, SIGTERM and a terminal that goes away: the first cancels the load in good order, the second ends
// the program at once.
#pragma once
#include "base/interrupt.hpp"

namespace seedbed {

// Installs the handlers, and ignores SIGPIPE and SIGXFSZ: a closed pipe and a limit on the
// size of files are errors of the write, no deaths.
void handle_signals();
// Requested once a signal has come.
[[nodiscard]] Interrupt signal_interrupt();

}  // namespace seedbed
