// mobile, sessions: how long they are, what happens in them, what is paid, and how soon people come back. As
// in mobile_ads_test.cpp each coefficient is recovered, and rejected where it is 10% off.
#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <random>

#include "support/catch.hpp"
#include "worlds/check_deviations.hpp"
#include "worlds/daily_clock.hpp"
#include "worlds/mobile_lives.hpp"
#include "worlds/world_rows.hpp"

using namespace seedbed::test;

namespace {

constexpr std::int64_t kHour = 3'600'000'000;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kMinute = 60'000'000;

double as_real(std::int64_t number) { return static_cast<double>(number); }
double below(double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; }

// Everybody installs within hours, comes back at once or never, and keeps the app.
WorldSpec sessions() {
  WorldSpec spec{"mobile", {}, {}, 4, 1};
  spec.set = {{"users", "10_000"},    {"horizon", "0d"},        {"ads_a_day", "0/day"},
              {"organic", "100/day"}, {"opens_a_day", "0/day"}, {"uninstall_scale", "1e30"},
              {"purchases", "100%"},  {"again", "58%"}};
  return spec;
}

const std::vector<std::string> kSessionColumns{
    "session.session_id",   "session.install_id",   "session.started_at", "session.ended_at",
    "session.seconds",      "app_event.session_id", "app_event.revenue",  "install.install_id",
    "install.ts",           "install.user_id",      "install.app_id",     "app_user.user_id",
    "app_user.utc_minutes", "app.app_id",           "app.category"};

Deviations lengths_and_events(const WorldRows& rows) {
  const Numbers& seconds = rows["session.seconds"];
  const auto n = static_cast<double>(seconds.size());
  const auto shorter = [&](std::int64_t than) {
    return as_real(std::count_if(seconds.begin(), seconds.end(), [&](std::int64_t s) { return s < than; }));
  };
  std::map<std::int64_t, double> events;
  for (const std::int64_t session : rows["app_event.session_id"]) ++events[session];
  double seen = 0;
  double expected = 0;
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    if (rows["session.ended_at"][i] >= rows.end()) continue;
    expected += as_real(rows["session.ended_at"][i] - rows["session.started_at"][i]) / as_real(kMinute);
    const auto known = events.find(rows["session.session_id"][i]);
    seen += known == events.end() ? 0 : known->second;
  }
  return {{"session_median", binomial_deviation(shorter(240), n, 0.5)},
          {"session_sigma", binomial_deviation(shorter(721), n, below(std::log(721.0 / 240) / 1.1))},
          {"events_an_hour", deviation(seen, expected, expected)}};
}

// Who is pausing comes back at 1 / again_after in the rhythm of the day: on that clock the pauses are
// exponential.
Deviations pauses(const WorldRows& rows) {
  double sessions = 0;
  double followed = 0;
  double paused = 0;
  for (const Life& life : lives(rows)) {
    for (std::size_t s = 0; s < life.sessions.size(); ++s) {
      const std::int64_t end = life.sessions[s].second;
      if (end >= rows.end() - 2 * kDay) continue;
      ++sessions;
      if (s + 1 == life.sessions.size()) continue;
      ++followed;
      paused +=
          evening().between(end + life.offset, life.sessions[s + 1].first + life.offset) / as_real(kMinute);
    }
  }
  return {{"again", binomial_deviation(followed, sessions, 0.58)},
          {"again_after", deviation(paused, 50 * followed, 2500 * followed)}};
}

// The share of the dearest 1% of as many prices: mean and variance over samples that are drawn here.
std::pair<double, double> share_of_dearest(std::size_t prices) {
  std::mt19937_64 random(7);  // NOLINT: the same samples each time
  std::normal_distribution<double> normal;
  Moments moments;
  for (int sample = 0; sample < 60; ++sample) {
    std::vector<double> drawn(prices);
    for (double& price : drawn) price = std::exp(1.4 * normal(random));
    std::sort(drawn.begin(), drawn.end());
    moments.add(std::accumulate(drawn.end() - static_cast<std::ptrdiff_t>(prices / 100), drawn.end(), 0.0) /
                std::accumulate(drawn.begin(), drawn.end(), 0.0));
  }
  return {moments.mean(), moments.variance()};
}

