#include "support/waiting.hpp"

#include <cmath>

#include "support/batch_target.hpp"
#include "support/catch.hpp"
#include "support/statistics.hpp"

namespace seedbed::test {
namespace {

// The first ticks or hours, which have a bin each.
constexpr std::size_t kBins = 240;
// Bins with a smaller expectation are added to the rest.
constexpr double kLeastExpected = 10;
// Steps per hour of the numeric integration of intensities (midpoint rule).
constexpr int kSteps = 400;

// Actors by transition and bin, or their probabilities.
using Bins = std::vector<std::vector<double>>;

Bins counted(const std::vector<Leaving>& all, std::size_t transitions, bool ticks) {
  Bins seen(transitions, std::vector<double>(kBins));
  for (const Leaving& leaving : all) {
    const double hours = leaving.seconds / kHours;
    const auto bin = static_cast<std::size_t>(ticks ? hours + 0.5 : hours);
    if (bin < kBins) ++seen.at(leaving.transition == "go" ? 0 : 1)[bin];
  }
  return seen;
}

bool follows(const Bins& seen, const Bins& shares) {
  double statistic = 0;
  double degrees = 0;
  double share_left = 1;
  double seen_left = static_cast<double>(kSampleDraws);
  const auto add = [&](double observed, double expected) {
    statistic += (observed - expected) * (observed - expected) / expected;
    ++degrees;
  };
  for (std::size_t t = 0; t < shares.size(); ++t) {
    for (std::size_t bin = 0; bin < kBins; ++bin) {
      if (shares[t][bin] == 0 && seen[t][bin] > 0) return false;
      const double expected = shares[t][bin] * static_cast<double>(kSampleDraws);
      if (expected < kLeastExpected) continue;
      add(seen[t][bin], expected);
      share_left -= shares[t][bin];
      seen_left -= seen[t][bin];
    }
  }
  const double expected_left = share_left * static_cast<double>(kSampleDraws);
  if (expected_left >= kLeastExpected) add(seen_left, expected_left);
  const double chance = chi_square_tail(statistic, degrees - 1);
  UNSCOPED_INFO("chi-square " << statistic << " of " << degrees - 1 << " degrees, chance " << chance);
  return chance > kSignificance;
}

}  // namespace

RunSpec waiting(const std::string& transition, const std::string& rest) {
  RunSpec spec;
  spec.model = R"toml(
[clock]
start = 2024-01-01T00:00:00Z
duration = "20000d"
tick = "1h"
[table.t.columns]
waited = "now - start"
by = "transition"
[actor.u]
count = 1_000_000
initial = "a"
)toml" + also("go", transition) +
               rest;
  return spec;
}

std::string also(const std::string& name, const std::string& transition) {
  return "[[actor.u.transition]]\nname = \"" + name + "\"\nfrom = \"a\"\nto = \"b\"\nemit = [\"t\"]\n" +
         transition + "\n";
}

std::vector<Leaving> leavings(const RunSpec& spec) {
  std::vector<Leaving> all;
  TargetCalls calls;
  const auto target = make_batch_target(calls, [&](std::size_t, const Batch& batch) {
    for (std::size_t r = 0; r < batch.rows(); ++r) {
      all.push_back({static_cast<double>(batch.integer(0, r)) / 1e6, std::string(batch.bytes(1, r))});
    }
  });
  (void)run(spec, *target);
  return all;
}

void check_waits(const RunSpec& spec, const Cumulative& expected, double off) {
  const std::vector<Leaving> all = leavings(spec);
  REQUIRE(all.size() == kSampleDraws);
  std::size_t next = 0;
  const Sample sample(expected, [&](std::uint64_t) { return all[next++].seconds; });
  CHECK(sample.follows(expected));
  CHECK_FALSE(sample.follows([&](double x) { return expected(x / off); }));
}

Cumulative exponential_of(double mean) {
  return [=](double x) { return x > 0 ? -std::expm1(-x / mean) : 0; };
}

const std::string& evening_rhythm() {
  static const std::string text = R"toml(
[rhythm.evening]
hours = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4, 4, 4, 4, 1, 1]
weekdays = [1, 1, 1, 1, 1, 3, 3]
)toml";
  return text;
}

double evening(std::int64_t hour) {
  const auto of_day = hour % 24;
  const double w = of_day < 6 ? 0 : of_day >= 18 && of_day < 22 ? 4 : 1;
  return w / (30.0 / 24) * ((hour / 24) % 7 >= 5 ? 3 : 1) / (11.0 / 7);
}

double passed(double x, std::int64_t shift) {
  const double weeks = std::floor(x / kHours / 168);  // of mean 1
  const double hours = std::fmod(x / kHours, 168);
  double sum = weeks * 168;
  std::int64_t hour = 0;
  for (; static_cast<double>(hour + 1) <= hours; ++hour) sum += evening(hour + shift);
  return sum + (hours - static_cast<double>(hour)) * evening(hour + shift);
}

bool follows_ticks(const std::vector<Leaving>& all, const Hazards& hazards) {
  Bins shares(hazards.size(), std::vector<double>(kBins));
  double left = 1;
  for (std::size_t tick = 0; tick < kBins; ++tick) {
    double sum = 0;
    for (const auto& hazard : hazards) sum += hazard(static_cast<std::int64_t>(tick));
    const double fires = left * -std::expm1(-sum);
    for (std::size_t t = 0; t < hazards.size() && sum > 0; ++t)
      shares[t][tick] = fires * hazards[t](static_cast<std::int64_t>(tick)) / sum;
    left -= fires;
  }
  return follows(counted(all, hazards.size(), true), shares);
}

bool follows_hours(const std::vector<Leaving>& all, const Intensities& intensities) {
  Bins shares(intensities.size(), std::vector<double>(kBins));
  double left = 1;
  for (std::size_t i = 0; i < kBins * kSteps; ++i) {
    const double hours = (static_cast<double>(i) + 0.5) / kSteps;
    double sum = 0;
    for (const auto& intensity : intensities) sum += intensity(hours);
    const double leaves = left * -std::expm1(-sum / kSteps);
    for (std::size_t t = 0; t < intensities.size() && sum > 0; ++t)
      shares[t][i / kSteps] += leaves * intensities[t](hours) / sum;
    left -= leaves;
  }
  return follows(counted(all, intensities.size(), false), shares);
}

bool follows_shares(const std::vector<double>& counts, const std::vector<double>& shares) {
  const double chance =
      chi_square_tail(chi_square_statistic(counts, shares), static_cast<double>(shares.size() - 1));
  UNSCOPED_INFO("chance " << chance);
  return chance > kSignificance;
}

}  // namespace seedbed::test
