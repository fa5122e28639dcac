// Reals and times of various distributions from 64 random bits; the simpler ones are in distributions.hpp.
// Pure functions of their arguments: the same bits give the same number on every processor, so only
// random/real_math.hpp is used beyond exact operations.
//
// Every result is finite. An argument out of range and a result that is too large for a real throw
// OperationFailure. A scale, a minimum and the result have the same unit; a scale or minimum of 0 gives 0.
#pragma once
#include <cstdint>

namespace seedbed::model {

// Density x^(shape-1) e^(-x/scale), mean shape·scale. shape > 0, scale >= 0.
// Marsaglia, Tsang, "A Simple Method for Generating Gamma Variables" (2000).
[[nodiscard]] double draw_gamma(std::uint64_t bits, double shape, double scale);
// Density x^(a-1) (1-x)^(b-1) on [0, 1], both ends possible by rounding. a, b > 0. X / (X + Y) of gammas X,
// Y.
[[nodiscard]] double draw_beta(std::uint64_t bits, double a, double b);
// P(X > x) = e^-(x/scale)^shape. shape > 0, scale >= 0. By inversion.
[[nodiscard]] double draw_weibull(std::uint64_t bits, double shape, double scale);
// P(X > x) = (minimum/x)^shape for x >= minimum. shape > 0, minimum >= 0. By inversion.
[[nodiscard]] double draw_pareto(std::uint64_t bits, double shape, double minimum);
// P(X > x) = e^-(shape·(e^(x/scale) - 1)) for x >= 0: the hazard shape/scale · e^(x/scale) grows with age.
// shape > 0, scale >= 0. By inversion.
[[nodiscard]] double draw_gompertz(std::uint64_t bits, double shape, double scale);

// A time t in [a, b) of density e^(rate·t), or `a` where they are equal. Times in microseconds, `rate` per
// microsecond: above zero the later is the likelier, 0 is uniform. The time grows with the bits at every
// rate, so that another rate moves each time only a little. By inversion. Steps are 2^-53 of b - a at best,
// finer than a microsecond up to 285 years. Throws OperationFailure if a > b.
[[nodiscard]] std::int64_t draw_growing(std::uint64_t bits, std::int64_t a, std::int64_t b, double rate);

}  // namespace seedbed::model
