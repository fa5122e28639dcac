// Times and dates of the proleptic Gregorian calendar, always UTC, without leap seconds. Pure functions.
//
// A time is microseconds since 1970-01-01T00:00:00Z, a date is days since 1970-01-01, a duration is
// microseconds; all may be negative.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace seedbed {

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;
inline constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

// The years 1 to 9999, [kYear1, kYear10000): the range of the text form of a time.
inline constexpr std::int64_t kYear1 = -62'135'596'800 * kMicrosPerSecond;
inline constexpr std::int64_t kYear10000 = 253'402'300'800 * kMicrosPerSecond;

struct CivilTime {
  std::int64_t year;
  int month;   // 1 to 12
  int day;     // 1 to 31
  int hour;    // 0 to 23
  int minute;  // 0 to 59
  int second;  // 0 to 59
  int microsecond;
  friend bool operator==(const CivilTime&, const CivilTime&) = default;
};

// a / b rounded down. `b` is above zero.
[[nodiscard]] constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

// Every value of std::int64_t has a civil time.
[[nodiscard]] CivilTime civil_from_micros(std::int64_t micros);

// The fields must name a time that exists, in the years -290000 to 290000.
[[nodiscard]] std::int64_t micros_from_civil(const CivilTime& civil);

// RFC 3339: `2024-01-31T12:00:00.5+02:00`, with `T` or a space, `Z` or an offset; without either it is UTC.
// Seconds may be missing, and the time too: midnight. Digits of the fraction beyond microseconds are
// dropped. Returns nothing if the text has another form, the date does not exist (also a leap second) or the
// time is outside of the years 0001 to 9999.
[[nodiscard]] std::optional<std::int64_t> parse_date_time(std::string_view text);

// `2024-01-31`, as days since 1970-01-01. Returns nothing if the text has another form or the date does not
// exist.
[[nodiscard]] std::optional<std::int64_t> parse_date(std::string_view text);

// "2024-01-31 12:00:00.000000". Years outside 0000 to 9999 get a sign or more digits, here and below.
[[nodiscard]] std::string format_time(std::int64_t micros);

// "2024-01-31", from days since 1970-01-01.
[[nodiscard]] std::string format_date(std::int64_t days);

// "2024-01-31T12:00:00Z"; the fraction is printed only if it is not zero, without trailing zeros.
[[nodiscard]] std::string format_iso(std::int64_t micros);

// `500ms`, `1.5h`, `1h30m`, `-2d`: numbers with the units us ms s m h d w, as microseconds (a finer part is
// rounded half away from zero). Returns nothing if the text has another form or the result is out of range.
[[nodiscard]] std::optional<std::int64_t> parse_duration(std::string_view text);

// A whole number of the largest unit, at most days, that divides it: "30d", "90s", "0s". parse_duration()
// reads it.
[[nodiscard]] std::string format_duration(std::int64_t micros);

}  // namespace seedbed
