#include "random/alias_table.hpp"

#include <cmath>
#include <vector>

#include "support/catch.hpp"

using seedbed::AliasTable;
using seedbed::mix64;

namespace {

std::vector<double> shares(const std::vector<double>& weights, std::size_t draws) {
  const AliasTable table(weights);
  std::vector<double> counts(weights.size());
  for (std::size_t i = 0; i < draws; ++i) counts[table.draw(mix64(i + 1))] += 1;
  return counts;
}

double chi_square(const std::vector<double>& counts, const std::vector<double>& weights) {
  double sum = 0;
  double total = 0;
  for (const double weight : weights) sum += weight;
  for (const double count : counts) total += count;
  double result = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    const double expected = total * weights[i] / sum;
    result += (counts[i] - expected) * (counts[i] - expected) / expected;
  }
  return result;
}

}  // namespace

TEST_CASE("an alias table draws in proportion to the weights") {
  const std::vector<double> weights = {5, 0, 1, 0.25, 100, 0, 7};
  const auto counts = shares(weights, 1'000'000);
  CHECK(counts[1] == 0);
  CHECK(counts[5] == 0);
  CHECK(chi_square(counts, weights) < 33.4);  // 4 degrees of freedom at 1e-6
  const std::vector<double> off = {5.1, 0, 1, 0.25, 100, 0, 7};
  CHECK(chi_square(counts, off) > 13.8);  // at 1e-2: 2% off in one weight is seen at this size
}

TEST_CASE("an alias table of one weight, of equal ones and of very unequal ones") {
  CHECK(shares({3}, 100)[0] == 100);
  CHECK(chi_square(shares({1, 1, 1}, 300'000), {1, 1, 1}) < 27.7);  // 2 degrees of freedom at 1e-6
  const auto counts = shares({1e-300, 1}, 1'000'000);
  CHECK(counts[0] == 0);
}
