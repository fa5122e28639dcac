// Rhythm: how busy each hour of the week is, as multipliers with mean 1. Fade: how interest wears off with age.
// Both are described in docs/model.md, section Time.
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
  // `hours` and `weekdays` (Monday first) are not negative and not all zero; each is scaled to mean 1. `dates`:
  // days since 1970 in local time with a multiplier on top, each once. Local time is UTC plus `utc_offset`.
  Rhythm(const std::array<double, 24>& hours, const std::array<double, 7>& weekdays,
         std::vector<std::pair<std::int64_t, double>> dates, std::int64_t utc_offset);

  // The multiplier at `time` (UTC) for someone whose clock is `shift` ahead of the rhythm's.
  [[nodiscard]] double at(std::int64_t time, std::int64_t shift) const;
  [[nodiscard]] double greatest() const { return greatest_; }
  // The start of the first hour from `time` on, or `time` itself, whose multiplier is above 0; INT64_MAX if there
  // is none.
  [[nodiscard]] std::int64_t awake(std::int64_t time, std::int64_t shift) const;
  // The time T at which the multiplier's integral over [time, T] is `amount` microseconds, as an offset from
  // `time`; infinite if that lies beyond kHorizon. `amount` is not negative.
  [[nodiscard]] double advance(std::int64_t time, std::int64_t shift, double amount) const;

  // Offsets beyond this are all the same: never.
  static constexpr double kHorizon = 1e19;

 private:
  [[nodiscard]] double of_hour(std::int64_t local_hour) const;
  [[nodiscard]] const std::pair<std::int64_t, double>* date_from(std::int64_t day) const;

  std::array<double, 168> week_{};    // multiplier of each hour, from Monday 00:00
  std::array<double, 337> before_{};  // of two weeks: the sum of all hours before
  std::vector<std::pair<std::int64_t, double>> dates_;
  std::int64_t utc_offset_;
  double greatest_ = 0;
};

struct Fade {
  enum class Kind { none, power, half_life };
  Kind kind = Kind::none;
  double power = 0;   // of (1 + age / scale)^-power
  double scale = 1;   // microseconds: the scale, or the half-life

  // The factor at `age` microseconds; a negative age counts as 0. Never increases with age.
  [[nodiscard]] double at(double age) const;
};

}  // namespace seedbed::model
