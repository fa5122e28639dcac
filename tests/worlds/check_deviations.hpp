// The two checks that every coefficient has.
#pragma once
#include <set>

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

// The second where the coefficient is 10% off in what is expected, instead of in a world of its own: each is
// rejected by itself, too high and too low. Returns the names of those whose samples are too small to tell.
[[nodiscard]] inline std::set<std::string> check_ten_percent_rejected(const Samples& samples) {
  std::set<std::string> too_rare;
  for (const auto& [coefficient, sample] : samples) {
    if (!tells_ten_percent(sample)) {
      too_rare.insert(coefficient);
      continue;
    }
    CAPTURE(coefficient, sample.observed, sample.expected, sample.variance);
    CHECK(deviation(sample, 1.1) < -kFarOff);
    CHECK(deviation(sample, 0.9) > kFarOff);
  }
  return too_rare;
}

}  // namespace seedbed::test
