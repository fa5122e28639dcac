// Weighted choice at constant cost. A. J. Walker, "An Efficient Method for Generating Discrete Random
// Variables with General Distributions" (1977), set up as in M. D. Vose, "A Linear Algorithm for Generating
// Random Numbers with a Given Distribution" (1991).
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "random/random.hpp"

namespace seedbed {

// One column of an alias table: its own index with probability `keep`, otherwise `other`.
struct AliasColumn {
  double keep = 1;
  std::uint32_t other = 0;
};

// Sets up one column per weight. REQUIRES: `weights` are finite and not negative, at least one is above zero,
// and there are at most 2^32 - 1; `columns` has the same size.
void fill_alias_columns(std::span<const double> weights, std::span<AliasColumn> columns);

// Returns an index into the weights, with a probability in proportion to its weight, from 64 random bits.
[[nodiscard]] inline std::size_t draw_alias(std::span<const AliasColumn> columns, std::uint64_t bits) {
  const std::uint64_t column = bounded(bits, columns.size());
  return unit_real(next_bits(bits)) < columns[column].keep ? column : columns[column].other;
}

class AliasTable {
 public:
  AliasTable() = default;
  // REQUIRES: as fill_alias_columns().
  explicit AliasTable(std::span<const double> weights) : columns_(weights.size()) {
    fill_alias_columns(weights, columns_);
  }

  [[nodiscard]] bool empty() const { return columns_.empty(); }
  [[nodiscard]] std::size_t draw(std::uint64_t bits) const { return draw_alias(columns_, bits); }

 private:
  std::vector<AliasColumn> columns_;
};

}  // namespace seedbed
