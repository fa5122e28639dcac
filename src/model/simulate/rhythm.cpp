#include "model/simulate/rhythm.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/civil_time.hpp"
#include "base/real_math.hpp"

namespace seedbed::model {
namespace {

constexpr double kHourLength = static_cast<double>(kHour);
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// 1970-01-01 was a Thursday: hours since Monday 1969-12-29.
constexpr std::int64_t kMondayShift = 3 * 24;

std::int64_t hour_of_week(std::int64_t local_hour) {
  const std::int64_t hour = (local_hour + kMondayShift) % 168;
  return hour < 0 ? hour + 168 : hour;
}

}  // namespace

Rhythm::Rhythm(const std::array<double, 24>& hours, const std::array<double, 7>& weekdays,
               std::vector<std::pair<std::int64_t, double>> dates, std::int64_t utc_offset)
    : dates_(std::move(dates)), utc_offset_(utc_offset) {
  std::sort(dates_.begin(), dates_.end());
  const double hour_mean = std::accumulate(hours.begin(), hours.end(), 0.0) / 24;
  const double day_mean = std::accumulate(weekdays.begin(), weekdays.end(), 0.0) / 7;
  for (std::size_t h = 0; h < 168; ++h) week_[h] = hours[h % 24] / hour_mean * (weekdays[h / 24] / day_mean);
  for (std::size_t h = 0; h < 336; ++h) before_[h + 1] = before_[h] + week_[h % 168];
  greatest_ = *std::max_element(week_.begin(), week_.end());
  for (const auto& [day, factor] : dates_) {
    for (std::int64_t hour = 0; hour < 24; ++hour) greatest_ = std::max(greatest_, of_hour(day * 24 + hour));
  }
}

// The first date with a multiplier of its own from `day` on.
const std::pair<std::int64_t, double>* Rhythm::date_from(std::int64_t day) const {
  const auto found = std::lower_bound(dates_.begin(), dates_.end(), day,
                                      [](const auto& date, std::int64_t wanted) { return date.first < wanted; });
  return found == dates_.end() ? nullptr : &*found;
}

double Rhythm::of_hour(std::int64_t local_hour) const {
  const double plain = week_[static_cast<std::size_t>(hour_of_week(local_hour))];
  if (dates_.empty()) return plain;
  const std::int64_t day = floor_div(local_hour, 24);
  const auto* date = date_from(day);
  return date != nullptr && date->first == day ? plain * date->second : plain;
}

double Rhythm::at(std::int64_t time, std::int64_t shift) const {
  return of_hour(floor_div(time + utc_offset_ + shift, kHour));
}

std::int64_t Rhythm::awake(std::int64_t time, std::int64_t shift) const {
  const std::int64_t offset = utc_offset_ + shift;
  std::int64_t hour = floor_div(time + offset, kHour);
  if (of_hour(hour) > 0) return time;
  // A week and the dates that may be switched off: one of these hours is above 0, or none ever is.
  const std::int64_t last = hour + 168 + 24 * static_cast<std::int64_t>(dates_.size()) * 8;
  while (hour <= last) {
    if (of_hour(++hour) > 0) return hour * kHour - offset;
  }
  return std::numeric_limits<std::int64_t>::max();
}

double Rhythm::advance(std::int64_t time, std::int64_t shift, double amount) const {
  const std::int64_t local = time + utc_offset_ + shift;
  std::int64_t hour = floor_div(local, kHour);
  double into = static_cast<double>(local - hour * kHour);  // microseconds into that hour
  double passed = 0;
  amount /= kHourLength;  // in hours of multiplier 1 from here on
  while (passed < kHorizon) {
    const std::int64_t day = floor_div(hour, 24);
    const auto* date = dates_.empty() ? nullptr : date_from(day);
    if (into > 0 || (date != nullptr && date->first == day)) {  // hour by hour
      const double value = of_hour(hour);
      const double rest = kHourLength - into;
      if (value * rest >= amount * kHourLength && value > 0) return passed + amount * kHourLength / value;
      amount -= value * rest / kHourLength;
      passed += rest;
      into = 0;
      ++hour;
      continue;
    }
    // Up to the next date all weeks are alike.
    const auto from = static_cast<std::size_t>(hour_of_week(hour));
    const std::int64_t free_hours = date == nullptr ? INT64_MAX : date->first * 24 - hour;
    const double weeks = std::floor(amount / before_[168]);
    if (weeks * 168 * kHourLength > kHorizon) return kInfinity;
    const double rest = amount - weeks * before_[168];
    const auto first = before_.begin() + static_cast<std::ptrdiff_t>(from);
    const auto found = std::upper_bound(first + 1, before_.end(), before_[from] + rest);
    const auto whole = std::min<std::ptrdiff_t>(found - first - 1, 168);  // hours that pass entirely
    const std::int64_t hours = static_cast<std::int64_t>(weeks) * 168 + whole;
    if (hours >= free_hours) {  // a date comes first: go there
      const std::int64_t full_weeks = free_hours / 168;
      const auto odd = static_cast<std::size_t>(free_hours % 168);
      amount -= static_cast<double>(full_weeks) * before_[168] + (before_[from + odd] - before_[from]);
      amount = std::max(amount, 0.0);
      passed += static_cast<double>(free_hours) * kHourLength;
      hour += free_hours;
      continue;
    }
    passed += static_cast<double>(hours) * kHourLength;
    const double left = std::max(0.0, rest - (before_[from + static_cast<std::size_t>(whole)] - before_[from]));
    const double value = week_[(from + static_cast<std::size_t>(whole)) % 168];
    return left > 0 && value > 0 ? passed + left * kHourLength / value : passed;
  }
  return kInfinity;
}

double Fade::at(double age) const {
  if (!(age > 0) || kind == Kind::none) return 1;
  if (kind == Kind::half_life) return portable_exp(-0.69314718055994530942 * (age / scale));
  return power == 1 ? 1 / (1 + age / scale) : portable_pow(1 + age / scale, -power);
}

}  // namespace seedbed::model
