// mobile, coming back: how often people open an app again, by its category and by the hour of their own day.
// As in mobile_ads_test.cpp each coefficient is recovered, and rejected where it is 10% off.
#include <algorithm>
#include <array>
#include <numeric>

#include "support/catch.hpp"
#include "worlds/check_deviations.hpp"
#include "worlds/daily_clock.hpp"
#include "worlds/mobile_lives.hpp"

using namespace seedbed::test;

namespace {

constexpr std::int64_t kHour = 3'600'000'000;
constexpr std::int64_t kDay = 24 * kHour;

double as_real(std::int64_t number) { return static_cast<double>(number); }

// Everybody keeps the app and loses interest alike, by category: then the rate of coming back is known at
// every instant, and those who come are as many as its integral, give or take its root.
WorldSpec coming_back() {
  WorldSpec spec{"mobile", {}, {}, 14, 1};
  spec.set = {{"users", "18_000"},         {"horizon", "0d"},         {"ads_a_day", "0/day"},
              {"organic", "100/day"},      {"events_an_hour", "0/h"}, {"again", "0%"},
              {"uninstall_scale", "1e30"}, {"opens_spread", "0.0"}};
  spec.changes = {{"share = 5,", "share = 12,"}};  // news are too few otherwise
  return spec;
}

// The integral over [from, to) of the rate, which is 3.7 / day at first, by the hour of the local clock.
std::array<double, 24> expected_opens(const Life& life, const Interest& interest, std::int64_t from,
                                      std::int64_t to) {
  const double power = 0.62 * interest.fading;
  const auto faded = [&](std::int64_t time) {
    return std::pow(1 + as_real(time - life.installed) / as_real(kHour), 1 - power) / (1 - power);
  };
  std::array<double, 24> sums{};
  for (std::int64_t at = from; at < to;) {
    const std::int64_t next = std::min(to, at + kHour - (at + life.offset) % kHour);
    sums[hour_of(at + life.offset)] += evening().at(at + life.offset) * (faded(next) - faded(at));
    at = next;
  }
  for (double& sum : sums) sum *= interest.activity * 3.7 / 24;
  return sums;
}

double sum_of(const std::array<double, 24>& hours) {
  return std::accumulate(hours.begin(), hours.end(), 0.0);
}

// Of each category, and later than a day after the install.
Samples opens(const WorldRows& rows) {
  const std::vector<std::string> category = categories(rows);
  Samples samples;
  for (const Life& life : lives(rows)) {
    const std::string& name = category[life.app];
    const Interest& interest = interests().at(name);
    const std::int64_t day = life.installed + kDay;
    for (std::size_t s = 0; s < life.sessions.size(); ++s) {
      const std::int64_t from = life.sessions[s].second;
      const bool last = s + 1 == life.sessions.size();
      const std::int64_t to = last ? rows.end() : life.sessions[s + 1].first;
      const double first = sum_of(expected_opens(life, interest, std::min(from, day), std::min(to, day)));
      const double later = sum_of(expected_opens(life, interest, std::max(from, day), std::max(to, day)));
      samples[name].add(last ? 0 : 1, first + later, first + later);
      samples[name + ", later"].add(!last && to >= day ? 1 : 0, later, later);
    }
  }
  return samples;
}

// By the hour on the clock of the install's owner; `often` is how much more often people come than in the
// model.
Samples opens_by_hour(const WorldRows& rows, double often) {
  const std::vector<std::string> category = categories(rows);
  std::array<Sample, 24> hours;
  for (const Life& life : lives(rows)) {
    for (std::size_t s = 0; s < life.sessions.size(); ++s) {
      const bool last = s + 1 == life.sessions.size();
      const std::int64_t to = last ? rows.end() : life.sessions[s + 1].first;
      const auto expected =
          expected_opens(life, interests().at(category[life.app]), life.sessions[s].second, to);
      for (std::size_t h = 0; h < 24; ++h) hours[h].add(0, often * expected[h], often * expected[h]);
      if (!last) ++hours[hour_of(to + life.offset)].observed;
    }
  }
  Samples samples;
  for (std::size_t h = 0; h < 24; ++h) samples[std::to_string(h) + " h"] = hours[h];
  return samples;
}

std::vector<std::string> columns() {
  std::vector<std::string> names = kLifeColumns;
  names.emplace_back("app.category");
  return names;
}

}  // namespace

TEST_CASE("mobile: coming back, by category", "[mobile][statistics]") {
  const Samples written = opens(WorldRows(coming_back(), columns()));
  check_recovered(deviations(written));
  CHECK(check_ten_percent_rejected(written).empty());
  const Deviations often =
      deviations(opens(WorldRows(with(coming_back(), "opens_a_day", "4.07/day"), columns())));
  const Deviations faded =
      deviations(opens(WorldRows(with(coming_back(), "opens_power", "0.682"), columns())));
  // A category's activity or fading off is this, within it.
  for (const auto& [name, interest] : interests()) {
    CAPTURE(name);
    CHECK(std::fabs(often.at(name)) > kFarOff);
    CHECK(std::fabs(faded.at(name + ", later")) > kFarOff);
  }
}

TEST_CASE("mobile: sessions of each hour, by the clock of who opens them", "[mobile][statistics]") {
  const WorldSpec spec = with(with(coming_back(), "opens_a_day", "37/day"), "users", "18_000");
  const Samples hours = opens_by_hour(WorldRows(spec, columns()), 10);
  check_recovered(deviations(hours));
  CHECK(check_ten_percent_rejected(hours).empty());
  WorldSpec utc = with(spec, "users", "500");
  utc.changes.emplace_back(
      "[actor.prospect.state.away]\nrhythm = { use = \"evening\", shift = \"city.utc_offset\" }",
      "[actor.prospect.state.away]\nrhythm = { use = \"evening\" }");
  double squares = 0;
  for (const auto& [hour, far] : deviations(opens_by_hour(WorldRows(utc, columns()), 10)))
    squares += far * far;
  CHECK(squares > chi_square_critical(kSignificance, 24));
}
