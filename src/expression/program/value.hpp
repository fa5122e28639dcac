// A value while a model runs. The program knows its type; only null is marked in the value.
#pragma once
#include <bit>
#include <cstdint>
#include <string_view>

namespace seedbed::model {

// 16 bytes; copied freely. All-zero bits are a valid non-null zero.
//   boolean 0 or 1 in integer; integer, decimal (times 10^scale), time and duration (microseconds), date
//   (days) in integer; real and rate (per microsecond) in real; text and json by text and size; uuid by text,
//   size 16.
struct Value {
  union {
    std::int64_t integer = 0;
    double real;
    const char* text;
  };
  std::uint32_t size = 0;  // of text, in bytes
  std::uint8_t null = 0;   // 1: null, and the rest is zero
  std::uint8_t fixed = 0;  // 1: the text lies in the program and outlives every run
  std::uint16_t unused = 0;

  [[nodiscard]] static Value of_integer(std::int64_t v) { return whole(v, {}); }
  [[nodiscard]] static Value of_real(double v) { return whole(std::bit_cast<std::int64_t>(v), {}); }
  [[nodiscard]] static Value of_text(std::string_view v, bool is_fixed) {
    return whole(reinterpret_cast<std::intptr_t>(v.data()),
                 {static_cast<std::uint32_t>(v.size()), 0, static_cast<std::uint8_t>(is_fixed ? 1 : 0), 0});
  }
  // The bits of a number; those of null are 0.
  [[nodiscard]] static Value of_bits(std::uint64_t bits, bool is_null) {
    return whole(static_cast<std::int64_t>(bits), {0, static_cast<std::uint8_t>(is_null ? 1 : 0), 0, 0});
  }
  [[nodiscard]] static Value nothing() { return of_bits(0, true); }
  [[nodiscard]] std::string_view view() const { return {text, size}; }

 private:
  struct Tag {
    std::uint32_t size;
    std::uint8_t null;
    std::uint8_t fixed;
    std::uint16_t unused;
  };
  // Written to memory at once: a processor forwards a store to a load of 16 bytes, a copy of the value, only
  // if it was one store.
  [[nodiscard]] static Value whole(std::int64_t payload, Tag tag) {
    using Pair = std::int64_t __attribute__((vector_size(16)));
    return std::bit_cast<Value>(Pair{payload, std::bit_cast<std::int64_t>(tag)});
  }
};
static_assert(sizeof(Value) == 16);

}  // namespace seedbed::model