// In cents; a price below 1.985 is written as 1.98 or less.
Deviations prices(const WorldRows& rows) {
  std::vector<double> paid;
  for (const std::int64_t cents : rows["app_event.revenue"]) {
    if (cents != kNullCell) paid.push_back(as_real(cents));
  }
  std::sort(paid.begin(), paid.end());
  const auto cheaper = [&](double cents) {
    return binomial_deviation(as_real(std::upper_bound(paid.begin(), paid.end(), cents) - paid.begin()),
                              static_cast<double>(paid.size()), below(std::log((cents + 0.5) / 199) / 1.4));
  };
  const double dearest =
      std::accumulate(paid.end() - static_cast<std::ptrdiff_t>(paid.size() / 100), paid.end(), 0.0) /
      std::accumulate(paid.begin(), paid.end(), 0.0);
  const auto [mean, variance] = share_of_dearest(paid.size());
  CHECK(mean == Approx(0.177).margin(0.004));  // as the page of the model says
  return {{"price_median", cheaper(198)},
          {"price_sigma", cheaper(806)},
          {"dearest", deviation(dearest, mean, variance)}};
}

Deviations of_sessions(const WorldSpec& spec) {
  const WorldRows rows(spec, kSessionColumns);
  Deviations all = lengths_and_events(rows);
  all.merge(pauses(rows));
  all.merge(prices(rows));
  return all;
}

// Events that cost something, when purchases are half as likely as other events: how likely they are when
// they are not, is measured by app.
Deviations purchases(const WorldRows& all, const WorldRows& half) {
  const auto by_app = [](const WorldRows& rows) {
    std::map<std::int64_t, std::size_t> app_of_install;
    for (std::size_t i = 0; i < rows["install.install_id"].size(); ++i)
      app_of_install[rows["install.install_id"][i]] = static_cast<std::size_t>(rows["install.app_id"][i] - 1);
    std::map<std::int64_t, std::size_t> app_of_session;
    for (std::size_t i = 0; i < rows["session.session_id"].size(); ++i)
      app_of_session[rows["session.session_id"][i]] = app_of_install.at(rows["session.install_id"][i]);
    std::vector<std::pair<double, double>> counts(200);  // events, paid ones
    for (std::size_t i = 0; i < rows["app_event.session_id"].size(); ++i) {
      auto& [events, paid] = counts[app_of_session.at(rows["app_event.session_id"][i])];
      ++events;
      paid += rows["app_event.revenue"][i] == kNullCell ? 0 : 1;
    }
    return counts;
  };
  const auto measured = by_app(all);
  const auto halved = by_app(half);
  double seen = 0;
  double expected = 0;
  double variance = 0;
  for (std::size_t app = 0; app < measured.size(); ++app) {
    if (measured[app].first < 1) continue;
    const double n = halved[app].first;
    const double f = measured[app].second / measured[app].first;
    const double share = 0.5 * f / (1 - 0.5 * f);
    const double slope = 0.5 / std::pow(1 - 0.5 * f, 2);
    seen += halved[app].second;
    expected += n * share;
    variance += n * share * (1 - share) + n * n * slope * slope * f * (1 - f) / measured[app].first;
  }
  return {{"purchases", deviation(seen, expected, variance)}};
}

}  // namespace

TEST_CASE("mobile: sessions, events, pauses and prices", "[mobile][statistics]") {
  check_recovered(of_sessions(sessions()));
  WorldSpec off = with(with(with(sessions(), "session_median", "4.4m"), "events_an_hour", "66/h"),
                       "price_median", "2.189");
  off = with(with(off, "again", "63.8%"), "again_after", "55m");
  Deviations wrong = of_sessions(off);
  const Deviations sigmas =
      of_sessions(with(with(sessions(), "session_sigma", "1.21"), "price_sigma", "1.54"));
  for (const char* name : {"session_sigma", "price_sigma", "dearest"}) wrong[name] = sigmas.at(name);
  check_rejected(wrong);
}

TEST_CASE("mobile: purchases are rarer than other events by their parameter", "[mobile][statistics]") {
  const WorldRows all(sessions(), kSessionColumns);
  check_recovered(purchases(all, WorldRows(with(sessions(), "purchases", "50%"), kSessionColumns)));
  check_rejected(purchases(all, WorldRows(with(sessions(), "purchases", "55%"), kSessionColumns)));
}
