// Tests that cannot run everywhere: ctest reports them as skipped, scripts/test.sh with the reason.
#pragma once
#include <string>

namespace seedbed::test {

// To be followed by the end of the test case. A failure counts more.
void skip(const std::string& reason);

// What the program of a test returns if nothing failed and something was skipped: what Catch2 3 returns for
// its own skipped tests, since its CMake module tells ctest so, whatever tests/CMakeLists.txt says.
inline constexpr int kSkipped = 4;
[[nodiscard]] bool something_was_skipped();

}  // namespace seedbed::test
