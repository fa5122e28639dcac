#include "worlds/daily_clock.hpp"

#include <numeric>

namespace seedbed::test {
namespace {

constexpr std::int64_t kHour = 3'600'000'000;
constexpr std::int64_t kWeek = 168 * kHour;
constexpr std::int64_t kFirstMonday = 4 * 24 * kHour;  // 1970-01-05

// Time since some Monday, 00:00; times before 1970-01-05 do not occur.
std::int64_t of_week(std::int64_t time) { return (time - kFirstMonday) % kWeek; }

template <std::size_t N>
std::array<double, N> scaled(std::array<double, N> values) {
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(N);
  for (double& value : values) value /= mean;
  return values;
}

}  // namespace

DailyClock::DailyClock(const std::array<double, 24>& hours, const std::array<double, 7>& weekdays)
    : hours_(scaled(hours)), weekdays_(scaled(weekdays)) {
  for (std::size_t h = 0; h < 168; ++h) before_[h + 1] = before_[h] + hours_[h % 24] * weekdays_[h / 24];
}

double DailyClock::at(std::int64_t time) const { return hours_[hour_of(time)] * weekdays_[weekday_of(time)]; }

double DailyClock::until(std::int64_t time) const {
  const auto hour = static_cast<std::size_t>(of_week(time) / kHour);
  const auto weeks = static_cast<double>((time - kFirstMonday) / kWeek);
  const double part = static_cast<double>(of_week(time) % kHour) / static_cast<double>(kHour);
  return (weeks * 168 + before_[hour] + part * (before_[hour + 1] - before_[hour])) *
         static_cast<double>(kHour);
}

const DailyClock& evening() {
  static const DailyClock clock({0.55, 0.35, 0.22, 0.15, 0.12, 0.16, 0.35, 0.65, 0.85, 0.92, 0.98, 1.02,
                                 1.10, 1.08, 1.02, 1.05, 1.15, 1.35, 1.60, 1.85, 2.00, 1.85, 1.45, 0.95},
                                {0.96, 0.95, 0.96, 0.98, 1.03, 1.08, 1.04});
  return clock;
}

const DailyClock& listening() {
  static const DailyClock clock({0.65, 0.64, 0.63, 0.63, 0.64, 0.65, 0.67, 0.70, 0.75, 0.81, 0.90, 1.04,
                                 1.27, 1.68, 2.25, 2.25, 1.68, 1.27, 1.04, 0.90, 0.81, 0.75, 0.70, 0.67},
                                {1, 1, 1, 1, 1, 0.5, 0.5});
  return clock;
}

std::size_t hour_of(std::int64_t local) { return static_cast<std::size_t>(of_week(local) / kHour % 24); }
std::size_t weekday_of(std::int64_t local) { return static_cast<std::size_t>(of_week(local) / (24 * kHour)); }

}  // namespace seedbed::test
