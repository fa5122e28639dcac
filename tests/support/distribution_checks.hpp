// Whether a million draws follow a distribution that is known by its formulas: moments, Kolmogorov and
// Smirnov's test and chi-square, at fixed seeds. Nothing here is used outside of tests; the C library's
// functions are.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace seedbed::test {

// P(X <= x). For whole numbers the formula rounds x down by itself.
using Cumulative = std::function<double(double x)>;

// NaN for a moment that does not exist, which is not tested. The variance is not tested either if the
// kurtosis is so large that the variance of a million draws is far from normal.
struct ExactMoments {
  double mean = std::numeric_limits<double>::quiet_NaN();
  double variance = std::numeric_limits<double>::quiet_NaN();
  double excess_kurtosis = std::numeric_limits<double>::quiet_NaN();
};

inline constexpr std::size_t kSampleDraws = 1'000'000;
inline constexpr double kMomentSigmas = 5;        // how far a sample's mean and variance may be off
inline constexpr double kChanceOfRefusal = 1e-6;  // of a right distribution, by either test

// Draws, counted between borders that lie at quantiles of `expected`: the percentiles' halves and thirds
// roughly, and both tails down to 3e-5. Kolmogorov and Smirnov's statistic is read at the borders.
class Sample {
 public:
  Sample(const Cumulative& expected, const std::function<double(std::uint64_t bits)>& draw,
         std::uint64_t seed = 1, std::size_t draws = kSampleDraws);

  // Runs both tests; Catch's info shows the results.
  [[nodiscard]] bool follows(const Cumulative& distribution) const;
  [[nodiscard]] bool has(const ExactMoments& exact) const;
  [[nodiscard]] double smallest() const { return smallest_; }
  [[nodiscard]] double largest() const { return largest_; }

 private:
  [[nodiscard]] double shift_of(double x) const { return x - origin_; }
  void add(double x);

  std::vector<double> borders_;      // X <= borders_[i] is in bin i or before
  std::vector<std::uint64_t> bins_;  // one more than borders
  double origin_ = 0;                // about the middle, so that sums do not cancel
  double count_ = 0;
  double sum_ = 0;
  double squares_ = 0;
  double smallest_ = std::numeric_limits<double>::infinity();
  double largest_ = -std::numeric_limits<double>::infinity();
};

// The bits of draw number n, for any n.
[[nodiscard]] std::uint64_t bits_of(std::uint64_t seed, std::uint64_t n);

}  // namespace seedbed::test
