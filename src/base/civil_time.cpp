#include "base/civil_time.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <limits>

namespace seedbed {
namespace {

// The calendar repeats every 400 years, 146,097 days. Years are counted from 1 March, so that the leap day
// is the last day of a year. After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
constexpr std::int64_t kDaysPerEra = 146'097;
constexpr std::int64_t kEpochFromMarchYearZero = 719'468;  // days from 0000-03-01 to 1970-01-01

std::int64_t days_from_date(std::int64_t year, int month, int day) {
  const std::int64_t march_year = year - (month <= 2 ? 1 : 0);
  const std::int64_t era = floor_div(march_year, 400);
  const std::int64_t year_of_era = march_year - era * 400;
  const std::int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kDaysPerEra + day_of_era - kEpochFromMarchYearZero;
}

void set_date_from_days(CivilTime& civil, std::int64_t days) {
  days += kEpochFromMarchYearZero;
  const std::int64_t era = floor_div(days, kDaysPerEra);
  const std::int64_t day_of_era = days - era * kDaysPerEra;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / (kDaysPerEra - 1)) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t march_month = (5 * day_of_year + 2) / 153;
  civil.day = static_cast<int>(day_of_year - (153 * march_month + 2) / 5 + 1);
  civil.month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
  civil.year = era * 400 + year_of_era + (civil.month <= 2 ? 1 : 0);
}

int days_in_month(std::int64_t year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads a text from the front. After the first failure `ok` stays false.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] bool at_digit() const { return !rest_.empty() && is_digit(rest_[0]); }

