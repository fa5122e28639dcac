// Where Postgres counts times and dates from, 2000-01-01, and the range of both (the server's
// datatype/timestamp.h).
#pragma once
#include <cstdint>

#include "base/civil_time.hpp"

namespace seedbed::postgres {

// From 1970-01-01, where a batch counts from.
inline constexpr std::int64_t kEpochDays = 10'957;
inline constexpr std::int64_t kEpochMicros = kEpochDays * kMicrosPerDay;

// Counted from 1970: 4714-11-24 BC. The last time a server holds, of the year 294276, lies beyond int64.
inline constexpr std::int64_t kLeastDate = kEpochDays - 2'451'545;
inline constexpr std::int64_t kLeastTime = kLeastDate * kMicrosPerDay;
// The year 5874897.
inline constexpr std::int64_t kMostDate = kEpochDays + 2'147'483'493 - 2'451'545;

}  // namespace seedbed::postgres
