// "Did you mean": the known name that a misspelt one most resembles.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seedbed {

// The candidate with the smallest edit distance to `word` (insertions, deletions, substitutions and swaps of
// neighbours, each counting 1; letters that differ only in case count as the same, but an exact spelling
// wins); the first one, if several are as near. Returns nothing if the distance is more than a third of the
// longer length (a distance of 1 is always allowed), or if no letter of the word would be left. Bytes are
// compared, not code points.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word,
                                                 const std::vector<std::string>& candidates);

}  // namespace seedbed
