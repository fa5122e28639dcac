#include "base/civil_time.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "random/random.hpp"
#include "support/catch.hpp"

using namespace seedbed;

namespace {

constexpr std::int64_t kFirstDay = -719'162;  // 0001-01-01
constexpr std::int64_t kLastDay = 2'932'896;  // 9999-12-31

std::string iso_or_nothing(const std::string& text) {
  const auto micros = parse_date_time(text);
  return micros ? format_iso(*micros) : "nothing";
}

}  // namespace

TEST_CASE("floor_div rounds down") {
  CHECK(floor_div(7, 3) == 2);
  CHECK(floor_div(-7, 3) == -3);
  CHECK(floor_div(-6, 3) == -2);
  CHECK(floor_div(-1, 86'400) == -1);
  CHECK(floor_div(0, 5) == 0);
  CHECK(floor_div(std::numeric_limits<std::int64_t>::min(), 1) == std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("known times") {
  CHECK(civil_from_micros(0) == CivilTime{1970, 1, 1, 0, 0, 0, 0});
  CHECK(civil_from_micros(-1) == CivilTime{1969, 12, 31, 23, 59, 59, 999'999});
  CHECK(civil_from_micros(1'644'549'708'000'000) == CivilTime{2022, 2, 11, 3, 21, 48, 0});
  CHECK(civil_from_micros(951'782'400'000'000) == CivilTime{2000, 2, 29, 0, 0, 0, 0});
  CHECK(civil_from_micros(kFirstDay * kMicrosPerDay) == CivilTime{1, 1, 1, 0, 0, 0, 0});
  CHECK(civil_from_micros(kLastDay * kMicrosPerDay) == CivilTime{9999, 12, 31, 0, 0, 0, 0});
  CHECK(civil_from_micros(std::numeric_limits<std::int64_t>::max()) ==
        CivilTime{294'247, 1, 10, 4, 0, 54, 775'807});
  CHECK(civil_from_micros(std::numeric_limits<std::int64_t>::min()) ==
        CivilTime{-290'308, 12, 21, 19, 59, 5, 224'192});
}

TEST_CASE("days follow each other through every year from 0001 to 9999") {
  std::int64_t day = kFirstDay;
  for (std::int64_t year = 1; year <= 9999; ++year) {
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    for (int month = 1; month <= 12; ++month) {
      const bool short_month = month == 4 || month == 6 || month == 9 || month == 11;
      const int days = month == 2 ? (leap ? 29 : 28) : (short_month ? 30 : 31);
      // First and last day of a month; days between cannot differ without one of them.
      for (const int at : {1, days}) {
        const CivilTime want{year, month, at, 0, 0, 0, 0};
        const std::int64_t micros = (day + at - 1) * kMicrosPerDay;
        if (civil_from_micros(micros) != want || micros_from_civil(want) != micros) {
          FAIL(year << '-' << month << '-' << at);
        }
      }
      day += days;
    }
  }
  CHECK(day == kLastDay + 1);
}

TEST_CASE("times survive the way there and back") {
  std::uint64_t bits = 1;
  const std::int64_t first = kFirstDay * kMicrosPerDay;
  const auto range = static_cast<std::uint64_t>((kLastDay + 1 - kFirstDay) * kMicrosPerDay);
  for (int i = 0; i < 20'000; ++i) {
    bits = next_bits(bits);
    const std::int64_t micros = first + static_cast<std::int64_t>(bounded(bits, range));
    REQUIRE(micros_from_civil(civil_from_micros(micros)) == micros);
    REQUIRE(parse_date_time(format_time(micros)) == micros);
    REQUIRE(parse_date_time(format_iso(micros)) == micros);
    const std::int64_t days = floor_div(micros, kMicrosPerDay);
    REQUIRE(parse_date(format_date(days)) == days);
  }
}

TEST_CASE("times are read as RFC 3339 and its usual relaxations") {
  CHECK(iso_or_nothing("2024-01-01T00:00:00Z") == "2024-01-01T00:00:00Z");
  CHECK(iso_or_nothing("2024-01-01 00:00:00") == "2024-01-01T00:00:00Z");
  CHECK(iso_or_nothing("2024-01-01t10:20:30z") == "2024-01-01T10:20:30Z");
  CHECK(iso_or_nothing("2024-01-01") == "2024-01-01T00:00:00Z");
  CHECK(iso_or_nothing("2024-01-01T09:30") == "2024-01-01T09:30:00Z");
  CHECK(iso_or_nothing("2024-01-01T09:30+05:45") == "2024-01-01T03:45:00Z");
  CHECK(iso_or_nothing("2024-01-01T00:30:00+02:00") == "2023-12-31T22:30:00Z");
  CHECK(iso_or_nothing("2024-02-29T23:59:59.5-00:30") == "2024-03-01T00:29:59.5Z");
  CHECK(iso_or_nothing("2024-01-01T00:00:00.000001Z") == "2024-01-01T00:00:00.000001Z");
  CHECK(iso_or_nothing("2024-01-01T00:00:00.1234567891Z") == "2024-01-01T00:00:00.123456Z");
  CHECK(iso_or_nothing("0001-01-01T00:00:00Z") == "0001-01-01T00:00:00Z");
  CHECK(iso_or_nothing("9999-12-31T23:59:59.999999Z") == "9999-12-31T23:59:59.999999Z");
}

TEST_CASE("what is no time is refused") {
  for (const char* text : {"",
                           "2024",
                           "2024-1-1",
                           "24-01-01",
                           "2024-13-01",
                           "2024-00-01",
                           "2024-01-00",
                           "2024-02-30",
                           "2023-02-29",
                           "1900-02-29",
                           "0000-01-01",
                           "-2024-01-01",
                           "+2024-01-01",
                           "2024-01-01T",
                           "2024-01-01T24:00:00Z",
                           "2024-01-01T00:60:00Z",
                           "2024-01-01T23:59:60Z",
                           "2024-01-01T00:00:00.Z",
                           "2024-01-01T00:00:00,5Z",
                           "2024-01-01T00:00:00+0200",
                           "2024-01-01T00:00:00+24:00",
                           "2024-01-01T00:00:00Zjunk",
                           "2024-01-01 ",
                           "2024-01-01X00:00:00",
                           "2024-01-01Z",
                           " 2024-01-01",
                           "0001-01-01T00:00:00+00:01",
                           "9999-12-31T23:59:59-00:01",
                           "now",
                           "2024-01-01T0a:00:00"}) {
    INFO(text);
    CHECK_FALSE(parse_date_time(text));
  }
  CHECK_FALSE(parse_date("2024-01-01T00:00:00Z"));
  CHECK_FALSE(parse_date(""));
  CHECK_FALSE(parse_date("2100-02-29"));
  CHECK(parse_date("2024-02-29") == 19'782);
}

TEST_CASE("times are written in three ways") {
  const std::int64_t micros = 1'704'103'445'060'700;
  CHECK(format_time(micros) == "2024-01-01 10:04:05.060700");
  CHECK(format_iso(micros) == "2024-01-01T10:04:05.0607Z");
  CHECK(format_iso(micros - 60'700) == "2024-01-01T10:04:05Z");
  CHECK(format_date(19'723) == "2024-01-01");
  CHECK(format_time(-1) == "1969-12-31 23:59:59.999999");
  CHECK(format_date(kFirstDay) == "0001-01-01");
  CHECK(format_date(kFirstDay - 1) == "0000-12-31");
  CHECK(format_date(kFirstDay - 367) == "-0001-12-31");
  CHECK(format_date(kLastDay + 1) == "+10000-01-01");
}

TEST_CASE("durations are read with their units") {
  CHECK(parse_duration("30d") == 30 * kMicrosPerDay);
  CHECK(parse_duration("1w") == 7 * kMicrosPerDay);
  CHECK(parse_duration("1.5h") == 5'400 * kMicrosPerSecond);
  CHECK(parse_duration("1h30m") == 5'400 * kMicrosPerSecond);
  CHECK(parse_duration("500ms") == 500'000);
  CHECK(parse_duration("7us") == 7);
  CHECK(parse_duration("0.1s") == 100'000);
  CHECK(parse_duration("-2m") == -120 * kMicrosPerSecond);
  CHECK(parse_duration("0s") == 0);
  CHECK(parse_duration("0.4us") == 0);
  CHECK(parse_duration("0.5us") == 1);
  CHECK(parse_duration("9223372036854775807us") == std::numeric_limits<std::int64_t>::max());
  CHECK(parse_duration("0.00000000000000000000001w") == 0);
  for (const char* text :
       {"", "-", "30", "d", "30 d", "3y", "1.d", ".5d", "1e3s", "--1s", "1h-30m", "1h30", "1D", "+1s",
        "9223372036854775808us", "100000000000000000000000000000000000000000w"}) {
    INFO(text);
    CHECK_FALSE(parse_duration(text));
  }
}

TEST_CASE("durations are written in the largest unit that divides them") {
  CHECK(format_duration(30 * kMicrosPerDay) == "30d");
  CHECK(format_duration(7 * kMicrosPerDay) == "7d");
  CHECK(format_duration(60 * kMicrosPerSecond) == "1m");
  CHECK(format_duration(90 * kMicrosPerSecond) == "90s");
  CHECK(format_duration(3'600 * kMicrosPerSecond) == "1h");
  CHECK(format_duration(1'500'000) == "1500ms");
  CHECK(format_duration(1) == "1us");
  CHECK(format_duration(0) == "0s");
  CHECK(format_duration(-kMicrosPerDay) == "-1d");
  std::uint64_t bits = 2;
  for (int i = 0; i < 1'000; ++i) {
    bits = next_bits(bits);
    const auto micros = static_cast<std::int64_t>(bits >> 1 >> (i % 60));
    REQUIRE(parse_duration(format_duration(micros)) == micros);
  }
}
