// mobile, retention: how many installs are opened on day 1, 7 and 30. There is no formula for that, so each
// install of the load lives some lives more here, by a simulation that shares nothing with the model's but
// the figures.
#include <algorithm>
#include <array>
#include <map>
#include <random>

#include "support/catch.hpp"
#include "worlds/check_deviations.hpp"
#include "worlds/daily_clock.hpp"
#include "worlds/mobile_lives.hpp"
#include "worlds/world_rows.hpp"

using namespace seedbed::test;

namespace {

constexpr std::int64_t kMinute = 60'000'000;
constexpr double kHour = 3'600e6;
constexpr double kDay = 24 * kHour;
constexpr double kBusiest = 2.2;  // above the rhythm's peak, 2.00 * 1.08 scaled to mean 1
constexpr int kLives = 3;         // that each install lives here
constexpr std::array<int, 3> kDays{1, 7, 30};

// Installed: everybody, within hours. Otherwise as the model is written.
WorldSpec installs() {
  WorldSpec spec{"mobile", {}, {}, 32, 1};
  spec.set = {{"users", "48_000"},
              {"horizon", "0d"},
              {"ads_a_day", "0/day"},
              {"organic", "100/day"},
              {"events_an_hour", "0/h"}};
  return spec;
}

const std::vector<std::string> kColumns{"install.install_id", "install.ts",           "install.user_id",
                                        "install.app_id",     "session.install_id",   "session.started_at",
                                        "app_user.user_id",   "app_user.utc_minutes", "app.category"};

// Bits for days 0 to 31: opened then.
using OpenedDays = std::uint32_t;

OpenedDays day_bit(double age) { return age < 32 * kDay ? OpenedDays{1} << static_cast<int>(age / kDay) : 0; }

class Lives {
 public:
  // `installed` in local time.
  OpenedDays live(std::int64_t installed, double activity, double fading) {
    installed_ = installed;
    const double power = fading * std::max(0.0, 0.62 + 0.2 * normal_(random_));
    const double gone = kDay * std::min(3650.0, 221 * std::pow(exponential_(random_), 1 / 0.191));
    OpenedDays opened = 0;
    double age = 5e6 + 40e6 * exponential_(random_);
    for (;;) {  // a session each
      opened |= day_bit(age);
      age += 240e6 * std::exp(1.1 * normal_(random_));
      const bool soon = uniform_(random_) < 0.58;
      const double busiest = soon ? 1 / (50 * as_real(kMinute)) : 3.7 * activity / kDay;
      age = next(age, busiest, soon ? 0 : power);
      if (age >= gone || age > 32 * kDay) return opened;
    }
  }

 private:
  static double as_real(std::int64_t number) { return static_cast<double>(number); }

  // By thinning: the rate never grows but with the hour.
  double next(double age, double rate, double power) {
    while (age <= 32 * kDay) {
      const double bound = rate * kBusiest * std::pow(1 + age / kHour, -power);
      age += exponential_(random_) / bound;
      const double now = rate * evening().at(installed_ + static_cast<std::int64_t>(age)) *
                         std::pow(1 + age / kHour, -power);
      if (uniform_(random_) * bound < now) break;
    }
    return age;
  }

  std::mt19937_64 random_{11};  // NOLINT: the same lives each time
  std::normal_distribution<double> normal_;
  std::exponential_distribution<double> exponential_;
  std::uniform_real_distribution<double> uniform_;
  std::int64_t installed_ = 0;
};

// Whether day 30 is over before the run is.
bool is_old_enough(const WorldRows& rows, std::int64_t installed) {
  return static_cast<double>(rows.end() - installed) >= 31 * kDay;
}

struct Retention {
  std::array<double, kDays.size()> opened{};
  double installs = 0;
  void add(OpenedDays days) {
    ++installs;
    for (std::size_t d = 0; d < kDays.size(); ++d) opened[d] += (days >> kDays[d] & 1U) != 0 ? 1 : 0;
  }
};

Retention measured(const WorldRows& rows) {
  std::map<std::int64_t, std::pair<std::int64_t, OpenedDays>> of;
  for (std::size_t i = 0; i < rows["install.ts"].size(); ++i)
    of[rows["install.install_id"][i]].first = rows["install.ts"][i];
  for (std::size_t i = 0; i < rows["session.install_id"].size(); ++i) {
    auto& [installed, days] = of.at(rows["session.install_id"][i]);
    days |= day_bit(static_cast<double>(rows["session.started_at"][i] - installed));
  }
  Retention retention;
  for (const auto& [install, life] : of) {
    if (is_old_enough(rows, life.first)) retention.add(life.second);
  }
  return retention;
}

Retention expected(const WorldRows& rows) {
  const std::vector<std::string> category = categories(rows);
  std::map<std::int64_t, std::int64_t> offsets;
  for (std::size_t i = 0; i < rows["app_user.user_id"].size(); ++i)
    offsets[rows["app_user.user_id"][i]] = rows["app_user.utc_minutes"][i] * kMinute;
  Lives lives;
  Retention retention;
  for (std::size_t i = 0; i < rows["install.ts"].size(); ++i) {
    if (!is_old_enough(rows, rows["install.ts"][i])) continue;
    const auto app = static_cast<std::size_t>(rows["install.app_id"][i] - 1);
    const Interest& interest = interests().at(category[app]);
    for (int life = 0; life < kLives; ++life) {
      retention.add(lives.live(rows["install.ts"][i] + offsets.at(rows["install.user_id"][i]),
                               interest.activity, interest.fading));
    }
  }
  return retention;
}

Samples compared(const Retention& seen, const Retention& lived) {
  Samples result;
  for (std::size_t d = 0; d < kDays.size(); ++d) {
    const double p = lived.opened[d] / lived.installs;
    result["day " + std::to_string(kDays[d])] = {
        seen.opened[d], seen.installs * p,
        seen.installs * p * (1 - p) * (1 + seen.installs / lived.installs)};
  }
  return result;
}

double farthest(const Deviations& deviations) {
  double far = 0;
  for (const auto& [day, deviation] : deviations) far = std::max(far, std::fabs(deviation));
  return far;
}

}  // namespace

TEST_CASE("mobile: retention on days 1, 7 and 30", "[mobile][statistics]") {
  const WorldRows rows(installs(), kColumns);
  const Retention lived = expected(rows);
  const Retention seen = measured(rows);
  const Samples days = compared(seen, lived);
  check_recovered(deviations(days));
  CHECK(check_ten_percent_rejected(days).empty());
  // What is published, within the bounds that the page of the model gives.
  CHECK(seen.opened[0] / seen.installs == Approx(0.25).margin(0.015));
  CHECK(seen.opened[1] / seen.installs == Approx(0.11).margin(0.01));
  CHECK(seen.opened[2] / seen.installs == Approx(0.06).margin(0.008));
  const WorldSpec fewer = with(installs(), "users", "24_000");
  for (const auto& [parameter, value] : std::vector<std::pair<std::string, std::string>>{
           {"opens_a_day", "4.07/day"}, {"opens_power", "0.682"}, {"opens_spread", "0.22"}}) {
    const double far =
        farthest(deviations(compared(measured(WorldRows(with(fewer, parameter, value), kColumns)), lived)));
    CAPTURE(parameter, far);
    CHECK(far > kFarOff);
  }
}
