// mobile, installs: which clicks become installs and how soon, who installs without an ad, which apps, for
// how long. As in mobile_ads_test.cpp each coefficient is recovered, and rejected where it is 10% off.
#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include "support/catch.hpp"
#include "worlds/check_deviations.hpp"
#include "worlds/mobile_lives.hpp"
#include "worlds/world_rows.hpp"

using namespace seedbed::test;

namespace {

constexpr double kDay = 86'400e6;
constexpr double kSecond = 1e6;

double as_real(std::int64_t number) { return static_cast<double>(number); }

// Half of the impressions are clicks, and ten times as many of these as usual become installs, which nobody
// uses: many decisions in few rows.
WorldSpec clicks() {
  WorldSpec spec{"mobile", {}, {}, 30, 1};
  spec.set = {{"users", "40_000"},
              {"horizon", "0d"},
              {"organic", "0/day"},
              {"ads_a_day", "2/day"},
              {"conversion_scale", "10.0"},
              {"opens_a_day", "0/day"},
              {"again", "0%"},
              {"events_an_hour", "0/h"}};
  for (const char* ctr :
       {"ctr = 0.090", "ctr = 0.040", "ctr = 0.060", "ctr = 0.030", "ctr = 0.020", "ctr = 0.005"})
    spec.changes.emplace_back(ctr, "ctr = 0.500");
  spec.changes.emplace_back("share = 5,", "share = 10,");  // news are too few otherwise
  return spec;
}

const std::map<std::string, double> kConversions{{"games", 0.024}, {"tools", 0.022}, {"finance", 0.018},
                                                 {"health", 0.02}, {"food", 0.026},  {"travel", 0.018},
                                                 {"news", 0.022}};
constexpr std::array<double, 6> kQuality{1.2, 1.05, 0.8, 1, 0.95, 0.85};  // by the network's number

const std::vector<std::string> kClickColumns{"engagement.engagement_id",
                                             "engagement.ts",
                                             "engagement.kind",
                                             "engagement.campaign_id",
                                             "engagement.network_id",
                                             "campaign.campaign_id",
                                             "campaign.app_id",
                                             "app.app_id",
                                             "app.category",
                                             "app.rating",
                                             "install.engagement_id",
                                             "install.ts"};

std::map<std::int64_t, std::size_t> numbered(const Numbers& keys) {
  std::map<std::int64_t, std::size_t> places;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] != kNullCell) places[keys[i]] = i;
  }
  return places;
}

struct Click {
  std::string category;
  std::size_t app = 0;  // from 0
  double stars = 0;     // in units of 4
  std::int64_t network = 0;
  double p = 0;      // of an install
  double wait = -1;  // seconds until the install; negative if there is none
  [[nodiscard]] bool won() const { return wait >= 0; }
};

// Before the last hour: the others may not be decided yet.
std::vector<Click> decided_clicks(const WorldRows& rows, double scale) {
  const std::vector<std::string> category = categories(rows);
  const auto installs = numbered(rows["install.engagement_id"]);
  const auto campaigns = numbered(rows["campaign.campaign_id"]);
  const std::int64_t click = rows.word("click");
  std::vector<Click> clicks;
  for (std::size_t i = 0; i < rows["engagement.ts"].size(); ++i) {
    const std::int64_t ts = rows["engagement.ts"][i];
    if (rows["engagement.kind"][i] != click || as_real(rows.end() - ts) < kDay / 24) continue;
    Click one;
    one.app = static_cast<std::size_t>(
        rows["campaign.app_id"][campaigns.at(rows["engagement.campaign_id"][i])] - 1);
    one.category = category[one.app];
    one.stars = as_real(rows["app.rating"][one.app]) / 10 / 4;
    one.network = rows["engagement.network_id"][i];
    one.p = scale * kConversions.at(one.category) * one.stars *
            kQuality.at(static_cast<std::size_t>(one.network - 1));
    const auto install = installs.find(rows["engagement.engagement_id"][i]);
    if (install != installs.end()) one.wait = as_real(rows["install.ts"][install->second] - ts) / kSecond;
    clicks.push_back(std::move(one));
  }
  return clicks;
}

// By the network, the app's category, its stars, the app.
Samples conversions(const std::vector<Click>& clicks) {
  Samples samples;
  for (const Click& click : clicks) {
    samples["all"].add(click.won(), click.p);
    samples["network " + std::to_string(click.network)].add(click.won(), click.p);
    samples[click.category].add(click.won(), click.p);
    samples["app " + std::to_string(click.app + 1)].add(click.won(), click.p);
    if (click.stars < 3.5 / 4) samples["few stars"].add(click.won(), click.p);
    if (click.stars > 4.4 / 4) samples["many stars"].add(click.won(), click.p);
    if (click.won()) samples["store_visit"].add(click.wait, 98, 98 * 98);
  }
  return samples;
}

