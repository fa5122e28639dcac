// Logarithms of probabilities of single outcomes, to about 1e-14, for counts and means of any size:
// factorials are never computed, so nothing large cancels. Pure functions. C. Loader, "Fast and Accurate
// Computation of Binomial Probabilities" (2000).
#pragma once

namespace seedbed::model {

// log(n!) - log(sqrt(2πn) (n/e)^n), what Stirling's formula lacks, within 2e-16. `n` is whole and >= 1.
[[nodiscard]] double stirling_error(double n);

// log(n!), within a few ulp. `n` is whole and >= 0.
[[nodiscard]] double log_factorial(double n);

// x·log(x/mean) + mean - x, precise also where x is close to the mean. x >= 0, mean > 0.
[[nodiscard]] double deviance(double x, double mean);

// log P(X = k) for X Poisson with that mean. `k` is whole and >= 0, mean > 0.
[[nodiscard]] double poisson_log_mass(double k, double mean);

// log P(X = k) for X successes among `n` trials of probability `p`. `k` and `n` are whole, 0 <= k <= n,
// 0 < p < 1.
[[nodiscard]] double binomial_log_mass(double k, double n, double p);

}  // namespace seedbed::model
