#include "model/rhythm.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "base/civil_time.hpp"
#include "random/random.hpp"
#include "support/catch.hpp"

namespace {

using namespace seedbed;
using namespace seedbed::model;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t kFirstTime = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLastTime = std::numeric_limits<std::int64_t>::max();

// The arguments of a rhythm, and a slow reference for each function: hour by hour, by the calendar.
struct Parts {
  std::array<double, 24> hours{};
  std::array<double, 7> weekdays{};
  std::vector<std::pair<std::int64_t, double>> dates;
  std::int64_t utc_offset = 0;

  [[nodiscard]] Rhythm rhythm() const { return {hours, weekdays, dates, utc_offset}; }

  [[nodiscard]] double at(std::int64_t time, std::int64_t shift) const {
    const std::int64_t local = time + utc_offset + shift;
    const std::int64_t day = floor_div(local, kDay);
    const auto weekday = static_cast<std::size_t>(((day + 3) % 7 + 7) % 7);  // 1970-01-01 was a Thursday
    double value =
        scaled(hours, static_cast<std::size_t>(civil_from_micros(local).hour)) * scaled(weekdays, weekday);
    for (const auto& [date, factor] : dates) value *= date == day ? factor : 1;
    return value;
  }

  // Microseconds from `time` to the end of its local hour.
  [[nodiscard]] std::int64_t rest_of_hour(std::int64_t time, std::int64_t shift) const {
    const std::int64_t local = time + utc_offset + shift;
    return (floor_div(local, kHour) + 1) * kHour - local;
  }

  [[nodiscard]] std::int64_t next_active(std::int64_t time, std::int64_t shift) const {
    while (!(at(time, shift) > 0)) time += rest_of_hour(time, shift);
    return time;
  }

  [[nodiscard]] double advance(std::int64_t time, std::int64_t shift, double amount) const {
    long double left = static_cast<long double>(amount);
    long double passed = 0;
    while (left > 0) {
      const std::int64_t rest = rest_of_hour(time, shift);
      const auto value = static_cast<long double>(at(time, shift));
      if (value > 0 && value * static_cast<long double>(rest) >= left)
        return static_cast<double>(passed + left / value);
      left -= value * static_cast<long double>(rest);
      passed += static_cast<long double>(rest);
      time += rest;
    }
    return static_cast<double>(passed);
  }

  [[nodiscard]] double integral(std::int64_t time, std::int64_t shift, std::int64_t length) const {
    long double sum = 0;
    while (length > 0) {
      const std::int64_t step = std::min(length, rest_of_hour(time, shift));
      sum += static_cast<long double>(at(time, shift)) * static_cast<long double>(step);
      length -= step;
      time += step;
    }
    return static_cast<double>(sum);
  }

 private:
  template <std::size_t N>
  static double scaled(const std::array<double, N>& values, std::size_t i) {
    double sum = 0;
    for (const double value : values) sum += value;
    return values[i] / sum * static_cast<double>(N);
  }
};

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : bits_(mix64(seed)) {}
  double unit() { return unit_real(bits_ = next_bits(bits_)); }
  bool with(double probability) { return unit() < probability; }
  std::int64_t between(std::int64_t from, std::int64_t to) {
    return from + static_cast<std::int64_t>(unit() * static_cast<double>(to - from));
  }

 private:
  std::uint64_t bits_;
};

constexpr std::int64_t kFirstDay =
    19'000;  // 2022-01-08, the first of the tests' dates and of most of their times
constexpr std::int64_t kDays = 120;

