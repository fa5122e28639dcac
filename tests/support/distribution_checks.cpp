#include "support/distribution_checks.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "random/random.hpp"
#include "support/catch.hpp"
#include "support/exact_distributions.hpp"

namespace seedbed::test {
namespace {

// Doubles in their order as whole numbers, so that halving finds a border of any size in 64 steps.
std::int64_t order_of(double x) {
  const auto bits = std::bit_cast<std::int64_t>(x);
  return bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits;
}

double of_order(std::int64_t order) {
  return std::bit_cast<double>(order < 0 ? std::numeric_limits<std::int64_t>::min() - order : order);
}

// The smallest x with P(X <= x) >= p.
double quantile(const Cumulative& distribution, double p) {
  constexpr double kLargest = std::numeric_limits<double>::max();
  std::int64_t below = order_of(-kLargest);
  std::int64_t found = order_of(kLargest);
  while (below + 1 < found) {
    const std::int64_t middle = std::midpoint(below, found);
    (distribution(of_order(middle)) >= p ? found : below) = middle;
  }
  return of_order(found);
}

// Ever finer towards both tails.
std::vector<double> border_levels() {
  std::vector<double> levels = {3e-5, 1e-4, 3e-4, 1e-3, 2e-3};
  const std::size_t tail = levels.size();
  for (int i = 1; i < 200; ++i) levels.push_back(i / 200.0);
  for (std::size_t i = tail; i-- > 0;) levels.push_back(1 - levels[i]);
  return levels;
}

std::vector<double> borders_of(const Cumulative& distribution) {
  constexpr double kLeast = 2e-5;  // a bin with fewer expected draws is joined with its neighbour
  std::vector<double> borders;
  double before = 0;
  for (const double level : border_levels()) {
    const double border = quantile(distribution, level);
    const double below = distribution(border);
    if (below - before < kLeast || (1 - below < kLeast && below < 1)) continue;
    if (!borders.empty() && border <= borders.back()) continue;
    borders.push_back(border);
    before = below;
  }
  return borders;
}

constexpr double kMostKurtosis = 100;
constexpr double kTwoValues = -2 + 1e-9;  // equally likely ones: their variance follows from the mean

// The chance that a Kolmogorov-Smirnov statistic of n draws is above d is at most this.
double smirnov_tail(double d, double n) { return 2 * std::exp(-2 * n * d * d); }

}  // namespace

std::uint64_t bits_of(std::uint64_t seed, std::uint64_t n) { return mix64(mix64(seed) + n * kGoldenGamma); }

Sample::Sample(const Cumulative& expected, const std::function<double(std::uint64_t)>& draw,
               std::uint64_t seed, std::size_t draws)
    : borders_(borders_of(expected)), bins_(borders_.size() + 1), origin_(quantile(expected, 0.5)) {
  for (std::uint64_t n = 0; n < draws; ++n) add(draw(bits_of(seed, n)));
}

void Sample::add(double x) {
  ++bins_[static_cast<std::size_t>(std::lower_bound(borders_.begin(), borders_.end(), x) - borders_.begin())];
  ++count_;
  sum_ += shift_of(x);
  squares_ += shift_of(x) * shift_of(x);
  smallest_ = std::min(smallest_, x);
  largest_ = std::max(largest_, x);
}

bool Sample::follows(const Cumulative& distribution) const {
  double chi_square = 0;
  double distance = 0;
  double degrees = -1;
  double before = 0;
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    const double below = i < borders_.size() ? distribution(borders_[i]) : 1;
    const double expected = (below - before) * count_;
    const auto observed = static_cast<double>(bins_[i]);
    if (expected > 0) chi_square += (observed - expected) * (observed - expected) / expected;
    if (!(expected > 0) && observed > 0) chi_square = std::numeric_limits<double>::infinity();
    if (expected > 0) ++degrees;
    seen += bins_[i];
    distance = std::max(distance, std::fabs(static_cast<double>(seen) / count_ - below));
    before = below;
  }
  const double smirnov = smirnov_tail(distance, count_);
  const double pearson = degrees < 1 ? 1 : 1 - gamma_below(degrees / 2, chi_square / 2);
  const bool impossible = chi_square == std::numeric_limits<double>::infinity();
  UNSCOPED_INFO("Kolmogorov-Smirnov " << distance << ", chance " << smirnov << "; chi-square " << chi_square
                                      << " of " << degrees << " degrees, chance " << pearson);
  return !impossible && smirnov > kChanceOfRefusal && pearson > kChanceOfRefusal;
}

bool Sample::has(const ExactMoments& exact) const {
  const double mean = sum_ / count_;
  const double variance = squares_ / count_ - mean * mean;
  bool good = true;
  if (!std::isnan(exact.variance)) {
    const double sigmas = (mean - shift_of(exact.mean)) / std::sqrt(exact.variance / count_);
    UNSCOPED_INFO("the mean " << mean + origin_ << " is off " << exact.mean << " by " << sigmas << " sigmas");
    good = exact.variance == 0 ? mean + origin_ == exact.mean : std::fabs(sigmas) < kMomentSigmas;
  }
  if (exact.excess_kurtosis > kTwoValues && exact.excess_kurtosis < kMostKurtosis && exact.variance > 0) {
    const double deviation = exact.variance * std::sqrt((exact.excess_kurtosis + 2) / count_);
    const double sigmas = (variance - exact.variance) / deviation;
    UNSCOPED_INFO("the variance " << variance << " is off " << exact.variance << " by " << sigmas
                                  << " sigmas");
    good = good && std::fabs(sigmas) < kMomentSigmas;
  }
  return good;
}

}  // namespace seedbed::test
