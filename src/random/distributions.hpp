// Random numbers of various shapes from 64 random bits (base/random.hpp). Pure functions: the same bits give
// the same number on every processor, so only base/real_math.hpp is used beyond exact operations. Arguments
// that make no sense throw OperationFailure.
#pragma once
#include <cstdint>

namespace seedbed::model {

// [a, b); a where they are equal.
[[nodiscard]] double draw_uniform_real(std::uint64_t bits, double a, double b);
[[nodiscard]] std::int64_t draw_uniform_int_below(std::uint64_t bits, std::int64_t a, std::int64_t b);
[[noreturn]] void fail_empty_range(std::int64_t a, std::int64_t b);
[[noreturn]] void fail_probability(const char* function, double p);

// mean >= 0; 0 gives 0.
[[nodiscard]] double draw_exponential(std::uint64_t bits, double mean);
// The number of trials until the first success, from 1. 0 < p <= 1.
[[nodiscard]] std::int64_t draw_geometric(std::uint64_t bits, double p);
// deviation >= 0.
[[nodiscard]] double draw_normal(std::uint64_t bits, double mean, double deviation);
// e to the power of a normal. sigma >= 0.
[[nodiscard]] double draw_lognormal(std::uint64_t bits, double mu, double sigma);
// The same by its median, e^mu. median >= 0, sigma >= 0.
[[nodiscard]] double draw_lognormal_median(std::uint64_t bits, double median, double sigma);

// The value that a standard normal is below with probability p, 0 < p < 1, to about 16 digits.
// Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution" (1988), PPND16.
[[nodiscard]] double normal_quantile(double p);

}  // namespace seedbed::model
