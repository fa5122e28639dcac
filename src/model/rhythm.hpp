// Rhythm: how busy each hour of the week is, as multipliers with mean 1. Fade: how activity decreases with
// age. docs/model.md, section Time, describes both. Immutable; any thread may use them.
#pragma once
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace seedbed::model {

inline constexpr std::int64_t kHour = 3'600'000'000;  // microseconds
inline constexpr std::int64_t kDay = 24 * kHour;
inline constexpr std::int64_t kWeek = 7 * kDay;

class Rhythm {
 public:
  // `hours` and `weekdays` (Monday first) are finite, not negative and not all zero; each is scaled to
  // mean 1. `dates`: days since 1970 in local time, each with a factor that is finite and not negative; each
  // day once. Local time is UTC plus `utc_offset` microseconds.
  Rhythm(const std::array<double, 24>& hours, const std::array<double, 7>& weekdays,
         std::vector<std::pair<std::int64_t, double>> dates, std::int64_t utc_offset);

  // Times are UTC; `shift` is how far an actor's clock is ahead of the rhythm's. Both are microseconds. A
  // local time beyond 64 bits is clamped to the first or last 64-bit time.

  // The multiplier at `time`.
  [[nodiscard]] double at(std::int64_t time, std::int64_t shift) const;
  // In [`time`, `until`), at() returns at most `greatest`: on a date, the greatest of that date's hours;
  // between dates, the greatest of the week. `until` is later than `time`; INT64_MAX if the bound always
  // holds.
  struct Bound {
    double greatest;
    std::int64_t until;
  };
  [[nodiscard]] Bound bound_from(std::int64_t time, std::int64_t shift) const;
  // `time` if its multiplier is above 0, otherwise the start of the next hour with a multiplier above 0;
  // INT64_MAX if that is beyond 64 bits. The cost grows with the number of dates passed, not of hours.
  [[nodiscard]] std::int64_t next_active(std::int64_t time, std::int64_t shift) const;
  // The first time T at which the multiplier's integral over [time, T] is `amount` microseconds, as an offset
  // from `time`, exact to half a microsecond; infinite beyond kHorizon. 0 if `amount` is 0, at any hour.
  // REQUIRES: `amount` is not negative. The cost grows with the number of dates passed, not of hours.
  [[nodiscard]] double advance(std::int64_t time, std::int64_t shift, double amount) const;

  // Offsets above this mean never. It is more than 64 bits of microseconds can hold.
  static constexpr double kHorizon = 1e19;

 private:
  struct Stretch;

  [[nodiscard]] std::int64_t local(std::int64_t time, std::int64_t shift) const;
  [[nodiscard]] double of_hour(std::int64_t local_hour) const;
  [[nodiscard]] const std::pair<std::int64_t, double>* date_from(std::int64_t day) const;
  [[nodiscard]] Stretch stretch_from(std::int64_t local_hour) const;
  [[nodiscard]] double plain_sum(std::int64_t local_hour, std::int64_t hours) const;
  [[nodiscard]] double plain_advance(std::int64_t local_hour, double amount, double nothing) const;

  std::array<double, 168> week_{};    // multiplier of each hour, from Monday 00:00
  std::array<double, 337> before_{};  // over two weeks: the sum of all earlier hours
  std::array<int, 168>
      to_active_{};  // hours until the next hour with a multiplier above 0; 0 if it is this one
  std::vector<std::pair<std::int64_t, double>> dates_;
  std::int64_t utc_offset_;
  std::array<double, 7> greatest_of_day_{};  // from Monday
  double greatest_ = 0;                      // of the week
};

struct Fade {
  enum class Kind { none, power, half_life };
  Kind kind = Kind::none;
  double power = 0;  // of (1 + age / scale)^-power; not negative
  double scale = 1;  // microseconds, above 0: the scale, or the half-life

  // The factor at `age` microseconds, from 0 to 1; a negative age counts as 0. Does not increase with
  // age, except by rounding errors.
  [[nodiscard]] double at(double age) const;
};

}  // namespace seedbed::model
