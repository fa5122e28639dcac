// Numbers in network byte order, as Postgres sends and receives them.
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>

namespace seedbed::postgres {

static_assert(std::endian::native == std::endian::little, "the byte order of the host is swapped below");

// Each put function writes at `to` and returns the end.
inline char* put16(char* to, std::uint16_t value) {
  value = __builtin_bswap16(value);
  std::memcpy(to, &value, sizeof value);
  return to + sizeof value;
}

inline char* put32(char* to, std::uint32_t value) {
  value = __builtin_bswap32(value);
  std::memcpy(to, &value, sizeof value);
  return to + sizeof value;
}

inline char* put64(char* to, std::uint64_t value) {
  value = __builtin_bswap64(value);
  std::memcpy(to, &value, sizeof value);
  return to + sizeof value;
}

[[nodiscard]] inline std::uint16_t get16(const char* from) {
  std::uint16_t value = 0;
  std::memcpy(&value, from, sizeof value);
  return __builtin_bswap16(value);
}

[[nodiscard]] inline std::uint32_t get32(const char* from) {
  std::uint32_t value = 0;
  std::memcpy(&value, from, sizeof value);
  return __builtin_bswap32(value);
}

[[nodiscard]] inline std::uint64_t get64(const char* from) {
  std::uint64_t value = 0;
  std::memcpy(&value, from, sizeof value);
  return __builtin_bswap64(value);
}

}  // namespace seedbed::postgres
