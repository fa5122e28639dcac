// Models with noise, and their rows with the time in the feed, which no column shows.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "support/run_model.hpp"

namespace seedbed::test {

// Two actor kinds, with events on ticks and between them, that write to `feed` at their start, in
// transitions, `each`, states and at the end, and to `quiet`. Columns of `feed`: kind, id, event (the number
// of earlier events), part (of the event), ts, name (null for every tenth user); all depend on the event
// only. The run is one day. `noise` is the text of [table.feed.noise].
[[nodiscard]] std::string feed_model(const std::string& noise);

// feed_model() with all kinds of noise, and delays of hours, which cross windows, slices and the end.
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

// The rows of `feed`, simulated by so many ranges, in no particular order. `spec` gives the seed and the
// slice.
[[nodiscard]] std::vector<FeedRow> feed_rows(const RunSpec& spec, std::size_t ranges = 1);

}  // namespace seedbed::test
