// Weighted choice at constant cost. A. J. Walker, "An Efficient Method for Generating Discrete Random
// Variables with General Distributions" (1977), set up as in M. D. Vose, "A Linear Algorithm for Generating
// Random Numbers with a Given Distribution" (1991).
#pragma once
#include <cstdint>
#include <vector>

#include "base/random.hpp"

namespace seedbed {

class AliasTable {
 public:
  AliasTable() = default;
  // `weights` are finite, none is negative, one at least is above zero, and there are at most 2^32 - 1.
  explicit AliasTable(const std::vector<double>& weights);

  [[nodiscard]] bool empty() const { return keep_.empty(); }
  // An index into the weights, with a probability in proportion to its weight, from 64 random bits.
  [[nodiscard]] std::size_t draw(std::uint64_t bits) const {
    const std::uint64_t column = bounded(bits, keep_.size());
    return unit_real(next_bits(bits)) < keep_[column] ? column : alias_[column];
  }

 private:
  std::vector<double> keep_;          // the probability of staying in a column
  std::vector<std::uint32_t> alias_;  // where else to go
};

}  // namespace seedbed
