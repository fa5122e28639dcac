// Populations of one million actors that wait once: how long they waited and by which transition they left,
// and tests of that against formulas.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "support/distribution_checks.hpp"
#include "support/run_model.hpp"

namespace seedbed::test {

inline constexpr double kHours = 3600;  // seconds

// Actors begin in `a` on Monday 2024-01-01 and write a row when they leave it. `transition` has the keys of
// the transition `go` to `b` except name, from, to and emit; `rest` is the rest of the model. Ticks are
// hours.
[[nodiscard]] RunSpec waiting(const std::string& transition, const std::string& rest = "");
// One more transition from `a` to `b`, for `rest`.
[[nodiscard]] std::string also(const std::string& name, const std::string& transition);

struct Leaving {
  double seconds = 0;  // after the start
  std::string transition;
};

// All actors that leave, in the order of time.
[[nodiscard]] std::vector<Leaving> leavings(const RunSpec& spec);

// Checks that the waits, in seconds, have this distribution, and that the test rejects one that is slower by
// the factor `off`.
void check_waits(const RunSpec& spec, const Cumulative& expected, double off = 1.01);
[[nodiscard]] Cumulative exponential_of(double mean);

// The rhythm `evening`: quiet nights, busy evenings, busier at the weekend. evening() is its multiplier in
// the hour that begins so many hours after Monday 00:00. passed() is its integral over the first x seconds,
// in hours, on a clock that is `shift` hours ahead.
[[nodiscard]] const std::string& evening_rhythm();
[[nodiscard]] double evening(std::int64_t hour);
[[nodiscard]] double passed(double x, std::int64_t shift = 0);

// The hazard at a tick by transition: first `go`, then `other`.
using Hazards = std::vector<std::function<double(std::int64_t tick)>>;

// Whether the ticks and transitions by which actors left fit the hazards: chi-square over the first ticks,
// with one more bin for all later ticks and the actors that never leave.
[[nodiscard]] bool follows_ticks(const std::vector<Leaving>& all, const Hazards& hazards);
// The same for events at any time: hazards are functions of hours, and bins are hours.
using Intensities = std::vector<std::function<double(double hours)>>;
[[nodiscard]] bool follows_hours(const std::vector<Leaving>& all, const Intensities& intensities);

// Whether the counts fit the probabilities, which add up to 1.
[[nodiscard]] bool follows_shares(const std::vector<double>& counts, const std::vector<double>& shares);

}  // namespace seedbed::test
