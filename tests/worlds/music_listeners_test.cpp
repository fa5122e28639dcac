// music, listeners: who they are, when they come, how long they wait, who comes new and who stops coming. As
// in mobile_ads_test.cpp each coefficient is recovered, and rejected where it is 10% off.
#include <algorithm>
#include <map>
#include <unordered_map>

#include "support/catch.hpp"
#include "support/skip.hpp"
#include "worlds/check_deviations.hpp"
#include "worlds/daily_clock.hpp"
#include "worlds/world_rows.hpp"

using namespace seedbed::test;

namespace {

constexpr std::int64_t kHour = 3'600'000'000;
constexpr std::int64_t kDay = 24 * kHour;
constexpr double kSecond = 1e6;
constexpr double kEuler = 0.5772156649015329;

double as_real(std::int64_t number) { return static_cast<double>(number); }

WorldSpec members(const std::string& listeners, const std::string& beta, std::int64_t days) {
  WorldSpec spec{"music", {}, {}, days, 1};
  spec.set = {{"listeners", listeners}, {"growth", "0.0"}, {"attrition", "0/day"}, {"beta", beta}};
  return spec;
}

struct Page {
  std::int64_t ts;
  std::int64_t page, auth, level, status;
};

// serial('session') of listener i of N is n N + i + 1: sessions tell whose they are, guests' too.
std::int64_t owner(std::int64_t session, std::int64_t population) { return (session - 1) % population; }

using Session = std::vector<Page>;

// Of each listener, by number, in time order; some have none.
std::vector<std::vector<Session>> by_listener(const WorldRows& rows, std::int64_t population) {
  std::unordered_map<std::int64_t, std::size_t> places;
  std::vector<std::vector<Session>> all(static_cast<std::size_t>(population));
  for (std::size_t i = 0; i < rows["page_view.ts"].size(); ++i) {
    const std::int64_t session = rows["page_view.session_id"][i];
    auto& sessions = all[static_cast<std::size_t>(owner(session, population))];
    const auto [place, is_new] = places.try_emplace(session, sessions.size());
    if (is_new) sessions.emplace_back();
    sessions[place->second].push_back({rows["page_view.ts"][i], rows["page_view.page"][i],
                                       rows["page_view.auth"][i], rows["page_view.level"][i],
                                       rows["page_view.status"][i]});
  }
  return all;
}

const std::vector<std::string> kPages{"page_view.ts",   "page_view.session_id", "page_view.page",
                                      "page_view.auth", "page_view.level",      "page_view.status"};

// A week, in which the rhythm lets a week pass for everybody: the first session is exponential with the
// listener's mean, which is log-normal around 7 d.
Deviations first_sessions(const WorldRows& rows, std::int64_t population) {
  const auto all = by_listener(rows, population);
  const double week = as_real(rows.end() - rows.start()) / as_real(kDay);
  const double come =
      1 - lognormal_mixture(std::log(7.0) - 0.5, 1, [&](double mean) { return std::exp(-week / mean); });
  std::vector<double> kinds(4);
  double seen = 0;
  for (const auto& sessions : all) {
    if (sessions.empty()) continue;
    ++seen;
    const Page& page = sessions.front().front();
    const bool out = page.auth == rows.word("Logged Out");
    const bool paid = page.level == rows.word("paid");
    ++kinds[(out ? 1U : 0U) + (paid ? 2U : 0U)];
  }
  return {{"beta", binomial_deviation(seen, as_real(population), come)},
          {"logged out", binomial_deviation(kinds[1] + kinds[3], seen, 12.0 / 132)},
          {"paid", binomial_deviation(kinds[2] + kinds[3], seen, 22.0 / 132)},
          {"kinds", chi_square_deviation(kinds, {100.0 / 132, 10.0 / 132, 20.0 / 132, 2.0 / 132})}};
}

// The first wait of each listener before a page that is no redirect and no song: the mean of its logarithm is
// ln 90 - 1/2 - gamma, of the listener's own mean and of the exponential, its variance 1 + pi^2 / 6.
Deviations waits(const WorldRows& rows, std::int64_t population) {
  const double variance = 1 + std::pow(std::acos(-1.0), 2) / 6;
  double sum = 0;
  double n = 0;
  for (const auto& sessions : by_listener(rows, population)) {
    bool found = false;
    for (const Session& session : sessions) {
      if (session.front().ts > rows.end() - kDay / 4) break;  // the run's end would cut the longest
      for (std::size_t i = 1; i < session.size() && !found; ++i) {
        if (session[i].status == 307 || session[i].page == rows.word("NextSong")) continue;
        sum += std::log(as_real(session[i].ts - session[i - 1].ts) / kSecond);
        found = true;
      }
      if (found) break;
    }
    n += found ? 1 : 0;
  }
  return {{"alpha", deviation(sum, n * (std::log(90.0) - 0.5 - kEuler), n * variance)}};
}

double shortest_pause(const WorldRows& rows, std::int64_t population) {
  std::int64_t shortest = INT64_MAX;
  for (const auto& sessions : by_listener(rows, population)) {
    for (std::size_t s = 1; s < sessions.size(); ++s)
      shortest = std::min(shortest, sessions[s].front().ts - sessions[s - 1].back().ts);
  }
  return as_real(shortest) / kSecond;
}

// When sessions begin, on whole days of the listener's clock. They are so rare that their own length is
// nothing.
Deviations beginnings(const WorldRows& rows) {
  std::map<std::int64_t, std::int64_t> offsets;
  for (std::size_t i = 0; i < rows["listener.listener_id"].size(); ++i)
    offsets[rows["listener.listener_id"][i] - 1] = rows["listener.utc_hours"][i] * kHour;
  std::vector<double> hours(24);
  std::vector<double> days(7);
  for (std::size_t i = 0; i < rows["page_view.ts"].size(); ++i) {
    if (rows["page_view.item"][i] != 0) continue;
    const std::int64_t listener =
        owner(rows["page_view.session_id"][i], static_cast<std::int64_t>(offsets.size()));
    const std::int64_t local = rows["page_view.ts"][i] + offsets.at(listener);
    if (local >= rows.start() && local < rows.end() - kDay) ++hours[hour_of(local)];
    if (local >= rows.start() && local < rows.end() - 7 * kDay) ++days[weekday_of(local)];
  }
  std::vector<double> of_hours;
  std::vector<double> of_days;
  for (std::size_t h = 0; h < 24; ++h) of_hours.push_back(listening().share_of_hour(h));
  for (std::size_t d = 0; d < 7; ++d) of_days.push_back(listening().share_of_day(d));
  return {{"hours", chi_square_deviation(hours, of_hours)}, {"days", chi_square_deviation(days, of_days)}};
}

// A fifth of the songs that follow one are by its artist for that reason, others by chance: as the artists'
// shares in all songs have it. Artist 1 owns songs 1 to 60.
Deviations same_artist(const WorldRows& rows) {
  std::map<std::int64_t, std::int64_t> last;  // of each session
  std::map<std::int64_t, double> heard;
  double same = 0;
  double next = 0;
  for (std::size_t i = 0; i < rows["listen.ts"].size(); ++i) {
    const std::int64_t artist = (rows["listen.song_id"][i] - 1) / 60 + 1;
    ++heard[artist];
    const auto [before, is_first] = last.try_emplace(rows["listen.session_id"][i], artist);
    if (is_first) continue;
    ++next;
    same += before->second == artist ? 1 : 0;
    before->second = artist;
  }
  double chance = 0;
  for (const auto& [artist, songs] : heard)
    chance += std::pow(songs / static_cast<double>(rows["listen.ts"].size()), 2);
  return {{"same_artist", binomial_deviation(same, next, 0.2 + 0.8 * chance)}};
}

// Who arrives within 14 of the 365 days, of all that will; members are left out. They come every few hours,
// and who came last is missed: the arrivals of the mean wait, at the rate of the end.
Deviations newcomers(const WorldRows& rows, double listeners) {
  const double all = std::floor(listeners * std::exp(0.8)) - listeners;
  const auto arrived = [&](double days) { return std::expm1(0.8 * days / 365) / std::expm1(0.8); };
  const double days = as_real(rows.end() - rows.start()) / as_real(kDay);
  std::map<std::int64_t, int> seen;
  const std::int64_t population = static_cast<std::int64_t>(std::floor(listeners * std::exp(0.8)));
  for (const std::int64_t session : rows["page_view.session_id"]) seen[owner(session, population)] = 1;
  const double p = arrived(days - 3.0 / 24 / 0.65);  // 3 h in the mean, in the hours before midnight UTC
  return {{"growth", binomial_deviation(static_cast<double>(seen.size()), all, p)}};
}

// What is drawn once, for songs and listeners. Seconds are kept to millionths.
Deviations of_entities(const WorldRows& rows) {
  const Numbers& seconds = rows["song.seconds"];
  const auto songs = static_cast<double>(seconds.size());
  const auto artists = static_cast<double>(rows["artist.artist_id"].size());
  const auto listeners = static_cast<double>(rows["listener.gender"].size());
  const auto shorter = [&](double than) {
    return as_real(std::count_if(seconds.begin(), seconds.end(),
                                 [&](std::int64_t s) { return as_real(s) < than * 1e6; }));
  };
  const auto count = [&](const std::string& column, const std::string& text) {
    return as_real(std::count(rows[column].begin(), rows[column].end(), rows.word(text)));
  };
  const double one_sigma = std::erfc(-1 / std::sqrt(2.0)) / 2;
  return {{"median of a song", binomial_deviation(shorter(230), songs, 0.5)},
          {"sigma of a song", binomial_deviation(shorter(230 * std::exp(0.3)), songs, one_sigma)},
          {"songs of an artist",
           deviation(songs, 10 * artists, 90 * artists)},  // geometric; 60 are the most: -0.02
          {"women", binomial_deviation(count("listener.gender", "F"), listeners, 0.51)},
          {"New York", binomial_deviation(
                           count("listener.location", "New York-Northern New Jersey-Long Island, NY-NJ-PA"),
                           listeners, 18.9 / 102.53)}};
}

WorldSpec arrivals() {
  WorldSpec spec{"music", {}, {}, 14, 1};
  spec.set = {{"listeners", "200_000"}, {"growth", "0.8"}, {"beta", "3h"}, {"attrition", "0/day"}};
  spec.changes = {{"\"if(member, start, growing(", "\"if(member, null, growing("}};
  return spec;
}

}  // namespace

