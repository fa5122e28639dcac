// The command line: turns options into commands, and failures into messages and exit codes.
#pragma once

namespace seedbed {

// Returns the exit code: 0, or the value of a Failure.
int run_command_line(int argc, char** argv);

}  // namespace seedbed
