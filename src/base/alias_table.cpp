#include "base/alias_table.hpp"

#include <numeric>

namespace seedbed {

AliasTable::AliasTable(const std::vector<double>& weights)
    : keep_(weights.size(), 1.0), alias_(weights.size()) {
  const double mean =
      std::accumulate(weights.begin(), weights.end(), 0.0) / static_cast<double>(weights.size());
  std::iota(alias_.begin(), alias_.end(), std::uint32_t{0});
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
    keep_[less] = scaled[less];
    alias_[less] = more;
    scaled[more] -= 1 - scaled[less];
    if (scaled[more] < 1) {
      large.pop_back();
      small.push_back(more);
    }
  }
  // What is left is 1 but for rounding; a weight of 0 never is, as long as there is a larger one to take its
  // place.
  for (const std::uint32_t i : small) {
    if (weights[i] > 0) continue;
    keep_[i] = 0;
    while (weights[alias_[i]] <= 0) alias_[i] = (alias_[i] + 1) % static_cast<std::uint32_t>(weights.size());
  }
}

}  // namespace seedbed
