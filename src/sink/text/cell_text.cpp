#include "sink/text/cell_text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <string>

#include "base/civil_time.hpp"

namespace seedbed {
namespace {

struct TwoDigits {
  char pairs[200];
};

constexpr TwoDigits make_two_digits() {
  TwoDigits table{};
  for (int i = 0; i < 100; ++i) {
    table.pairs[2 * i] = static_cast<char>('0' + i / 10);
    table.pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return table;
}

constexpr TwoDigits kTwoDigits = make_two_digits();

void write_two(char* to, std::uint32_t value) { std::memcpy(to, kTwoDigits.pairs + 2 * value, 2); }

}  // namespace

void TimeText::load_day(std::int64_t days) {
  const std::string text = format_date(days);
  length_ = text.size();
  std::memcpy(day_, text.data(), length_);
  days_ = days;
}

char* TimeText::write_date(char* to, std::int64_t days) {
  if (days != days_ || length_ == 0) load_day(days);
  std::memcpy(to, day_, length_);
  return to + length_;
}

char* TimeText::write(char* to, std::int64_t micros) {
  const std::int64_t days = floor_div(micros, kMicrosPerDay);
  const auto of_day = static_cast<std::uint64_t>(micros) - static_cast<std::uint64_t>(days) * kMicrosPerDay;
  const auto seconds = static_cast<std::uint32_t>(of_day / 1'000'000);
  const auto fraction = static_cast<std::uint32_t>(of_day % 1'000'000);
  to = write_date(to, days);
  to[0] = separator_;
  write_two(to + 1, seconds / 3600);
  to[3] = ':';
  write_two(to + 4, seconds / 60 % 60);
  to[6] = ':';
  write_two(to + 7, seconds % 60);
  to[9] = '.';
  write_two(to + 10, fraction / 10'000);
  write_two(to + 12, fraction / 100 % 100);
  write_two(to + 14, fraction % 100);
  return to + 16;
}

char* write_uuid(char* to, std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *to++ = '-';
    const auto byte = static_cast<unsigned char>(bytes[i]);
    *to++ = kDigits[byte >> 4];
    *to++ = kDigits[byte & 15];
  }
  return to;
}

char* write_integer(char* to, std::int64_t value) { return std::to_chars(to, to + kIntegerRoom, value).ptr; }

char* write_decimal(char* to, std::int64_t value, unsigned scale) {
  auto magnitude = static_cast<std::uint64_t>(value);
  if (value < 0) {
    magnitude = 0 - magnitude;
    *to++ = '-';
  }
  char digits[kIntegerRoom];
  const auto count =
      static_cast<unsigned>(std::to_chars(digits, digits + sizeof digits, magnitude).ptr - digits);
  if (scale == 0) return static_cast<char*>(std::memcpy(to, digits, count)) + count;
  const unsigned whole = count > scale ? count - scale : 0;
  if (whole == 0) *to++ = '0';
  std::memcpy(to, digits, whole);
  to += whole;
  *to++ = '.';
  for (unsigned zeros = count - whole; zeros < scale; ++zeros) *to++ = '0';
  std::memcpy(to, digits + whole, count - whole);
  return to + (count - whole);
}

char* write_seconds(char* to, std::int64_t micros) {
  constexpr unsigned kMicroDigits = 6;
  char* end = write_decimal(to, micros, kMicroDigits);
  while (end[-1] == '0') --end;
  return end[-1] == '.' ? end - 1 : end;
}

char* write_real(char* to, double value) { return fmt::format_to(to, "{}", value); }

}  // namespace seedbed
