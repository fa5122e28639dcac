#include "support/exact_distributions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace seedbed::test {
namespace {

constexpr double kPi = 3.14159265358979323846;

// x^a e^-x / Γ(a)
double gamma_factor(double a, double x) {
  const auto shape = static_cast<long double>(a);
  const auto at = static_cast<long double>(x);
  return static_cast<double>(std::exp(shape * std::log(at) - at - std::lgamma(shape)));
}

// Continued fractions a1/(1 + a2/(1 + …)) as b0 + …, after Lentz (Press et al., "Numerical Recipes",
// section 5.2).
class Lentz {
 public:
  explicit Lentz(double first) : value_(guarded(first)), c_(value_) {}
  // Whether the value still changes.
  bool add(double a, double b) {
    d_ = 1 / guarded(b + a * d_);
    c_ = guarded(b + a / c_);
    value_ *= c_ * d_;
    return std::fabs(c_ * d_ - 1) > 1e-15;
  }
  [[nodiscard]] double value() const { return value_; }

 private:
  static double guarded(double x) { return std::fabs(x) < 1e-300 ? 1e-300 : x; }
  double value_;
  double c_;
  double d_ = 0;
};

// Good for x below (a + 1) / (a + b + 2).
double beta_fraction(double a, double b, double x) {
  Lentz fraction(1);
  for (double m = 0;; ++m) {
    const bool odd = fraction.add(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1);
    const double n = m + 1;
    const bool even = fraction.add(n * (b - n) * x / ((a + 2 * n - 1) * (a + 2 * n)), 1);
    if (!odd && !even) return 1 / fraction.value();
  }
}

double harmonic_integral(double from, double to, double s) {
  if (s == 1) return std::log(to / from);
  return (std::pow(to, 1 - s) - std::pow(from, 1 - s)) / (1 - s);
}

}  // namespace

double normal_below(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

double gamma_below(double shape, double x) {
  if (x <= 0) return 0;
  if (x > shape + 40 * std::sqrt(shape) + 800) return 1;
  if (x < shape + 1) {  // Abramowitz, Stegun, 6.5.29
    double term = 1 / shape;
    double sum = term;
    for (double n = shape + 1; term > sum * 1e-17; ++n) sum += term *= x / n;
    return sum * gamma_factor(shape, x);
  }
  Lentz fraction(x + 1 - shape);  // 6.5.31
  for (double n = 1; fraction.add(-n * (n - shape), x + 2 * n + 1 - shape); ++n) {
  }
  return 1 - gamma_factor(shape, x) / fraction.value();
}

double beta_below(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const auto p = static_cast<long double>(a);
  const auto q = static_cast<long double>(b);
  const auto at = static_cast<long double>(x);
  const long double log_factor =
      std::lgamma(p + q) - std::lgamma(p) - std::lgamma(q) + p * std::log(at) + q * std::log1p(-at);
  const auto factor = static_cast<double>(std::exp(log_factor));
  if (x < (a + 1) / (a + b + 2)) return factor * beta_fraction(a, b, x) / a;
  return 1 - factor * beta_fraction(b, a, 1 - x) / b;
}

double nearly_normal_below(double mean, double variance, double skewness, double x) {
  const double z = (x - mean) / std::sqrt(variance);
  if (std::fabs(z) > 30) return z > 0 ? 1 : 0;
  const double density = std::exp(-z * z / 2) / std::sqrt(2 * kPi);
  return normal_below(z) - skewness / 6 * (z * z - 1) * density;
}

double harmonic(double k, double s) {
  constexpr double kDirect = 50;
  double sum = 0;
  for (double j = std::min(k, kDirect); j >= 1; --j) sum += std::pow(j, -s);
  if (k <= kDirect) return sum;
  const auto difference = [k, s](double order) {
    return std::pow(k, -s - order) - std::pow(kDirect, -s - order);
  };
  return sum + harmonic_integral(kDirect, k, s) + difference(0) / 2 - s * difference(1) / 12 +
         s * (s + 1) * (s + 2) * difference(3) / 720;
}

double integral(const std::function<double(double)>& f, double from, double to, int parts) {
  const double step = (to - from) / parts;
  double sum = f(from) + f(to);
  for (int i = 1; i < parts; ++i) sum += (i % 2 == 0 ? 2 : 4) * f(from + i * step);
  return sum * step / 3;
}

}  // namespace seedbed::test