TEST_CASE("music: who listens first, and how soon", "[music][statistics]") {
  const std::int64_t population = 40'000;
  const WorldSpec spec = members(std::to_string(population), "7d", 7);
  check_recovered(first_sessions(WorldRows(spec, kPages), population));
  WorldSpec off = with(spec, "beta", "7.7d");
  off.changes = {{"if(member, 20, 0)", "if(member, 22, 0)"}};
  Deviations wrong = first_sessions(WorldRows(off, kPages), population);
  for (const std::string name : {"beta", "paid"}) {
    CAPTURE(name);
    CHECK(std::fabs(wrong.at(name)) > kFarOff);
  }
}

TEST_CASE("music: waits between pages and between sessions", "[music][statistics]") {
  const std::int64_t population = 16'000;
  const WorldSpec spec = members(std::to_string(population), "1d", 3);
  const WorldRows rows(spec, kPages);
  check_recovered(waits(rows, population));
  CHECK(shortest_pause(rows, population) >= 1800);
  CHECK(shortest_pause(rows, population) < 1980);
  const WorldRows off(with(with(spec, "alpha", "99s"), "session_gap", "33m"), kPages);
  check_rejected(waits(off, population));
  CHECK(shortest_pause(off, population) >= 1980);
}

TEST_CASE("music: songs and listeners", "[music][statistics]") {
  WorldSpec spec = members("40_000", "365d", 1);
  spec.set.emplace_back("artists", "8_000");
  const std::vector<std::string> columns{"song.seconds", "artist.artist_id", "listener.gender",
                                         "listener.location"};
  check_recovered(of_entities(WorldRows(spec, columns)));
  WorldSpec off = spec;
  off.changes = {{"lognormal_median(230, 0.3)", "lognormal_median(253, 0.3)"},
                 {"geometric(0.1)", "geometric(0.09)"},
                 {"'F', 51, 'M', 49", "'F', 56.1, 'M', 43.9"},
                 {"people = 18.90", "people = 20.79"}};
  Deviations wrong = of_entities(WorldRows(off, columns));
  off.changes = {{"lognormal_median(230, 0.3)", "lognormal_median(230, 0.33)"}};
  wrong["sigma of a song"] = of_entities(WorldRows(off, columns)).at("sigma of a song");
  check_rejected(wrong);
}

