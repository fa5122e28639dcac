#include "model/rhythm.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/civil_time.hpp"
#include "random/real_math.hpp"

namespace seedbed::model {
namespace {

constexpr double kHourLength = static_cast<double>(kHour);
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t kFirstTime = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLastTime = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kForever = kLastTime;  // hours

// A remaining amount below this, in hours of multiplier 1, counts as 0 (0.4 microseconds). Otherwise rounding
// errors could move an end from the last moment before a quiet night to the next morning.
constexpr double kNothing = 1e-10;

// 1970-01-01 was a Thursday: hours since Monday 1969-12-29.
constexpr std::int64_t kMondayShift = 3 * 24;

std::size_t hour_of_week(std::int64_t local_hour) {
  const std::int64_t hour = (local_hour + kMondayShift) % 168;
  return static_cast<std::size_t>(hour < 0 ? hour + 168 : hour);
}

__extension__ using Wide = __int128;  // holds a sum of a few times

std::int64_t narrow(Wide time) {
  return static_cast<std::int64_t>(std::clamp<Wide>(time, kFirstTime, kLastTime));
}

}  // namespace

// A series of hours whose multipliers are those of the plain week times one factor: the hours of a date, or
// the hours between dates.
struct Rhythm::Stretch {
  double factor;
  std::int64_t hours;
  bool dated;
};

Rhythm::Rhythm(const std::array<double, 24>& hours, const std::array<double, 7>& weekdays,
               std::vector<std::pair<std::int64_t, double>> dates, std::int64_t utc_offset)
    : dates_(std::move(dates)), utc_offset_(utc_offset) {
  std::sort(dates_.begin(), dates_.end());
  const double hour_mean = std::accumulate(hours.begin(), hours.end(), 0.0) / 24;
  const double day_mean = std::accumulate(weekdays.begin(), weekdays.end(), 0.0) / 7;
  for (std::size_t h = 0; h < 168; ++h) week_[h] = hours[h % 24] / hour_mean * (weekdays[h / 24] / day_mean);
  for (std::size_t h = 0; h < 336; ++h) before_[h + 1] = before_[h] + week_[h % 168];
  int distance = 0;
  for (std::size_t h = 336; h-- > 0;) {
    distance = week_[h % 168] > 0 ? 0 : distance + 1;
    to_active_[h % 168] = distance;  // correct after the second week, which the loop visits first
  }
  for (std::size_t h = 0; h < 168; ++h)
    greatest_of_day_[h / 24] = std::max(greatest_of_day_[h / 24], week_[h]);
  greatest_ = *std::max_element(week_.begin(), week_.end());
}

std::int64_t Rhythm::local(std::int64_t time, std::int64_t shift) const {
  return narrow(Wide{time} + utc_offset_ + shift);
}

// The first date in `dates_` that is not before `day`.
const std::pair<std::int64_t, double>* Rhythm::date_from(std::int64_t day) const {
  const auto found =
      std::lower_bound(dates_.begin(), dates_.end(), day,
                       [](const auto& date, std::int64_t wanted) { return date.first < wanted; });
  return found == dates_.end() ? nullptr : &*found;
}

Rhythm::Stretch Rhythm::stretch_from(std::int64_t local_hour) const {
  if (dates_.empty()) return {1, kForever, false};
  const std::int64_t day = floor_div(local_hour, 24);
  const auto* date = date_from(day);
  if (date == nullptr) return {1, kForever, false};
  if (date->first == day) return {date->second, (day + 1) * 24 - local_hour, true};
  return {1, date->first * 24 - local_hour, false};
}

double Rhythm::of_hour(std::int64_t local_hour) const {
  const double plain = week_[hour_of_week(local_hour)];
  return dates_.empty() ? plain : plain * stretch_from(local_hour).factor;
}

double Rhythm::at(std::int64_t time, std::int64_t shift) const {
  return of_hour(floor_div(local(time, shift), kHour));
}

Rhythm::Bound Rhythm::bound_from(std::int64_t time, std::int64_t shift) const {
  if (dates_.empty()) return {greatest_, kLastTime};
  const std::int64_t now = local(time, shift);
  const std::int64_t hour = floor_div(now, kHour);
  const Stretch stretch = stretch_from(hour);
  const double plain = stretch.dated ? greatest_of_day_[hour_of_week(hour) / 24] : greatest_;
  return {plain * stretch.factor, narrow((Wide{hour} + stretch.hours) * kHour - now + time)};
}

std::int64_t Rhythm::next_active(std::int64_t time, std::int64_t shift) const {
  const std::int64_t now = local(time, shift);
  std::int64_t hour = floor_div(now, kHour);
  if (of_hour(hour) > 0) return time;
  // The loop ends: each step but the last passes a date with factor 0, and the week is not all zero.
  while (true) {
    const Stretch stretch = stretch_from(hour);
    const int wait = to_active_[hour_of_week(hour)];
    if (wait == 0 && stretch.factor > 0) return narrow(Wide{hour} * kHour - now + time);
    hour += stretch.factor > 0 ? std::min<std::int64_t>(wait, stretch.hours) : stretch.hours;
  }
}

// The sum of the plain week's multipliers over `hours` hours from `local_hour` on. `hours` is not negative.
double Rhythm::plain_sum(std::int64_t local_hour, std::int64_t hours) const {
  const std::size_t from = hour_of_week(local_hour);
  const std::int64_t weeks = hours / 168;
  const auto odd = static_cast<std::size_t>(hours % 168);
  return static_cast<double>(weeks) * before_[168] + (before_[from + odd] - before_[from]);
}

// Without dates: microseconds from the start of `local_hour` until `amount`, in hours of multiplier 1, has
// passed, except for `nothing`. REQUIRES: amount > nothing.
double Rhythm::plain_advance(std::int64_t local_hour, double amount, double nothing) const {
  const std::size_t from = hour_of_week(local_hour);
  // Whole weeks. The last one may end earlier, because its last hours may be quiet.
  const double weeks = std::max(0.0, std::ceil((amount - nothing) / before_[168]) - 1);
  const double target = before_[from] + (amount - weeks * before_[168]);
  const auto first = before_.begin() + static_cast<std::ptrdiff_t>(from) + 1;
  const auto found = std::lower_bound(first, first + 167, target - nothing);  // the end of the last hour
  const auto last = static_cast<std::size_t>(found - before_.begin()) - 1;
  const double value = week_[last % 168];
  const double part = value > 0 ? std::clamp((target - before_[last]) / value, 0.0, 1.0) : 0;
  return (weeks * 168 + static_cast<double>(last - from) + part) * kHourLength;
}

double Rhythm::advance(std::int64_t time, std::int64_t shift, double amount) const {
  const std::int64_t from = local(time, shift);
  std::int64_t hour = floor_div(from, kHour);
  // Count from the start of the hour, and add to the amount what has passed since then.
  const auto into = static_cast<double>(static_cast<std::int64_t>(from - Wide{hour} * kHour));
  double left = amount / kHourLength + of_hour(hour) * (into / kHourLength);
  double passed = -into;
  if (!(amount > 0)) return 0;
  while (left > kNothing) {
    const Stretch stretch = stretch_from(hour);
    const double length = static_cast<double>(stretch.hours) * kHourLength;
    const double needed = stretch.factor > 0
                              ? plain_advance(hour, left / stretch.factor, kNothing / stretch.factor)
                              : kInfinity;
    if (needed <= length) {
      passed += needed;
      break;
    }
    if (passed + length > kHorizon) return kInfinity;
    left -= stretch.factor * plain_sum(hour, stretch.hours);
    passed += length;
    hour += stretch.hours;
  }
  return passed > kHorizon ? kInfinity : std::max(0.0, passed);
}

double Fade::at(double age) const {
  if (!(age > 0) || kind == Kind::none) return 1;
  if (kind == Kind::half_life) return portable_exp(-0.69314718055994530942 * (age / scale));
  return power == 1 ? 1 / (1 + age / scale) : portable_pow(1 + age / scale, -power);
}

}  // namespace seedbed::model
