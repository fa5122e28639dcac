#include "random/point_mass.hpp"

#include <array>
#include <cmath>
#include <cstddef>

#include "random/real_math.hpp"

namespace seedbed::model {
namespace {

constexpr double kLog2Pi = 1.83787706640934548356;

// stirling_error() of 0 (unused) to 15, where the series below does not suffice yet.
constexpr std::array<double, 16> kStirlingErrors = {0.0,
                                                    0.0810614667953272582197,
                                                    0.0413406959554092940938,
                                                    0.0276779256849983391488,
                                                    0.0207906721037650931115,
                                                    0.0166446911898211921632,
                                                    0.0138761288230707479987,
                                                    0.0118967099458917700951,
                                                    0.0104112652619720964975,
                                                    0.0092554621827127329177,
                                                    0.0083305634333628712565,
                                                    0.0075736754879518407950,
                                                    0.0069428401072095298657,
                                                    0.0064089941880042070684,
                                                    0.0059513701127588477356,
                                                    0.0055547335519628013710};

}  // namespace

double stirling_error(double n) {
  if (n < static_cast<double>(kStirlingErrors.size())) return kStirlingErrors[static_cast<std::size_t>(n)];
  // Abramowitz, Stegun, 6.1.41.
  const double square = n * n;
  const double small = 1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square;
  return (1.0 / 12 - (1.0 / 360 - small / square) / square) / n;
}

double log_factorial(double n) {
  if (n < 2) return 0;
  return (n + 0.5) * portable_log(n) - n + (0.5 * kLog2Pi + stirling_error(n));
}

double deviance(double x, double mean) {
  if (x == 0) return mean;
  const double difference = x - mean;
  if (std::fabs(difference) >= 0.1 * (x + mean)) return x * portable_log(x / mean) - difference;
  // 2x·(v³/3 + v⁵/5 + …) with v = difference / (x + mean), after log(x/mean) = 2·atanh(v).
  const double v = difference / (x + mean);
  double sum = difference * v;
  double term = 2 * x * v;
  for (double odd = 3;; odd += 2) {
    term *= v * v;
    const double next = sum + term / odd;
    if (next == sum) return sum;
    sum = next;
  }
}

double poisson_log_mass(double k, double mean) {
  if (k == 0) return -mean;
  return -stirling_error(k) - deviance(k, mean) - 0.5 * (kLog2Pi + portable_log(k));
}

double binomial_log_mass(double k, double n, double p) {
  if (k == 0) return n * portable_log1p(-p);
  if (k == n) return n * portable_log(p);
  const double rest = n - k;
  const double correction = stirling_error(n) - stirling_error(k) - stirling_error(rest);
  const double deviances = deviance(k, n * p) + deviance(rest, n * (1 - p));
  return correction - deviances - 0.5 * (kLog2Pi + portable_log(k) + portable_log1p(-k / n));
}

}  // namespace seedbed::model
