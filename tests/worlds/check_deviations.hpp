// The two checks that every coefficient has.
#pragma once
#include "support/catch.hpp"
#include "worlds/deviation.hpp"

namespace seedbed::test {

inline void check_recovered(const Deviations& deviations) {
  for (const auto& [coefficient, far] : deviations) {
    CAPTURE(coefficient, far);
    CHECK(std::fabs(far) < kFarOff);
  }
}

inline void check_rejected(const Deviations& deviations) {
  for (const auto& [coefficient, far] : deviations) {
    CAPTURE(coefficient, far);
    CHECK(std::fabs(far) > kFarOff);
  }
}

}  // namespace seedbed::test
