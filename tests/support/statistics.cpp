#include "support/statistics.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace seedbed::test {
namespace {

// The regularized lower incomplete gamma function by its series, good for x < a + 1 (Abramowitz,
// Stegun, 6.5.29).
double gamma_lower(double a, double x) {
  double term = 1 / a;
  double sum = term;
  for (double n = a + 1; term > sum * 1e-17; ++n) sum += term *= x / n;
  return sum * std::exp(-x + a * std::log(x) - std::lgamma(a));
}

// The upper one by its continued fraction, good for x >= a + 1 (6.5.31, evaluated after Lentz).
double gamma_upper(double a, double x) {
  constexpr double kTiny = std::numeric_limits<double>::min() / std::numeric_limits<double>::epsilon();
  double b = x + 1 - a;
  double c = 1 / kTiny;
  double d = 1 / b;
  double h = d;
  for (int n = 1; n < 100'000; ++n) {
    const double numerator = -n * (n - a);
    b += 2;
    d = numerator * d + b;
    if (std::fabs(d) < kTiny) d = kTiny;
    c = b + numerator / c;
    if (std::fabs(c) < kTiny) c = kTiny;
    d = 1 / d;
    const double factor = d * c;
    h *= factor;
    if (std::fabs(factor - 1) < 1e-15) break;
  }
  return h * std::exp(-x + a * std::log(x) - std::lgamma(a));
}

}  // namespace

double chi_square_tail(double x, double degrees) {
  if (!(degrees > 0)) throw std::invalid_argument("degrees of freedom");
  if (x <= 0) return 1;
  const double a = degrees / 2;
  return x / 2 < a + 1 ? 1 - gamma_lower(a, x / 2) : gamma_upper(a, x / 2);
}

double chi_square_critical(double tail, double degrees) {
  double low = 0;
  double high = 1;
  while (chi_square_tail(high, degrees) > tail) high *= 2;
  for (int i = 0; i < 200; ++i) {
    const double middle = (low + high) / 2;
    (chi_square_tail(middle, degrees) > tail ? low : high) = middle;
  }
  return high;
}

double chi_square_statistic(const std::vector<double>& observed, const std::vector<double>& expected) {
  const double total = std::accumulate(observed.begin(), observed.end(), 0.0);
  double sum = 0;
  for (std::size_t i = 0; i < observed.size(); ++i) {
    const double mean = expected.at(i) * total;
    sum += (observed[i] - mean) * (observed[i] - mean) / mean;
  }
  return sum;
}

void Moments::add(const Moments& other) {
  if (other.count_ == 0) return;
  const auto mine = static_cast<double>(count_);
  const auto theirs = static_cast<double>(other.count_);
  const double delta = other.mean_ - mean_;
  mean_ += delta * theirs / (mine + theirs);
  squares_ += other.squares_ + delta * delta * mine * theirs / (mine + theirs);
  count_ += other.count_;
}

}  // namespace seedbed::test