// Random multipliers, some of them 0, and groups of dates, some of them with the factor 0.
Parts random_parts(std::uint64_t seed) {
  Chance chance(seed);
  Parts parts;
  const double quiet = chance.with(0.5) ? 0.4 : 0;
  for (double& value : parts.hours) value = chance.with(quiet) ? 0 : 0.1 + 3 * chance.unit();
  for (double& value : parts.weekdays) value = chance.with(quiet / 2) ? 0 : 0.1 + chance.unit();
  parts.hours[7] = 1;
  parts.weekdays[2] = 1;
  const double dated = chance.with(0.5) ? 0.3 : 0;
  for (std::int64_t day = kFirstDay; day < kFirstDay + kDays; ++day) {
    if (chance.with(dated)) parts.dates.emplace_back(day, chance.with(0.4) ? 0 : 5 * chance.unit());
  }
  std::reverse(parts.dates.begin(), parts.dates.end());  // the order does not matter
  parts.utc_offset = chance.between(-14, 14) * kHour;
  return parts;
}

struct Question {
  std::int64_t time;
  std::int64_t shift;
  double amount;
};

Question random_question(Chance& chance) {
  const bool dated = chance.with(0.7);
  const std::int64_t first = (dated ? kFirstDay - 10 : -5'000) * kDay;
  const std::int64_t time = first + chance.between(0, (kDays + 20) * kDay);
  const std::int64_t shift = chance.with(0.5) ? 0 : chance.between(-2 * kDay, 2 * kDay);
  return {time, shift, std::exp(chance.unit() * std::log(90.0 * static_cast<double>(kDay)))};
}

constexpr int kRhythms = 60;
constexpr int kQuestions = 40;

template <class Check>
void for_random_rhythms(Check check) {
  for (int i = 0; i < kRhythms; ++i) {
    const Parts parts = random_parts(static_cast<std::uint64_t>(i));
    const Rhythm rhythm = parts.rhythm();
    Chance chance(static_cast<std::uint64_t>(i) + 1'000);
    for (int j = 0; j < kQuestions; ++j) {
      const Question asked = random_question(chance);
      INFO("rhythm " << i << ", time " << asked.time << ", shift " << asked.shift << ", amount "
                     << asked.amount);
      check(parts, rhythm, asked);
    }
  }
}

// Active from 8 to 22, except on Sundays.
Parts day_shift() {
  Parts parts;
  for (std::size_t hour = 8; hour < 22; ++hour) parts.hours[hour] = 1;
  parts.weekdays = {1, 1, 1, 1, 1, 1, 0};
  return parts;
}

constexpr double kHours = static_cast<double>(kHour);
constexpr std::int64_t kMonday = 19'723 * kDay;  // 2024-01-01

}  // namespace

TEST_CASE("a rhythm's multiplier is that of the local hour") {
  for_random_rhythms([](const Parts& parts, const Rhythm& rhythm, const Question& asked) {
    const double exact = parts.at(asked.time, asked.shift);
    CHECK(rhythm.at(asked.time, asked.shift) == Approx(exact).epsilon(1e-14));
  });
}

TEST_CASE("the mean multiplier of a week is 1") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Rhythm rhythm = random_parts(seed).rhythm();
    double sum = 0;
    for (std::int64_t hour = 0; hour < 168; ++hour) sum += rhythm.at(hour * kHour, 5);
    CHECK(sum == Approx(168).epsilon(1e-13));
  }
}

TEST_CASE("no multiplier is above its bound before the bound ends") {
  for_random_rhythms([](const Parts& parts, const Rhythm& rhythm, const Question& asked) {
    const Rhythm::Bound bound = rhythm.bound_from(asked.time, asked.shift);
    REQUIRE(bound.until > asked.time);
    for (std::int64_t time = asked.time; time < std::min(bound.until, asked.time + 2 * kWeek);
         time += parts.rest_of_hour(time, asked.shift)) {
      CHECK(parts.at(time, asked.shift) <= bound.greatest * (1 + 1e-14));
    }
  });
}

