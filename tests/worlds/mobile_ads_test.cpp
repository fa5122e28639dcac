// mobile, ads: clicks per impression of each kind of network, how often ads are seen, hours and days, and
// what is drawn once for campaigns and people.
//
// Every case loads the world twice: as it is written, where each coefficient has to be recovered within its
// sampling error, and with the coefficients 10% off, where the same tests have to reject.
#include <array>
#include <map>
#include <numeric>
#include <set>

#include "support/catch.hpp"
#include "worlds/check_deviations.hpp"
#include "worlds/daily_clock.hpp"
#include "worlds/world_rows.hpp"

using namespace seedbed::test;

namespace {

constexpr std::int64_t kDay = 86'400'000'000;
constexpr std::int64_t kMinute = 60'000'000;

// Nobody comes, installs or has had enough: what is left are people and ads, at an even pace. The rare clicks
// of banners need many impressions, so that other networks are used less here.
WorldSpec ads() {
  WorldSpec spec{"mobile", {}, {}, 28, 1};
  spec.set = {{"users", "3500"},
              {"horizon", "0d"},
              {"organic", "0/day"},
              {"conversion_scale", "0.0"},
              {"ads_a_day", "9/day"}};
  spec.changes = {{R"(kind = "search",   reach = 3.0)", R"(kind = "search",   reach = 1.0)"},
                  {R"(kind = "social",   reach = 3.5)", R"(kind = "social",   reach = 2.0)"},
                  {R"(kind = "video",    reach = 1.5)", R"(kind = "video",    reach = 3.0)"},
                  {R"(kind = "native",   reach = 1.0)", R"(kind = "native",   reach = 4.0)"},
                  {R"(kind = "banner",   reach = 1.5)", R"(kind = "banner",   reach = 20.0)"}};
  return spec;
}

struct Network {
  const char* kind;
  double ctr;
};

constexpr std::array<Network, 6> kNetworks{{{"search", 0.09},
                                            {"social", 0.04},
                                            {"rewarded", 0.06},
                                            {"video", 0.03},
                                            {"native", 0.02},
                                            {"banner", 0.005}}};

Deviations clicks_per_impression(const WorldRows& rows) {
  std::array<double, 6> impressions{};
  std::array<double, 6> clicks{};
  const std::int64_t click = rows.word("click");
  for (std::size_t i = 0; i < rows["engagement.kind"].size(); ++i) {
    const auto network = static_cast<std::size_t>(rows["engagement.network_id"][i] - 1);
    // A click follows within a minute: who sees the ad in the last one may click too late.
    if (rows["engagement.kind"][i] == click) {
      ++clicks[network];
    } else if (rows["engagement.ts"][i] < rows.end() - kMinute) {
      ++impressions[network];
    }
  }
  Deviations result;
  for (std::size_t n = 0; n < kNetworks.size(); ++n)
    result[kNetworks[n].kind] = binomial_deviation(clicks[n], impressions[n], kNetworks[n].ctr);
  return result;
}

// Of people, by number: minutes from UTC to their own clock.
std::vector<std::int64_t> offsets(const WorldRows& rows) {
  std::vector<std::int64_t> minutes(rows["app_user.user_id"].size() + 1);
  for (std::size_t i = 0; i < rows["app_user.user_id"].size(); ++i)
    minutes[static_cast<std::size_t>(rows["app_user.user_id"][i])] = rows["app_user.utc_minutes"][i];
  return minutes;
}

// Campaigns that began long ago and never end.
std::set<std::int64_t> always_on(const WorldRows& rows) {
  std::set<std::int64_t> campaigns;
  for (std::size_t i = 0; i < rows["campaign.campaign_id"].size(); ++i) {
    if (rows["campaign.ends_at"][i] == kNullCell) campaigns.insert(rows["campaign.campaign_id"][i]);
  }
  return campaigns;
}

// Impressions of campaigns that never end: whose audience is the same all the time. By the hour and the day
// of who sees them.
struct Profile {
  std::vector<double> hours = std::vector<double>(24);
  std::vector<double> days = std::vector<double>(7);
};

Profile profile(const WorldRows& rows) {
  const std::vector<std::int64_t> minutes = offsets(rows);
  const std::set<std::int64_t> steady = always_on(rows);
  Profile seen;
  for (std::size_t i = 0; i < rows["engagement.ts"].size(); ++i) {
    if (rows["engagement.kind"][i] != rows.word("impression") ||
        !steady.contains(rows["engagement.campaign_id"][i]))
      continue;
    const std::int64_t local =
        rows["engagement.ts"][i] + minutes[static_cast<std::size_t>(rows["engagement.user_id"][i])] * kMinute;
    if (local >= rows.start() + kDay && local < rows.end() - kDay) ++seen.hours[hour_of(local)];
    if (local >= rows.start() + 7 * kDay && local < rows.end() - 7 * kDay) ++seen.days[weekday_of(local)];
  }
  return seen;
}

Deviations hours_and_days(const Profile& seen) {
  std::vector<double> of_hours;
  std::vector<double> of_days;
  for (std::size_t h = 0; h < 24; ++h) of_hours.push_back(evening().share_of_hour(h));
  for (std::size_t d = 0; d < 7; ++d) of_days.push_back(evening().share_of_day(d));
  return {{"hours", chi_square_deviation(seen.hours, of_hours)},
          {"days", chi_square_deviation(seen.days, of_days)}};
}

Samples each_hour(const Profile& seen) {
  const double all = std::accumulate(seen.hours.begin(), seen.hours.end(), 0.0);
  Samples hours;
  for (std::size_t h = 0; h < 24; ++h)
    hours[std::to_string(h) + " h"] = binomial_sample(seen.hours[h], all, evening().share_of_hour(h));
  return hours;
}

// A person in a campaign's audience sees ads_a_day * keenness, which is gamma(2, 1/2): mean and variance of
// the number in T days are m = 9 T and m + m^2 / 2. Who saw none is not in the rows: (1 + m / 2)^-2 of them.
Deviations ads_a_day(const WorldRows& rows) {
  const std::set<std::int64_t> steady = always_on(rows);
  std::map<std::pair<std::int64_t, std::int64_t>, double> seen;
  std::map<std::int64_t, std::set<std::int64_t>> of_user;
  for (std::size_t i = 0; i < rows["engagement.ts"].size(); ++i) {
    const std::int64_t campaign = rows["engagement.campaign_id"][i];
    if (rows["engagement.kind"][i] != rows.word("impression") || !steady.contains(campaign)) continue;
    ++seen[{rows["engagement.user_id"][i], campaign}];
    of_user[rows["engagement.user_id"][i]].insert(campaign);
  }
  double total = 0;
  for (const auto& [pair, count] : seen) total += count;
  double squares = 0;  // a person's campaigns have the keenness in common
  for (const auto& [user, campaigns] : of_user)
    squares += static_cast<double>(campaigns.size() * campaigns.size());
  const double mean = 9 * static_cast<double>(rows.end() - rows.start()) / kDay;
  const double none = std::pow(1 + mean / 2, -2);
  const auto pairs = static_cast<double>(seen.size());
  return {
      {"ads_a_day", deviation(total, pairs * mean / (1 - none), pairs * mean + squares * mean * mean / 2)}};
}

const std::vector<std::string> kAdColumns{
    "engagement.ts",          "engagement.kind",      "engagement.network_id",
    "engagement.campaign_id", "engagement.user_id",   "app_user.user_id",
    "app_user.utc_minutes",   "campaign.campaign_id", "campaign.ends_at"};

Deviations of_ads(const WorldSpec& spec) {
  const WorldRows rows(spec, kAdColumns);
  Deviations all = clicks_per_impression(rows);
  all.merge(hours_and_days(profile(rows)));
  all.merge(ads_a_day(rows));
  return all;
}

// Rows of entities alone: nobody appears within the run.
Deviations of_entities(const WorldSpec& spec) {
  const WorldRows rows(spec,
                       {"campaign.campaign_id", "campaign.country", "campaign.ends_at", "app_user.device",
                        "app_user.vendor", "app_user.city", "app.category", "app.app_id"});
  double timed = 0;
  double targeted = 0;
  for (std::size_t i = 0; i < rows["campaign.campaign_id"].size(); ++i) {
    if (rows["campaign.ends_at"][i] == kNullCell) continue;
    ++timed;
    targeted += rows["campaign.country"][i] == kNullCell ? 0 : 1;
  }
  const auto count = [&](const std::string& column, const std::string& word) {
    double n = 0;
    for (const std::int64_t cell : rows[column]) n += cell == rows.word(word) ? 1 : 0;
    return n;
  };
  const auto people = static_cast<double>(rows["app_user.device"].size());
  const auto apps = static_cast<double>(rows["app.app_id"].size());
  const auto campaigns = static_cast<double>(rows["campaign.campaign_id"].size());
  return {
      {"targeted", binomial_deviation(targeted, timed, 0.4)},
      {"campaigns of an app", deviation(campaigns, 3 * apps, 2 * apps)},  // 1 + poisson(2); 16 are the most
      {"Android", binomial_deviation(count("app_user.device", "Android"), people, 0.85)},
      {"iOS", binomial_deviation(count("app_user.device", "iOS"), people, 0.147)},
      {"Samsung", binomial_deviation(count("app_user.vendor", "Samsung"), people, 0.3794)},
      {"Tokyo", binomial_deviation(count("app_user.city", "Tokyo"), people, 37.5 / 339.0)},
      {"games", binomial_deviation(count("app.category", "games"), apps, 0.4)}};
}

}  // namespace