TEST_CASE("music: hours and days", "[music][statistics]") {
  const WorldSpec spec = members("80_000", "100d", 28);
  const std::vector<std::string> columns{"page_view.ts", "page_view.session_id", "page_view.item",
                                         "listener.listener_id", "listener.utc_hours"};
  check_recovered(beginnings(WorldRows(spec, columns)));
  WorldSpec off = spec;
  off.changes = {{"1.27, 1.68, 2.25, 2.25,", "1.27, 1.68, 2.25, 2.475,"},
                 {"[1, 1, 1, 1, 1, 0.5, 0.5]", "[1, 1, 1, 1, 1.1, 0.5, 0.5]"}};
  check_rejected(beginnings(WorldRows(off, columns)));
}

TEST_CASE("music: the next song is by the same artist", "[music][statistics]") {
  const WorldSpec spec = members("1_500", "7d", 14);
  const std::vector<std::string> columns{"listen.ts", "listen.session_id", "listen.song_id"};
  check_recovered(same_artist(WorldRows(spec, columns)));
  check_rejected(same_artist(WorldRows(with(spec, "same_artist", "22%"), columns)));
}

TEST_CASE("music: who comes new, and who stops coming", "[music][statistics]") {
  check_recovered(newcomers(WorldRows(arrivals(), {"page_view.session_id"}), 200'000));
  WorldSpec faster = arrivals();
  faster.changes.push_back({"count = \"max(listeners, int(listeners * exp(growth * (horizon / 365d))))\"",
                            "count = \"int(listeners * exp(0.8))\""});
  check_rejected(newcomers(
      WorldRows(with(with(faster, "growth", "0.88"), "horizon", "331.8d"), {"page_view.session_id"}),
      200'000));
  const auto drifted = [](const std::string& attrition) {
    const WorldSpec spec = with(members("10_000", "365d", 84), "attrition", attrition);
    return static_cast<double>(WorldRows(spec, {}).fired("listener", "drift_away"));
  };
  const double p = 1 - std::exp(-5.0 * 84 / 365);
  check_recovered({{"attrition", binomial_deviation(drifted("5/365d"), 10'000, p)}});
  check_rejected({{"attrition", binomial_deviation(drifted("5.5/365d"), 10'000, p)}});
}
