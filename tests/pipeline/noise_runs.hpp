// Models with noise, and their rows with what no column shows: the place.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "support/run_model.hpp"

namespace seedbed::test {

// Two actor kinds on ticks and between them that write `feed` on their start, in transitions, `each`, states
// and at the end, and `quiet` beside it. Its columns: kind, id, event (how many there were before), part (of
// the event), ts, name (null for every tenth of the users), all of them made of the event alone. A day.
// `noise` becomes [table.feed.noise].
[[nodiscard]] std::string feed_model(const std::string& noise);

// feed_model() with some of everything; delays of hours, which cross windows, slices and the end.
[[nodiscard]] std::string noisy_model();

enum FeedColumn : std::size_t { kFeedKind, kFeedId, kFeedEvent, kFeedPart, kFeedTime, kFeedName };

struct FeedRow {
  std::int64_t place = 0;
  std::int64_t kind = 0;
  std::int64_t id = 0;
  std::int64_t event = 0;
  std::int64_t part = 0;
  std::int64_t time = 0;
  std::string name;  // "NULL" for null

  friend auto operator<=>(const FeedRow&, const FeedRow&) = default;
};

// The rows of `feed`, simulated by so many ranges, in no particular order. `seed` and slice of the spec.
[[nodiscard]] std::vector<FeedRow> feed_rows(const RunSpec& spec, std::size_t ranges = 1);

}  // namespace seedbed::test