TEST_CASE("mobile: clicks per impression, ads a day, hours and days", "[mobile][statistics]") {
  WorldSpec spec = ads();
  const Deviations written = of_ads(spec);
  check_recovered(written);
  WorldSpec off = with(spec, "ads_a_day", "9.9/day");
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"ctr = 0.090", "ctr = 0.099"},
                                                        {"ctr = 0.040", "ctr = 0.044"},
                                                        {"ctr = 0.060", "ctr = 0.054"},
                                                        {"ctr = 0.030", "ctr = 0.033"},
                                                        {"ctr = 0.020", "ctr = 0.022"},
                                                        {"ctr = 0.005", "ctr = 0.0055"},
                                                        {"0.55, 0.35, 0.22,", "0.55, 0.385, 0.22,"},
                                                        {"1.03, 1.08, 1.04]", "1.03, 1.188, 1.04]"}}) {
    off.changes.emplace_back(from, to);
  }
  check_rejected(of_ads(off));
}

TEST_CASE("mobile: ads of each hour, by the clock of who sees them", "[mobile][statistics]") {
  WorldSpec spec = with(ads(), "users", "2_000");
  spec.changes = {
      {"always_on   = \"index % 16 == 0\"", "always_on   = \"true\""}};  // so that every ad counts
  const Profile seen = profile(WorldRows(spec, kAdColumns));
  const Samples hours = each_hour(seen);
  check_recovered(hours_and_days(seen));
  check_recovered(deviations(hours));
  CHECK(check_ten_percent_rejected(hours).empty());
  WorldSpec utc = with(spec, "users", "100");
  utc.changes.emplace_back(
      "[actor.prospect.state.audience]\nrhythm = { use = \"evening\", shift = \"city.utc_offset\" }",
      "[actor.prospect.state.audience]\nrhythm = { use = \"evening\" }");
  CHECK(hours_and_days(profile(WorldRows(utc, kAdColumns))).at("hours") > kFarOff);
}

TEST_CASE("mobile: campaigns, phones and categories", "[mobile][statistics]") {
  const WorldSpec spec{"mobile",
                       {{"users", "60_000"},
                        {"apps", "30_000"},
                        {"horizon", "0d"},
                        {"ads_a_day", "0/day"},
                        {"organic", "0/day"}},
                       {},
                       1,
                       1};
  check_recovered(of_entities(spec));
  WorldSpec off = with(spec, "targeted", "44%");
  off.changes = {
      {"37.94", "41.73"},
      {"share = 14.70", "share = 16.17"},
      {"share = 40,", "share = 44,"},
      {"16.28", "6.5"},
      {"people = 37.5,", "people = 41.25,"},
      {"per = { app = \"1 + poisson(2)\", max = 16 }", "per = { app = \"1 + poisson(2.2)\", max = 16 }"}};
  check_rejected(of_entities(off));
}
