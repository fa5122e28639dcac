// Distributions by their formulas, to compare draws with. Only for tests: the C library's functions are used.
#pragma once
#include <functional>

namespace seedbed::test {

// P(X <= x) of the standard normal, of a gamma of scale 1 (the regularised lower incomplete gamma function)
// and of a beta (the regularised incomplete beta function). To some 1e-10, for shapes up to 1e5.
[[nodiscard]] double normal_below(double x);
[[nodiscard]] double gamma_below(double shape, double x);
[[nodiscard]] double beta_below(double a, double b, double x);

// P(X <= x) where X is nearly normal, from its first three moments (Edgeworth's series). The error is about
// the fourth cumulant in units of the deviation: 1/variance for counts, 1/shape for gammas.
[[nodiscard]] double nearly_normal_below(double mean, double variance, double skewness, double x);

// 1 + 2^-s + … + k^-s, by Euler and Maclaurin's formula beyond the first terms.
[[nodiscard]] double harmonic(double k, double s);

// The integral from `from` to `to`, by Simpson's rule on so many (an even number of) parts.
[[nodiscard]] double integral(const std::function<double(double)>& f, double from, double to,
                              int parts = 20'000);

}  // namespace seedbed::test
