// The text of cells, for sinks that write text: pure, and fast enough to run once a cell.
//
// Each function writes at `to`, which must have room for the number of bytes given, and returns the end.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace seedbed {

// Dates and times come in rows of the same day, often of the same instant: the day's text is kept.
// Not thread-safe; each column has its own.
class TimeText {
 public:
  static constexpr std::size_t kRoom = 40;

  // What stands between date and time: ' ' or 'T'.
  explicit TimeText(char separator) : separator_(separator) {}
  // "2024-01-31 12:00:00.000000": microseconds since 1970, UTC.
  char* write(char* to, std::int64_t micros);
  // "2024-01-31": days since 1970-01-01.
  char* write_date(char* to, std::int64_t days);

 private:
  void load_day(std::int64_t days);

  std::int64_t days_ = 0;
  std::size_t length_ = 0;  // 0: no day yet
  char day_[kRoom - 17] = {};
  char separator_;
};

inline constexpr std::size_t kUuidTextSize = 36;
// "0123abcd-…": from 16 bytes.
char* write_uuid(char* to, std::string_view bytes);

inline constexpr std::size_t kIntegerRoom = 20;
char* write_integer(char* to, std::int64_t value);

// 255 is the largest scale; sign, point and a leading zero come on top.
inline constexpr std::size_t kDecimalRoom = 280;
// "-12.50": value / 10^scale, exact, with all digits of the scale.
char* write_decimal(char* to, std::int64_t value, unsigned scale);

// "1.5", "-60": microseconds as seconds, exact and without zeros at the end. Takes kDecimalRoom.
char* write_seconds(char* to, std::int64_t micros);

inline constexpr std::size_t kRealRoom = 40;
// The shortest text that reads back as the same double; it must be finite.
char* write_real(char* to, double value);

}  // namespace seedbed
