// Statistical tests at fixed seeds: how improbable is a sample?
#pragma once
#include <cstddef>
#include <vector>

namespace seedbed::test {

// A test rejects a sample that is as bad as one in a million. With some hundred tests, one suite in ten
// thousand has a seed at which a correct program fails. The seeds are fixed, so a test that passes keeps
// passing until rows change.
inline constexpr double kSignificance = 1e-6;

// The probability that a chi-square variable of so many degrees of freedom is at least `x`.
[[nodiscard]] double chi_square_tail(double x, double degrees);
// The `x` that is exceeded with probability `tail`.
[[nodiscard]] double chi_square_critical(double tail, double degrees);

// Pearson's statistic: the sum of (observed - expected)² / expected. `expected` are probabilities that add up
// to 1; one degree of freedom fewer than there are bins.
[[nodiscard]] double chi_square_statistic(const std::vector<double>& observed,
                                          const std::vector<double>& expected);

// Mean and variance of numbers that come one by one (Welford, 1962).
class Moments {
 public:
  void add(double x) {
    ++count_;
    const double delta = x - mean_;
    mean_ += delta / static_cast<double>(count_);
    squares_ += delta * (x - mean_);
  }
  // Joins what another has seen (Chan, Golub, LeVeque, 1979).
  void add(const Moments& other);
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] double mean() const { return mean_; }
  [[nodiscard]] double variance() const { return squares_ / static_cast<double>(count_ - 1); }

 private:
  std::size_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

}  // namespace seedbed::test
