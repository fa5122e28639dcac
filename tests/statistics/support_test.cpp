// Tests of the statistics that the other tests use.
#include "statistics/bank_chain.hpp"
#include "support/catch.hpp"
#include "support/statistics.hpp"

using namespace seedbed::test;

TEST_CASE("chi-square: tails and critical values, against tables", "[statistics]") {
  struct Known {
    double x;
    double degrees;
    double tail;
  };
  // R: pchisq(x, degrees, lower.tail = FALSE)
  for (const Known& known : {Known{3.841458820694124, 1, 0.05},
                             {18.307038053275146, 10, 0.05},
                             {124.34211340400407, 100, 0.05},
                             {23.92812697687947, 1, 1e-6},
                             {0.01578, 1, 0.9000},
                             {2.706, 1, 0.09997}}) {
    CAPTURE(known.x);
    CHECK(chi_square_tail(known.x, known.degrees) == Approx(known.tail).epsilon(1e-3));
  }
  CHECK(chi_square_tail(0, 3) == 1);
  CHECK(chi_square_tail(2 * 20.0, 2) == Approx(std::exp(-20.0)).epsilon(1e-10));  // two degrees: exponential
  CHECK(chi_square_critical(kSignificance, 1) == Approx(23.928).epsilon(1e-4));
  CHECK(chi_square_critical(0.05, 10) == Approx(18.307).epsilon(1e-4));
}

TEST_CASE("moments: value by value, and merged", "[statistics]") {
  Moments all;
  Moments first;
  Moments second;
  for (int i = 0; i < 10; ++i) {
    all.add(i * i);
    (i < 3 ? first : second).add(i * i);
  }
  first.add(second);
  CHECK(all.mean() == Approx(28.5));
  CHECK(all.variance() == Approx(801.1666666666));
  CHECK(first.count() == 10);
  CHECK(first.mean() == Approx(all.mean()));
  CHECK(first.variance() == Approx(all.variance()));
}

TEST_CASE("the exact moments of the chain, for known cases", "[statistics]") {
  // One tick: a Bernoulli draw.
  const MeanAndVariance once = exact_moments(count_of(kSpending), 1);
  CHECK(once.mean == Approx(0.001));
  CHECK(once.variance == Approx(0.001 * 0.999));
  CHECK(exact_moments(count_of(kLogout), 1).mean == 0);
  CHECK(exact_moments(count_of(kLogout), 2).mean == Approx(0.001 * 0.7));
  // Attempts beyond a fixed share have mean 0 and variance share * (1 - share) per attempt.
  const MeanAndVariance surplus = exact_moments(surplus_of(kTake), 5000);
  CHECK(std::fabs(surplus.mean) < 1e-12);
  const double attempts =
      exact_moments(count_of(kTake), 5000).mean + exact_moments(count_of(kClose), 5000).mean;
  CHECK(surplus.variance == Approx(attempts * 0.2 * 0.8).epsilon(1e-9));
}
