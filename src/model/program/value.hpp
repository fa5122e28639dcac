// A value while a model runs. Its type is known from the program: nothing is tagged but null.
#pragma once
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

  [[nodiscard]] static Value of_integer(std::int64_t v) {
    Value r;
    r.integer = v;
    return r;
  }
  [[nodiscard]] static Value of_real(double v) {
    Value r;
    r.real = v;
    return r;
  }
  [[nodiscard]] static Value of_text(std::string_view v, bool is_fixed) {
    Value r;
    r.text = v.data();
    r.size = static_cast<std::uint32_t>(v.size());
    r.fixed = is_fixed ? 1 : 0;
    return r;
  }
  [[nodiscard]] static Value nothing() {
    Value r;
    r.null = 1;
    return r;
  }
  [[nodiscard]] std::string_view view() const { return {text, size}; }
};
static_assert(sizeof(Value) == 16);

}  // namespace seedbed::model
