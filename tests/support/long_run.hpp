// Whether `scripts/test.sh --long` runs the tests: what happens at random moments is then repeated more
// often.
#pragma once
#include <cstdlib>

namespace seedbed::test {

[[nodiscard]] inline bool is_long_run() { return std::getenv("SEEDBED_TEST_LONG") != nullptr; }

}  // namespace seedbed::test
