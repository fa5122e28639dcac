#include "base/nearest.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.hpp"

namespace seedbed {
namespace {

// Longer names are not compared: the table of distances grows with the square of the length.
constexpr std::size_t kLongest = 128;

// Damerau-Levenshtein distance in its restricted form (optimal string alignment: no part is edited twice).
std::size_t distance(std::string_view a, std::string_view b) {
  using Row = std::array<std::size_t, kLongest + 1>;
  Row before_last{};
  Row last{};
  Row now{};
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, replace});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) now[j] = std::min(now[j], before_last[j - 2] + 1);
    }
    before_last = last;
    last = now;
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.empty() || word.size() > kLongest) return std::nullopt;
  const std::string lower_word = ascii_lower(word);
  const std::string* best = nullptr;
  std::size_t best_distance = 0;
  for (const std::string& candidate : candidates) {
    if (candidate == word) return candidate;
    if (candidate.empty() || candidate.size() > kLongest) continue;
    const std::size_t longer = std::max(word.size(), candidate.size());
    const std::size_t found = distance(lower_word, ascii_lower(candidate));
    if (found > std::max<std::size_t>(1, longer / 3) || found >= longer) continue;
    if (best != nullptr && found >= best_distance) continue;
    best = &candidate;
    best_distance = found;
  }
  if (best == nullptr) return std::nullopt;
  return *best;
}

}  // namespace seedbed
