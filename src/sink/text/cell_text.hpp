// The text of cells, for sinks that write text. Fast enough to be called once per cell.
//
// Each write function writes at `to` and returns the end of what it wrote. REQUIRES: `to` has room for the
// number of bytes given.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace seedbed {

// Consecutive rows often have the same day, so the day's text is kept.
// Not thread-safe: one object per column.
class TimeText {
 public:
  static constexpr std::size_t kRoom = 40;

  // `separator` is written between date and time: ' ' or 'T'.
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

// The largest scale is 255; a sign, a point and a leading zero may be added.
inline constexpr std::size_t kDecimalRoom = 280;
// "-12.50": value / 10^scale, exact, with all digits of the scale.
char* write_decimal(char* to, std::int64_t value, unsigned scale);

// "1.5", "-60": microseconds as seconds, exact, without trailing zeros. Needs kDecimalRoom.
char* write_seconds(char* to, std::int64_t micros);

inline constexpr std::size_t kRealRoom = 40;
// The shortest text that reads back as the same double. REQUIRES: the value is finite.
char* write_real(char* to, double value);

}  // namespace seedbed
