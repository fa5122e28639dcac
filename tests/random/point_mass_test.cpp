#include "random/point_mass.hpp"

#include <algorithm>
#include <cmath>

#include "support/catch.hpp"

namespace {

using namespace seedbed::model;

// log(n!) to the 64 bits of a long double.
long double exact_log_factorial(double n) { return std::lgamma(static_cast<long double>(n) + 1); }

double relative_error(double got, long double want) {
  return static_cast<double>(std::fabs((static_cast<long double>(got) - want) / want));
}

}  // namespace

TEST_CASE("factorials by their logarithms") {
  CHECK(log_factorial(0) == 0);
  CHECK(log_factorial(1) == 0);
  double worst = 0;
  for (double n = 2; n < 1e17; n = std::floor(n * 1.01) + 1)
    worst = std::max(worst, relative_error(log_factorial(n), exact_log_factorial(n)));
  INFO(worst);
  CHECK(worst < 1e-15);
}

TEST_CASE("what Stirling's formula lacks") {
  // The logarithm of a factorial is known to 64 bits, what is left after the large terms cancel to fewer.
  for (double n = 1; n <= 40; ++n) {
    const auto exact = static_cast<long double>(n);
    const long double stirling =
        (exact + 0.5L) * std::log(exact) - exact + 0.918938533204672741780329736405617640L;
    const long double lacking = exact_log_factorial(n) - stirling;
    INFO(n);
    CHECK(std::fabs(stirling_error(n) - static_cast<double>(lacking)) < 1e-17 + 1e-18 * n * n);
  }
  CHECK(stirling_error(1e10) == Approx(1 / 12e10).epsilon(1e-15));
}

TEST_CASE("deviances near and far from the mean") {
  CHECK(deviance(0, 7) == 7);
  CHECK(deviance(7, 7) == 0);
  for (const double mean : {1e-3, 1.0, 12.5, 1e6, 1e12}) {
    for (const double factor : {1e-6, 0.3, 0.81, 0.83, 0.999, 1.001, 1.2, 1.23, 5.0, 1e6}) {
      INFO(mean << " times " << factor);
      const auto x = static_cast<long double>(mean * factor);
      const auto exact_mean = static_cast<long double>(mean);
      const long double exact = x * std::log1p((x - exact_mean) / exact_mean) + exact_mean - x;
      CHECK(relative_error(deviance(mean * factor, mean), exact) < 1e-11);
    }
  }
}

TEST_CASE("masses of Poisson numbers") {
  for (const double mean : {0.5, 10.0, 1234.5, 1e6}) {
    for (const double sigmas : {-3.0, -1.0, 0.0, 2.0, 8.0}) {
      const double k = std::max(0.0, std::floor(mean + sigmas * std::sqrt(mean)));
      INFO(k << " of " << mean);
      const auto exact_mean = static_cast<long double>(mean);
      const long double exact =
          static_cast<long double>(k) * std::log(exact_mean) - exact_mean - exact_log_factorial(k);
      CHECK(std::fabs(poisson_log_mass(k, mean) - static_cast<double>(exact)) < 1e-11);
    }
  }
}

TEST_CASE("masses of binomial numbers") {
  for (const double n : {1.0, 20.0, 1e5}) {
    for (const double p : {1e-4, 0.3, 0.5}) {
      for (const double k : {0.0, 1.0, std::floor(n * p), std::floor(n / 2), n}) {
        INFO(k << " of " << n << " with " << p);
        const auto chance = static_cast<long double>(p);
        const long double exact = exact_log_factorial(n) - exact_log_factorial(k) -
                                  exact_log_factorial(n - k) +
                                  static_cast<long double>(k) * std::log(chance) +
                                  static_cast<long double>(n - k) * std::log1p(-chance);
        const double got = binomial_log_mass(k, n, p);
        CHECK(std::fabs(got - static_cast<double>(exact)) < 1e-11 * std::max(1.0, std::fabs(got)));
      }
    }
  }
}
