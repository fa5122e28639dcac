// Rhythm: how busy each hour of the week is, as multipliers with mean 1. Fade: how interest wears off with
// age. Both are described in docs/model.md, section Time. Immutable once made, for any thread.
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
  // mean 1. `dates`: days since 1970 in local time with a multiplier on top, finite and not negative, each
  // day once. Local time is UTC plus `utc_offset` microseconds.
  Rhythm(const std::array<double, 24>& hours, const std::array<double, 7>& weekdays,
         std::vector<std::pair<std::int64_t, double>> dates, std::int64_t utc_offset);

  // Times are UTC; `shift` is how far someone's clock is ahead of the rhythm's, both in microseconds. A local
  // time beyond 64 bits counts as the first or last that there is.

  // The multiplier at `time`.
  [[nodiscard]] double at(std::int64_t time, std::int64_t shift) const;
  // From `time` until before `until`, which is later, at() gives no more than `greatest`: of a date the
  // greatest of its hours, between dates that of the week. `until` is INT64_MAX if that holds for good.
  struct Bound {
    double greatest;
    std::int64_t until;
  };
  [[nodiscard]] Bound bound_from(std::int64_t time, std::int64_t shift) const;
  // `time` if its multiplier is above 0, else the start of the next hour whose is; INT64_MAX if that is
  // beyond 64 bits. The cost grows with the dates passed over, not with the hours.
  [[nodiscard]] std::int64_t next_active(std::int64_t time, std::int64_t shift) const;
  // The first time T at which the multiplier's integral over [time, T] is `amount` microseconds, met to half
  // a microsecond, as an offset from `time`; infinite beyond kHorizon. 0 if `amount` is 0, whatever the hour;
  // `amount` is not negative. The cost grows with the dates passed, not with the hours.
  [[nodiscard]] double advance(std::int64_t time, std::int64_t shift, double amount) const;

  // Offsets beyond this are all the same: never. More than 64 bits of microseconds.
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
  std::array<double, 337> before_{};  // of two weeks: the sum of all hours before
  std::array<int, 168>
      to_active_{};  // hours from each hour to the next, or itself, with a multiplier above 0
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

  // The factor at `age` microseconds, from 0 to 1; a negative age counts as 0. Never increases with age, but
  // for rounding.
  [[nodiscard]] double at(double age) const;
};

}  // namespace seedbed::model