// How conversion grows with the stars above and below 4.
double slope_deviation(const std::vector<Click>& clicks) {
  Sample slope;
  for (const Click& click : clicks) {
    const double by = click.stars - 1;
    slope.add(click.won() ? by : 0, by * click.p, by * by * click.p * (1 - click.p));
  }
  return deviation(slope);
}

bool is_app(const std::string& name) { return name.starts_with("app "); }

// The apps together, most of which have too few clicks to tell much alone, and what the others came to.
Deviations conversion_deviations(const std::vector<Click>& clicks) {
  constexpr double kEnough = 30;  // installs, and clicks without one, for a deviation to be near to normal
  double squares = 0;
  double apps = 0;
  Deviations result{{"slope", slope_deviation(clicks)}};
  for (const auto& [name, sample] : conversions(clicks)) {
    if (is_app(name) && sample.variance < kEnough) continue;
    const double far = result[name] = deviation(sample);
    squares += is_app(name) ? far * far : 0;
    apps += is_app(name) ? 1 : 0;
  }
  result["each app"] = kFarOff * squares / chi_square_critical(kSignificance, apps);
  return result;
}

// Nobody sees an ad, all are there from the beginning, over whole weeks: an install comes at the rate
// `organic` times the keenness K of the person, gamma(2, 1/2), and (1 + r t / 2)^-2 = E exp(-r t K) have none
// by t.
WorldSpec found() {
  WorldSpec spec{"mobile", {}, {}, 84, 1};
  spec.set = {{"users", "20_000"},      {"horizon", "0d"}, {"ads_a_day", "0/day"},
              {"opens_a_day", "0/day"}, {"again", "0%"},   {"events_an_hour", "0/h"},
              {"organic", "0.0037/day"}};
  return spec;
}

double without(double rate_time) { return std::pow(1 + rate_time / 2, -2); }

Deviations organic(const WorldRows& rows) {
  const double days = as_real(rows.end() - rows.start()) / kDay;
  const double p = 1 - without(0.0037 * days);
  // The three prospects of a person have the keenness in common.
  const double covariance = without(2 * 0.0037 * days) - std::pow(without(0.0037 * days), 2);
  const auto people = as_real(static_cast<std::int64_t>(rows["app_user.user_id"].size()));
  return {{"organic", deviation(as_real(static_cast<std::int64_t>(rows["install.ts"].size())), 3 * people * p,
                                people * (3 * p * (1 - p) + 6 * covariance))}};
}

// How likely it is that three draws without repetition hold app k, whose weight is k^-0.97.
std::vector<double> met_by_rank(std::size_t apps) {
  std::vector<double> weights;
  for (std::size_t k = 1; k <= apps; ++k) weights.push_back(std::pow(static_cast<double>(k), -0.97));
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight /= sum;
  std::vector<double> met(apps);
  for (std::size_t i = 0; i < apps; ++i) {
    met[i] += weights[i];
    for (std::size_t j = 0; j < apps; ++j) {
      if (j == i) continue;
      const double two = weights[i] * weights[j] / (1 - weights[i]);
      met[j] += two;
      const double left = 1 - weights[i] - weights[j];
      for (std::size_t k = 0; k < apps; ++k) {
        if (k != i && k != j) met[k] += two * weights[k] / left;
      }
    }
  }
  for (double& share : met) share /= 3;
  return met;
}

// Installs without an ad are spread over the apps as the prospects are.
Deviations popularity(const WorldRows& rows) {
  std::vector<double> installs(200);
  for (const std::int64_t app : rows["install.app_id"]) ++installs[static_cast<std::size_t>(app - 1)];
  const std::vector<double> met = met_by_rank(200);
  const auto top = [](const std::vector<double>& shares) {
    return std::accumulate(shares.begin(), shares.begin() + 10, 0.0);
  };
  const auto all = static_cast<double>(rows["install.app_id"].size());
  CHECK(top(met) == Approx(0.454).margin(0.0005));  // as the page of the model says
  return {{"popularity", chi_square_deviation(installs, met)},
          {"top ten", binomial_deviation(top(installs), all, top(met))}};
}

// Everybody installs within a few hours and opens once: then only the time until the uninstall is left.
WorldSpec kept() {
  WorldSpec spec{"mobile", {}, {}, 32, 1};
  spec.set = {{"users", "100_000"},     {"horizon", "0d"},       {"ads_a_day", "0/day"},
              {"opens_a_day", "0/day"}, {"again", "0%"},         {"events_an_hour", "0/h"},
              {"organic", "100/day"},   {"session_median", "1s"}};
  return spec;
}

