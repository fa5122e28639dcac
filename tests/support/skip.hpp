// Tests that cannot run everywhere: ctest reports them as skipped, scripts/test.sh with the reason.
#pragma once
#include <string>

namespace seedbed::test {

// To be followed by the end of the test case. A failure counts more.
void skip(const std::string& reason);

// What the program of a test returns if nothing failed and something was skipped; tests/CMakeLists.txt knows
// it.
inline constexpr int kSkipped = 77;
[[nodiscard]] bool something_was_skipped();

}  // namespace seedbed::test
