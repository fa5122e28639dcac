// The epoch of times and dates in Postgres, 2000-01-01, and the range of both (the server's
// datatype/timestamp.h).
#pragma once
#include <cstdint>

#include "base/civil_time.hpp"

namespace seedbed::postgres {

// Counted from 1970-01-01, the epoch of a batch.
inline constexpr std::int64_t kEpochDays = 10'957;
inline constexpr std::int64_t kEpochMicros = kEpochDays * kMicrosPerDay;

// Counted from 1970: 4714-11-24 BC. The last time of a server, in the year 294276, is above the largest
// int64.
inline constexpr std::int64_t kLeastDate = kEpochDays - 2'451'545;
inline constexpr std::int64_t kLeastTime = kLeastDate * kMicrosPerDay;
// In the year 5874897.
inline constexpr std::int64_t kMostDate = kEpochDays + 2'147'483'493 - 2'451'545;

}  // namespace seedbed::postgres
