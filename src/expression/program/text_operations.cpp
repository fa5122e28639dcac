#include "expression/program/text_operations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/arithmetic.hpp"
#include "base/json_reader.hpp"

namespace seedbed::model {
namespace {

// A name that appends to itself at every step would fill the memory; no sink's row wants more.
constexpr std::size_t kMaxText = std::size_t{16} << 20;

// The longest a double gets: fixed with 30 places behind 309 digits.
constexpr std::size_t kMaxRealDigits = 352;

char* allocate_text(Arena& arena, std::size_t size) {
  if (size > kMaxText) fail_operation("a text grows beyond 16 MiB");
  return arena.allocate(size);
}

Value made(const char* text, std::size_t size) { return Value::of_text({text, size}, false); }

std::string_view real_digits(std::array<char, kMaxRealDigits>& buffer, double value, int places) {
  const double magnitude = std::fabs(value);
  // People and databases read 1000000 more easily than 1e+06; beyond that the exponent is shorter.
  const bool plain = value == 0 || (magnitude >= 1e-5 && magnitude < 1e16);
  const auto end =
      places >= 0 ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                  std::chars_format::fixed, places)
      : plain
          ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed)
          : std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  return {buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data())};
}

Value pad_number(Arena& arena, std::string_view digits, FormatSpec spec) {
  if (!spec.zeros || digits.size() >= spec.width) return pad_text(arena, digits, spec);
  const std::size_t sign = digits.starts_with('-') ? 1 : 0;
  char* to = allocate_text(arena, spec.width);
  const std::size_t fill = spec.width - digits.size();
  char* const zeros = std::copy_n(digits.data(), sign, to);
  std::copy(digits.begin() + static_cast<std::ptrdiff_t>(sign), digits.end(), std::fill_n(zeros, fill, '0'));
  return made(to, spec.width);
}

}  // namespace

Value concat_texts(Arena& arena, const Value* frame, const Slot* slots, std::size_t count) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Value& part = frame[slots[i]];
    if (part.null != 0) return Value::nothing();
    size += part.size;
  }
  char* const to = allocate_text(arena, size);
  char* at = to;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view part = frame[slots[i]].view();
    at = std::copy(part.begin(), part.end(), at);
  }
  return made(to, size);
}

std::int64_t count_characters(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

Value replace_text(Arena& arena, std::string_view in, std::string_view from, std::string_view by) {
  std::size_t found = 0;
  if (!from.empty()) {
    for (std::size_t at = in.find(from); at != std::string_view::npos; at = in.find(from, at + from.size()))
      ++found;
  }
  const std::size_t size = in.size() - found * from.size() + found * by.size();
  char* const to = allocate_text(arena, size);
  char* end = to;
  for (; found > 0; --found) {
    const std::size_t at = in.find(from);
    end = std::copy_n(in.data(), at, end);
    end = std::copy(by.begin(), by.end(), end);
    in.remove_prefix(at + from.size());
  }
  std::copy(in.begin(), in.end(), end);
  return made(to, size);
}

Value text_of_boolean(bool value) { return Value::of_text(value ? "true" : "false", true); }

Value text_of_integer(Arena& arena, std::int64_t value) {
  std::array<char, 20> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return text_of(arena, {buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data())});
}

Value text_of_real(Arena& arena, double value) {
  std::array<char, kMaxRealDigits> buffer;
  return text_of(arena, real_digits(buffer, value, -1));
}

Value text_of_decimal(Arena& arena, std::int64_t value, int scale) {
  std::array<char, 24> buffer;
  const std::uint64_t magnitude =
      value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  char* at = buffer.data() + buffer.size();
  std::uint64_t rest = magnitude;
  for (int place = 0; place <= scale || rest > 0; ++place) {
    if (place == scale && scale > 0) *--at = '.';
    *--at = static_cast<char>('0' + rest % 10);
    rest /= 10;
  }
  if (value < 0) *--at = '-';
  return text_of(arena, {at, static_cast<std::size_t>(buffer.data() + buffer.size() - at)});
}

Value text_of_uuid(Arena& arena, std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  char* const to = allocate_text(arena, 36);
  char* at = to;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *at++ = '-';
    const auto byte = static_cast<unsigned char>(bytes[i]);
    *at++ = kDigits[byte >> 4];
    *at++ = kDigits[byte & 15U];
  }
  return made(to, 36);
}

Value text_of(Arena& arena, std::string_view text) { return Value::of_text(arena.copy(text), false); }

Value pad_integer(Arena& arena, std::int64_t value, FormatSpec spec) {
  std::array<char, 20> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return pad_number(arena, {buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data())}, spec);
}

Value pad_real(Arena& arena, double value, FormatSpec spec) {
  std::array<char, kMaxRealDigits> buffer;
  return pad_number(arena, real_digits(buffer, value, spec.places - 1), spec);
}

Value pad_text(Arena& arena, std::string_view text, FormatSpec spec) {
  const auto characters = static_cast<std::size_t>(count_characters(text));
  const std::size_t fill = characters < spec.width ? spec.width - characters : 0;
  char* const to = allocate_text(arena, text.size() + fill);
  std::fill_n(spec.left ? to + text.size() : to, fill, ' ');
  std::copy(text.begin(), text.end(), spec.left ? to : to + fill);
  return made(to, text.size() + fill);
}

Value checked_json(const Value& text, std::string_view column) {
  constexpr std::size_t kShown = 40;  // bytes of a text that a message shows
  const std::string_view whole = text.view();
  const auto fault = json_fault(whole);
  if (!fault) return text;
  std::size_t shown = whole.size() <= kShown ? whole.size() : kShown;
  while (shown < whole.size() && shown > 0 && (static_cast<unsigned char>(whole[shown]) & 0xc0U) == 0x80U)
    --shown;
  fail_operation(fmt::format("{} takes JSON, and this text is none from character {} on: {}{}", column,
                             count_characters(whole.substr(0, *fault)) + 1, whole.substr(0, shown),
                             shown < whole.size() ? "…" : ""));
}

Value json_string(Arena& arena, std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  char* const to = allocate_text(arena, text.size() * 6 + 2);
  char* at = to;
  *at++ = '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      *at++ = '\\';
      *at++ = c;
    } else if (byte < 0x20) {
      at = std::copy_n("\\u00", 4, at);
      *at++ = kDigits[byte >> 4];
      *at++ = kDigits[byte & 15U];
    } else {
      *at++ = c;
    }
  }
  *at++ = '"';
  return made(to, static_cast<std::size_t>(at - to));
}

}  // namespace seedbed::model