TEST_CASE("a rhythm's bound is that of the week, and of a date on that date alone") {
  Parts parts = day_shift();
  const double week = 24.0 / 14 * 7 / 6;
  const auto check = [&](std::int64_t time, std::int64_t shift, double greatest, std::int64_t until) {
    const Rhythm::Bound bound = parts.rhythm().bound_from(time, shift);
    CHECK(bound.greatest == Approx(greatest));
    CHECK(bound.until == until);
  };
  check(kMonday, 0, week, kLastTime);
  parts.dates = {{19'723, 4.0}, {19'724, 0.5}, {19'735, 100.0}};  // the last one a Saturday
  check(kMonday - 3 * kDay + 1, 0, week, kMonday);
  check(kMonday + kHour, 0, week * 4, kMonday + kDay);
  check(kMonday + kHour, -2 * kHour, week, kMonday + 2 * kHour);
  check(kMonday + kDay, 0, week / 2, kMonday + 2 * kDay);
  check(kMonday + 2 * kDay, 0, week, kMonday + 12 * kDay);
  check(kMonday + 12 * kDay, 0, week * 100, kMonday + 13 * kDay);
  check(kMonday + 13 * kDay, 0, week, kLastTime);
  parts.weekdays = {1, 1, 1, 1, 1, 0, 1};  // Saturdays have the multiplier 0, also with a date's factor
  check(kMonday + 12 * kDay, 0, 0, kMonday + 13 * kDay);
}

TEST_CASE("advance returns the slow reference's result") {
  for_random_rhythms([](const Parts& parts, const Rhythm& rhythm, const Question& asked) {
    const double exact = parts.advance(asked.time, asked.shift, asked.amount);
    CHECK(std::fabs(rhythm.advance(asked.time, asked.shift, asked.amount) - exact) < 5 + exact * 1e-13);
  });
}

TEST_CASE("the multiplier's integral over an advance is the amount") {
  for_random_rhythms([](const Parts& parts, const Rhythm& rhythm, const Question& asked) {
    const double offset = rhythm.advance(asked.time, asked.shift, asked.amount);
    const auto rounded = static_cast<std::int64_t>(std::llround(offset));
    const double passed = parts.integral(asked.time, asked.shift, rounded);
    const double value = std::max(parts.at(asked.time + rounded - 1, asked.shift),
                                  parts.at(asked.time + rounded + 1, asked.shift));
    CHECK(std::fabs(passed - asked.amount) < 1 + value);
  });
}

TEST_CASE("two advances equal one of the sum") {
  for_random_rhythms([](const Parts& parts, const Rhythm& rhythm, const Question& asked) {
    const double first = std::floor(rhythm.advance(asked.time, asked.shift, asked.amount / 3));
    const double done = parts.integral(asked.time, asked.shift, static_cast<std::int64_t>(first));
    const double second =
        rhythm.advance(asked.time + static_cast<std::int64_t>(first), asked.shift, asked.amount - done);
    CHECK(std::fabs(first + second - rhythm.advance(asked.time, asked.shift, asked.amount)) < 20);
  });
}

TEST_CASE("a wait that ends with the evening does not end in the morning") {
  const Parts parts = day_shift();
  const Rhythm rhythm = parts.rhythm();
  const double value = rhythm.bound_from(kMonday, 0).greatest;
  for (std::int64_t hours = 1; hours <= 1'000; ++hours) {
    const std::int64_t days = (hours - 1) / 14;
    const std::int64_t end = (days / 6 * 7 + days % 6) * kDay + (8 + (hours - 1) % 14 + 1) * kHour;
    INFO(hours << " busy hours");
    const double amount = static_cast<double>(hours) * value * kHours;
    CHECK(std::fabs(rhythm.advance(kMonday, 0, amount) - static_cast<double>(end)) < 1);
    const double later = rhythm.advance(kMonday + 9 * kHour, 0, amount - value * kHours);
    if (hours > 1) CHECK(std::fabs(later + 9 * kHours - static_cast<double>(end)) < 1);
  }
}

TEST_CASE("an advance by nothing takes no time, by a little waits for the morning") {
  const Rhythm rhythm = day_shift().rhythm();
  const double value = rhythm.bound_from(kMonday, 0).greatest;
  CHECK(rhythm.advance(kMonday + 22 * kHour, 0, 0) == 0);
  CHECK(rhythm.advance(kMonday + 10 * kHour, 0, 0) == 0);
  CHECK(rhythm.advance(kMonday + 22 * kHour, 0, 10) == Approx(10 * kHours + 10 / value).epsilon(1e-13));
  CHECK(rhythm.advance(kMonday + 10 * kHour + 1, 0, 10) == Approx(10 / value).epsilon(1e-6));
  // Their evening is two hours before UTC's.
  CHECK(rhythm.advance(kMonday + 20 * kHour, 2 * kHour, 10) ==
        Approx(10 * kHours + 10 / value).epsilon(1e-13));
}

TEST_CASE("advance over years, over dates and to never") {
  Parts parts = day_shift();
  const double week = static_cast<double>(kWeek);
  CHECK(parts.rhythm().advance(kMonday, 0, 52'000 * week) ==
        Approx(52'000 * week - 26 * kHours).epsilon(1e-14));
  CHECK(parts.rhythm().advance(kMonday, 0, 1e20) == kInfinity);
  CHECK(parts.rhythm().advance(kMonday, 0, kInfinity) == kInfinity);
  for (std::int64_t day = 0; day < 364; ++day) parts.dates.emplace_back(kMonday / kDay + day, 0.0);
  const Rhythm year_off = parts.rhythm();
  CHECK(year_off.advance(kMonday, 0, 1) == Approx(static_cast<double>(364 * kDay + 8 * kHour)));
  CHECK(year_off.advance(kMonday - kWeek, 0, 2 * week) == Approx(53 * week + 6 * 24 * kHours - 2 * kHours));
  CHECK(year_off.next_active(kMonday + 10 * kHour, 0) == kMonday + 364 * kDay + 8 * kHour);
}

TEST_CASE("next_active returns the slow reference's result") {
  for_random_rhythms([](const Parts& parts, const Rhythm& rhythm, const Question& asked) {
    const std::int64_t found = rhythm.next_active(asked.time, asked.shift);
    CHECK(found == parts.next_active(asked.time, asked.shift));
    CHECK(rhythm.at(found, asked.shift) > 0);
  });
}

TEST_CASE("a rhythm at the ends of time") {
  const Parts parts = day_shift();
  const Rhythm rhythm = parts.rhythm();
  for (const std::int64_t time : {kFirstTime, kFirstTime + kWeek, kLastTime - kWeek, kLastTime}) {
    for (const std::int64_t shift : {kFirstTime, -kDay, kDay, kLastTime}) {
      CHECK(rhythm.at(time, shift) >= 0);
      CHECK((rhythm.bound_from(time, shift).until > time || time == kLastTime));
      CHECK(rhythm.advance(time, shift, 1e9) >= 0);
      CHECK(rhythm.next_active(time, shift) >= time);
    }
  }
}

TEST_CASE("fade by a power") {
  const double day = static_cast<double>(kDay);
  for (const double power : {0.0, 0.47, 1.0, 3.0}) {
    const Fade fade{Fade::Kind::power, power, day};
    CHECK(fade.at(-5) == 1);
    CHECK(fade.at(0) == 1);
    double before = 1;
    for (double age = 1; age < 1e18; age *= 1.7) {
      INFO("power " << power << ", age " << age);
      CHECK(fade.at(age) == Approx(std::pow(1 + age / day, -power)).epsilon(1e-14));
      CHECK(fade.at(age) <= before * (1 + 1e-15));
      before = fade.at(age);
    }
  }
}

TEST_CASE("fade by a half-life, and none") {
  const double week = static_cast<double>(kWeek);
  const Fade fade{Fade::Kind::half_life, 0, week};
  CHECK(fade.at(-week) == 1);
  CHECK(fade.at(0) == 1);
  for (const double age : {0.001, 0.5, 1.0, 2.0, 10.0, 900.0}) {
    INFO(age);
    CHECK(fade.at(age * week) == Approx(std::exp2(-age)).epsilon(1e-13));
  }
  CHECK(fade.at(1e6 * week) == 0);
  CHECK(Fade{}.at(1e18) == 1);
}
