// Whole numbers of various distributions from 64 random bits; the simpler ones are in distributions.hpp. Pure
// functions of their arguments: the same bits give the same number on every processor, so only
// base/real_math.hpp is used beyond exact operations.
//
// Arguments that make no sense, and a result beyond 64 bits, throw OperationFailure. Above 2^53 a result is a
// multiple of the distance between reals there.
#pragma once
#include <cstdint>

namespace seedbed::model {

// How many events happen where `mean` are expected. mean >= 0; 0 gives 0. Below a mean of 10 by sequential
// search, above by W. Hörmann, "The Transformed Rejection Method for Generating Poisson Random Variables"
// (1993), algorithm PTRS.
[[nodiscard]] std::int64_t draw_poisson(std::uint64_t bits, double mean);

// How many of `n` trials succeed, each with probability `p`. n >= 0, 0 <= p <= 1. Below a mean of 10 by
// sequential search, above by W. Hörmann, "The Generation of Binomial Random Variates" (1993), algorithm
// BTRS.
[[nodiscard]] std::int64_t draw_binomial(std::uint64_t bits, std::int64_t n, double p);

// From 1 to n, k with a probability in proportion to k^-s. 1 <= n <= 2^53, s >= 0; s = 0 is uniform. By
// rejection-inversion: W. Hörmann, G. Derflinger, "Rejection-Inversion to Generate Variates from Monotone
// Discrete Distributions" (1996). One that is drawn from more than once is set up only once. Immutable.
class Zipf {
 public:
  Zipf(std::int64_t n, double s);
  [[nodiscard]] std::int64_t draw(std::uint64_t bits) const;

 private:
  [[nodiscard]] double mass(double x) const;      // x^-s
  [[nodiscard]] double integral(double x) const;  // of the mass from 1 to x
  [[nodiscard]] double inverse_integral(double y) const;

  std::int64_t n_;
  double s_;
  double from_ = 0;  // the integral is drawn between here
  double to_ = 0;    // and there
  double near_ = 0;  // a whole number so little above its x is always accepted
};

[[nodiscard]] std::int64_t draw_zipf(std::uint64_t bits, std::int64_t n, double s);

}  // namespace seedbed::model