  bool take_if(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_if_any(std::string_view set) {
    if (rest_.empty() || set.find(rest_[0]) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void fail() { ok_ = false; }
  void take(char c) {
    if (!take_if(c)) fail();
  }
  // Exactly `digits` digits with a value from `low` to `high`.
  int take_number(int digits, int low, int high) {
    int value = 0;
    for (int i = 0; i < digits; ++i) value = value * 10 + take_digit();
    if (value < low || value > high) ok_ = false;
    return ok_ ? value : low;
  }
  int take_digit() {
    if (!at_digit()) {
      ok_ = false;
      return 0;
    }
    const int digit = rest_[0] - '0';
    rest_.remove_prefix(1);
    return digit;
  }
  // A unit of duration in microseconds; 0 if there is none.
  std::int64_t take_unit();

 private:
  std::string_view rest_;
  bool ok_ = true;
};

struct Unit {
  std::string_view name;
  std::int64_t micros;
};
// A name comes before the names that are a prefix of it.
constexpr std::array<Unit, 7> kUnits = {{{"us", 1},
                                         {"ms", 1'000},
                                         {"s", kMicrosPerSecond},
                                         {"m", 60 * kMicrosPerSecond},
                                         {"h", 3'600 * kMicrosPerSecond},
                                         {"d", kMicrosPerDay},
                                         {"w", 7 * kMicrosPerDay}}};

std::int64_t Scanner::take_unit() {
  for (const Unit& unit : kUnits) {
    if (rest_.substr(0, unit.name.size()) != unit.name) continue;
    rest_.remove_prefix(unit.name.size());
    return unit.micros;
  }
  return 0;
}

std::int64_t take_date(Scanner& scanner) {
  const int year = scanner.take_number(4, 1, 9999);
  scanner.take('-');
  const int month = scanner.take_number(2, 1, 12);
  scanner.take('-');
  const int day = scanner.take_number(2, 1, days_in_month(year, month));
  return days_from_date(year, month, day);
}

std::int64_t take_fraction(Scanner& scanner) {
  std::int64_t micros = 0;
  std::int64_t place = kMicrosPerSecond / 10;
  do {
    micros += scanner.take_digit() * place;
    place /= 10;
  } while (scanner.at_digit());
  return micros;
}

std::int64_t take_time_of_day(Scanner& scanner) {
  std::int64_t minutes = scanner.take_number(2, 0, 23) * 60;
  scanner.take(':');
  minutes += scanner.take_number(2, 0, 59);
  std::int64_t micros = minutes * 60 * kMicrosPerSecond;
  if (!scanner.take_if(':')) return micros;
  micros += scanner.take_number(2, 0, 59) * kMicrosPerSecond;
  if (scanner.take_if('.')) micros += take_fraction(scanner);
  return micros;
}

std::int64_t take_offset(Scanner& scanner) {
  if (scanner.at_end() || scanner.take_if_any("Zz")) return 0;
  const bool west = scanner.take_if('-');
  if (!west) scanner.take('+');
  std::int64_t minutes = scanner.take_number(2, 0, 23) * 60;
  scanner.take(':');
  minutes += scanner.take_number(2, 0, 59);
  return (west ? -minutes : minutes) * 60 * kMicrosPerSecond;
}

__extension__ using Wide = __int128;

// One number with its unit, in microseconds; no sign. At most 18 digits of a fraction count.
Wide take_duration_part(Scanner& scanner) {
  constexpr Wide kTooMuch = Wide{1} << 64;
  constexpr std::int64_t kMaxFractionScale = 1'000'000'000'000'000'000;
  Wide whole = scanner.take_digit();
  while (scanner.at_digit()) {
    const Wide next = whole * 10 + scanner.take_digit();
    whole = next < kTooMuch ? next : kTooMuch;
  }
  Wide fraction = 0;
  Wide scale = 1;
  if (scanner.take_if('.')) {
    do {
      const int digit = scanner.take_digit();
      if (scale == kMaxFractionScale) continue;
      fraction = fraction * 10 + digit;
      scale *= 10;
    } while (scanner.at_digit());
  }
  const std::int64_t unit = scanner.take_unit();
  if (unit == 0) scanner.fail();
  return whole * unit + (fraction * unit * 2 + scale) / (2 * scale);
}

// Writes `value` in `digits` digits, with leading zeros.
void put_digits(char* to, std::int64_t value, int digits) {
  for (int i = digits - 1; i >= 0; --i) {
    to[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

// Appends "2024-01-31". Rows are written through here, so the usual years take the short way.
void append_date(std::string& text, const CivilTime& civil) {
  if (civil.year >= 0 && civil.year <= 9999) {
    char digits[] = "0000-00-00";
    put_digits(digits, civil.year, 4);
    put_digits(digits + 5, civil.month, 2);
    put_digits(digits + 8, civil.day, 2);
    text.append(digits, 10);
  } else {
    text += fmt::format("{}{:04}-{:02}-{:02}", civil.year < 0 ? "-" : "+", std::abs(civil.year), civil.month,
                        civil.day);
  }
}

// Appends "T12:00:00.000000" with `separator` for the T.
void append_time_of_day(std::string& text, const CivilTime& civil, char separator) {
  char digits[] = "T00:00:00.000000";
  digits[0] = separator;
  put_digits(digits + 1, civil.hour, 2);
  put_digits(digits + 4, civil.minute, 2);
  put_digits(digits + 7, civil.second, 2);
  put_digits(digits + 10, civil.microsecond, 6);
  text.append(digits, 16);
}

}  // namespace

CivilTime civil_from_micros(std::int64_t micros) {
  const std::int64_t days = floor_div(micros, kMicrosPerDay);
  std::int64_t rest = micros % kMicrosPerDay;
  if (rest < 0) rest += kMicrosPerDay;
  CivilTime civil{};
  set_date_from_days(civil, days);
  civil.microsecond = static_cast<int>(rest % kMicrosPerSecond);
  const int seconds = static_cast<int>(rest / kMicrosPerSecond);
  civil.second = seconds % 60;
  civil.minute = seconds / 60 % 60;
  civil.hour = seconds / 3600;
  return civil;
}

std::int64_t micros_from_civil(const CivilTime& civil) {
  const std::int64_t days = days_from_date(civil.year, civil.month, civil.day);
  const std::int64_t seconds = (civil.hour * 60 + civil.minute) * 60 + civil.second;
  return days * kMicrosPerDay + seconds * kMicrosPerSecond + civil.microsecond;
}

std::optional<std::int64_t> parse_date_time(std::string_view text) {
  Scanner scanner(text);
  std::int64_t micros = take_date(scanner) * kMicrosPerDay;
  if (!scanner.at_end()) {
    if (!scanner.take_if_any("Tt ")) return std::nullopt;
    micros += take_time_of_day(scanner);
    micros -= take_offset(scanner);
  }
  const std::int64_t first = days_from_date(1, 1, 1) * kMicrosPerDay;
  const std::int64_t end = days_from_date(10'000, 1, 1) * kMicrosPerDay;
  if (!scanner.ok() || !scanner.at_end() || micros < first || micros >= end) return std::nullopt;
  return micros;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
  Scanner scanner(text);
  const std::int64_t days = take_date(scanner);
  if (!scanner.ok() || !scanner.at_end()) return std::nullopt;
  return days;
}

std::string format_time(std::int64_t micros) {
  const CivilTime civil = civil_from_micros(micros);
  std::string text;
  text.reserve(26);
  append_date(text, civil);
  append_time_of_day(text, civil, ' ');
  return text;
}

std::string format_date(std::int64_t days) {
  CivilTime civil{};
  set_date_from_days(civil, days);
  std::string text;
  append_date(text, civil);
  return text;
}

std::string format_iso(std::int64_t micros) {
  const CivilTime civil = civil_from_micros(micros);
  std::string text;
  append_date(text, civil);
  append_time_of_day(text, civil, 'T');
  if (civil.microsecond == 0) {
    text.resize(text.size() - 7);
  } else {
    text.resize(text.find_last_not_of('0') + 1);
  }
  return text + 'Z';
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
  Scanner scanner(text);
  const bool negative = scanner.take_if('-');
  Wide micros = 0;
  do {
    micros += take_duration_part(scanner);
    if (micros > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  } while (scanner.ok() && !scanner.at_end());
  if (!scanner.ok()) return std::nullopt;
  return static_cast<std::int64_t>(negative ? -micros : micros);
}

std::string format_duration(std::int64_t micros) {
  if (micros == 0) return "0s";
  const Unit* best = &kUnits[0];
  for (const Unit& unit : kUnits) {
    if (unit.name != "w" && micros % unit.micros == 0) best = &unit;
  }
  return fmt::format("{}{}", micros / best->micros, best->name);
}

}  // namespace seedbed
