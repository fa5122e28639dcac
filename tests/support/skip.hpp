// Tests that cannot run everywhere: ctest reports them as skipped, scripts/test.sh with the reason.
#pragma once
#include <string>

namespace seedbed::test {

// REQUIRES: the test case ends after it. A failure takes precedence.
void skip(const std::string& reason);

// What the program of a test returns if nothing failed and something was skipped: the value that Catch2 3
// returns for its own skipped tests. Its CMake module sets it for ctest, whatever tests/CMakeLists.txt sets.
inline constexpr int kSkipped = 4;
[[nodiscard]] bool something_was_skipped();

}  // namespace seedbed::test
