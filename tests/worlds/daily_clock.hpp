// The time that a rhythm lets pass, computed here and not by the model: hours and weekdays, each scaled to
// mean 1.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace seedbed::test {

class DailyClock {
 public:
  DailyClock(const std::array<double, 24>& hours, const std::array<double, 7>& weekdays);

  // The share of a week's time that passes in this hour of the day, and on this day (Monday 0).
  [[nodiscard]] double share_of_hour(std::size_t hour) const { return hours_[hour] / 24; }
  [[nodiscard]] double share_of_day(std::size_t day) const { return weekdays_[day] / 7; }
  // The integral of the rhythm over [from, to), in microseconds. Times are local, since 1970.
  [[nodiscard]] double between(std::int64_t from, std::int64_t to) const { return until(to) - until(from); }
  // The multiplier at a local time.
  [[nodiscard]] double at(std::int64_t time) const;

 private:
  [[nodiscard]] double until(std::int64_t time) const;

  std::array<double, 24> hours_{};
  std::array<double, 7> weekdays_{};
  std::array<double, 169> before_{};  // the hours of a week added up
};

// As they stand in config/mobile.toml and config/music.toml.
[[nodiscard]] const DailyClock& evening();
[[nodiscard]] const DailyClock& listening();

[[nodiscard]] std::size_t hour_of(std::int64_t local);
[[nodiscard]] std::size_t weekday_of(std::int64_t local);

}  // namespace seedbed::test
