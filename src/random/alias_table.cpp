#include "random/alias_table.hpp"

#include <numeric>

namespace seedbed {

void fill_alias_columns(std::span<const double> weights, std::span<AliasColumn> columns) {
  const double mean =
      std::accumulate(weights.begin(), weights.end(), 0.0) / static_cast<double>(weights.size());
  for (std::uint32_t i = 0; i < columns.size(); ++i) columns[i] = {1.0, i};
  std::vector<double> scaled;
  std::vector<std::uint32_t> small;
  std::vector<std::uint32_t> large;
  for (std::uint32_t i = 0; i < weights.size(); ++i) {
    scaled.push_back(weights[i] / mean);
    (scaled[i] < 1 ? small : large).push_back(i);
  }
  while (!small.empty() && !large.empty()) {
    const std::uint32_t less = small.back();
    const std::uint32_t more = large.back();
    small.pop_back();
    columns[less] = {scaled[less], more};
    scaled[more] -= 1 - scaled[less];
    if (scaled[more] < 1) {
      large.pop_back();
      small.push_back(more);
    }
  }
  // The columns that are left have weight 1 but for rounding errors. A weight of 0 is never among them as
  // long as a larger weight is left to share its column.
  for (const std::uint32_t i : small) {
    if (weights[i] > 0) continue;
    std::uint32_t& other = columns[i].other;
    columns[i].keep = 0;
    while (weights[other] <= 0) other = (other + 1) % static_cast<std::uint32_t>(weights.size());
  }
}

}  // namespace seedbed
