// Populations who wait once, a million each: how long they waited and by which transition they left, and what
// the formulas say of that.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "support/distribution_checks.hpp"
#include "support/run_model.hpp"

namespace seedbed::test {

inline constexpr double kHours = 3600;  // seconds

// Actors begin in `a` on Monday 2024-01-01 and write when they leave it. `transition` is what the transition
// `go` to `b` has beside name, from, to and emit; `rest` is the rest of the model. Ticks are hours.
[[nodiscard]] RunSpec waiting(const std::string& transition, const std::string& rest = "");
// One more transition from `a` to `b`, for the rest.
[[nodiscard]] std::string also(const std::string& name, const std::string& transition);

struct Leaving {
  double seconds = 0;  // after the start
  std::string transition;
};

// Of all that leave, in the order of time.
[[nodiscard]] std::vector<Leaving> leavings(const RunSpec& spec);

// Checks that all wait, by this distribution of seconds and not by one that is a little slower, as `off`
// says.
void check_waits(const RunSpec& spec, const Cumulative& expected, double off = 1.01);
[[nodiscard]] Cumulative exponential_of(double mean);

// The rhythm `evening`: quiet nights, busy evenings, busier at the weekend. Its multiplier in the hour that
// begins so many hours after Monday 00:00, and the hours of multiplier 1 in the first x seconds, on a clock
// that is `shift` hours ahead.
[[nodiscard]] const std::string& evening_rhythm();
[[nodiscard]] double evening(std::int64_t hour);
[[nodiscard]] double passed(double x, std::int64_t shift = 0);

// The hazard of each transition, the first of which is `go` and the second `other`, at a tick.
using Hazards = std::vector<std::function<double(std::int64_t tick)>>;

// Whether the ticks at which actors left, and by which transition, are as those hazards say: chi-square over
// the first ticks, with all later ones and those who never leave as one.
[[nodiscard]] bool follows_ticks(const std::vector<Leaving>& all, const Hazards& hazards);
// The same of what happens at any time: hazards are functions of hours, and are looked at hour by hour.
using Intensities = std::vector<std::function<double(double hours)>>;
[[nodiscard]] bool follows_hours(const std::vector<Leaving>& all, const Intensities& intensities);

// Whether counts are as the probabilities, which add up to 1, say.
[[nodiscard]] bool follows_shares(const std::vector<double>& counts, const std::vector<double>& shares);

}  // namespace seedbed::test
