// How far a sample is from what a model says, in standard deviations.
#pragma once
#include <cmath>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "support/statistics.hpp"

namespace seedbed::test {

// Beyond it, either side, is kSignificance of a normal variable.
inline constexpr double kFarOff = 4.8916;

[[nodiscard]] inline double deviation(double observed, double expected, double variance) {
  return (observed - expected) / std::sqrt(variance);
}

// Of successes among trials that are independent.
[[nodiscard]] inline double binomial_deviation(double successes, double trials, double p) {
  return deviation(successes, trials * p, trials * p * (1 - p));
}

// A chi-square statistic as the deviation of a normal variable that is as improbable: comparable with the
// others.
[[nodiscard]] inline double chi_square_deviation(const std::vector<double>& observed,
                                                 const std::vector<double>& expected) {
  const double statistic = chi_square_statistic(observed, expected);
  const double degrees = static_cast<double>(observed.size()) - 1;
  const double critical = chi_square_critical(kSignificance, degrees);
  return kFarOff * statistic / critical;
}

// The mean of exp(-x / g) for a log-normal g with this mean of the logarithm and sigma: the Laplace transform
// of the mixture, by the trapezoidal rule, whose error is far below 1e-9 for a smooth integrand on the whole
// line.
[[nodiscard]] inline double lognormal_mixture(double mu, double sigma,
                                              const std::function<double(double)>& of) {
  double sum = 0;
  constexpr double kStep = 0.01;
  for (double z = -9; z <= 9; z += kStep) sum += std::exp(-z * z / 2) * of(std::exp(mu + sigma * z));
  return sum * kStep / std::sqrt(2 * std::acos(-1.0));
}

// By name of the coefficient.
using Deviations = std::map<std::string, double>;

// What was counted, and what a model says of it.
struct Sample {
  double observed = 0;
  double expected = 0;
  double variance = 0;
  void add(double seen, double mean, double variance_of_one) {
    observed += seen;
    expected += mean;
    variance += variance_of_one;
  }
  // Whether one thing happened that does with probability p.
  void add(bool happened, double p) { add(happened ? 1 : 0, p, p * (1 - p)); }
};

using Samples = std::map<std::string, Sample>;

[[nodiscard]] inline Sample binomial_sample(double successes, double trials, double p) {
  return {successes, trials * p, trials * p * (1 - p)};
}

// `times` scales what is expected: 1.1 and 0.9 are a coefficient that is 10% off.
[[nodiscard]] inline double deviation(const Sample& sample, double times = 1) {
  return deviation(sample.observed, times * sample.expected, sample.variance);
}

[[nodiscard]] inline Deviations deviations(const Samples& samples) {
  Deviations result;
  for (const auto& [coefficient, sample] : samples) result[coefficient] = deviation(sample);
  return result;
}

// Whether a sample is large enough to reject what is 10% off: a right one is hardly ever 3 deviations off
// itself. What was observed has no say in it.
[[nodiscard]] inline bool tells_ten_percent(const Sample& sample) {
  return 0.1 * sample.expected > (kFarOff + 3) * std::sqrt(sample.variance);
}

}  // namespace seedbed::test