// 1 - exp(-(t / 221 d)^0.191) are gone within t, but for those who wait for their session's end.
Deviations uninstalls(const WorldRows& rows) {
  const auto installs = numbered(rows["install.install_id"]);
  std::map<int, double> gone{{1, 0}, {30, 0}};
  double old_enough = 0;
  for (const std::int64_t ts : rows["install.ts"]) old_enough += as_real(rows.end() - ts) > 30 * kDay ? 1 : 0;
  for (std::size_t i = 0; i < rows["uninstall.ts"].size(); ++i) {
    const std::int64_t installed = rows["install.ts"][installs.at(rows["uninstall.install_id"][i])];
    if (as_real(rows.end() - installed) <= 30 * kDay) continue;
    for (auto& [days, count] : gone)
      count += as_real(rows["uninstall.ts"][i] - installed) < days * kDay ? 1 : 0;
  }
  const auto p = [](double days) { return 1 - std::exp(-std::pow(days / 221, 0.191)); };
  // Between the two days the shape matters, and the scale hardly.
  return {{"gone in 30 days", binomial_deviation(gone[30], old_enough, p(30))},
          {"gone in 1 day", binomial_deviation(gone[1], old_enough, p(1))}};
}

const std::vector<std::string> kUninstallColumns{"install.install_id", "install.ts", "uninstall.install_id",
                                                 "uninstall.ts"};

}  // namespace

TEST_CASE("mobile: which clicks become installs, and how soon", "[mobile][statistics]") {
  WorldSpec spec = clicks();
  const auto of = [](const WorldSpec& world) { return decided_clicks(WorldRows(world, kClickColumns), 10); };
  const std::vector<Click> written = of(spec);
  check_recovered(conversion_deviations(written));
  Samples samples = conversions(written);
  std::erase_if(samples, [](const auto& sample) { return is_app(sample.first); });  // the next case has them
  CHECK(check_ten_percent_rejected(samples).empty());
  // Ten percent more of everything is ten percent more of each category's and each network's coefficient.
  const Deviations wrong =
      conversion_deviations(of(with(with(spec, "conversion_scale", "11.0"), "store_visit", "107.8s")));
  for (const auto& [name, sample] : samples) {
    CAPTURE(name, wrong.at(name));
    CHECK(std::fabs(wrong.at(name)) > kFarOff);
  }
  WorldSpec off = spec;
  off.changes.emplace_back("conversion = 0.018, activity = 0.80", "conversion = 0.0198, activity = 0.80");
  off.changes.emplace_back("quality = 0.85", "quality = 0.765");
  const Deviations two = conversion_deviations(of(off));
  CHECK(two.at("travel") > kFarOff);
  CHECK(two.at("network 6") < -kFarOff);
}

TEST_CASE("mobile: which clicks become installs, by the app and its stars", "[mobile][statistics]") {
  // Fewer apps, all met alike: each has enough clicks.
  WorldSpec spec = with(with(clicks(), "apps", "20"), "popularity_power", "0.0");
  spec = with(with(spec, "conversion_scale", "20.0"), "users", "70_000");
  const auto of = [](const WorldSpec& world) { return decided_clicks(WorldRows(world, kClickColumns), 20); };
  const std::vector<Click> written = of(spec);
  check_recovered(conversion_deviations(written));
  CHECK(check_ten_percent_rejected(conversions(written)).empty());
  WorldSpec off = spec;
  off.changes.emplace_back("real(rating) / 4\"", "(1 + 1.1 * (real(rating) / 4 - 1))\"");
  const Deviations steeper = conversion_deviations(of(off));
  off.changes.back().second = "real(rating) / 4 * if(real(rating) > 4.4, 1.1, 1.0)\"";
  const Deviations many = conversion_deviations(of(off));
  CAPTURE(steeper, many);
  CHECK(std::fabs(steeper.at("slope")) > kFarOff);
  CHECK(many.at("slope") > kFarOff);
  CHECK(many.at("many stars") > kFarOff);
  CHECK(many.at("each app") > kFarOff);
}

TEST_CASE("mobile: installs without an ad, by app", "[mobile][statistics]") {
  const auto of = [](const WorldSpec& spec) {
    const WorldRows rows(spec, {"install.ts", "install.app_id", "app_user.user_id"});
    Deviations all = organic(rows);
    all.merge(popularity(rows));
    return all;
  };
  check_recovered(of(found()));
  check_rejected(of(with(with(found(), "organic", "0.00407/day"), "popularity_power", "1.067")));
}

TEST_CASE("mobile: how long installs are kept", "[mobile][statistics]") {
  WorldSpec spec = kept();
  check_recovered(uninstalls(WorldRows(spec, kUninstallColumns)));
  const WorldRows shape(with(spec, "uninstall_shape", "0.2101"), kUninstallColumns);
  CHECK(std::fabs(uninstalls(shape).at("gone in 1 day")) > kFarOff);
  const WorldRows scale(with(spec, "uninstall_scale", "243.1"), kUninstallColumns);
  CHECK(std::fabs(uninstalls(scale).at("gone in 30 days")) > kFarOff);
}
