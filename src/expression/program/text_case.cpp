// Upper, lower, title and slug: see text_operations.hpp.
#include <string_view>

#include "base/ascii.hpp"
#include "expression/program/text_operations.hpp"

namespace seedbed::model {
namespace {

// Letters beyond ASCII whose two cases both take two bytes, so that a mapping never changes a text's length.
// After the Unicode Character Database, UnicodeData.txt, blocks Latin-1 Supplement to Cyrillic.
unsigned upper_of(unsigned c) {
  if ((c >= 0xE0 && c <= 0xFE && c != 0xF7) || (c >= 0x3B1 && c <= 0x3C9 && c != 0x3C2) ||
      (c >= 0x430 && c <= 0x44F))
    return c - 0x20;
  if (c >= 0x450 && c <= 0x45F) return c - 0x50;
  if (c == 0xFF) return 0x178;
  if ((c >= 0x100 && c <= 0x137 && c != 0x130 && c != 0x131) || (c >= 0x14A && c <= 0x177)) return c & ~1U;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c % 2 == 0 ? c - 1 : c;
  return c;
}

unsigned lower_of(unsigned c) {
  if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9 && c != 0x3A2) ||
      (c >= 0x410 && c <= 0x42F))
    return c + 0x20;
  if (c >= 0x400 && c <= 0x40F) return c + 0x50;
  if (c == 0x178) return 0xFF;
  if ((c >= 0x100 && c <= 0x137 && c != 0x130 && c != 0x131) || (c >= 0x14A && c <= 0x177)) return c | 1U;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c % 2 == 1 ? c + 1 : c;
  return c;
}

bool begins_pair(std::string_view text, std::size_t i) {
  return (static_cast<unsigned char>(text[i]) & 0xE0U) == 0xC0U && i + 1 < text.size();
}

unsigned pair_at(std::string_view text, std::size_t i) {
  return (static_cast<unsigned char>(text[i]) & 0x1FU) << 6 |
         (static_cast<unsigned char>(text[i + 1]) & 0x3FU);
}

// Writes the character at i, upper or lower; returns how many bytes it has.
std::size_t write_cased(char* to, std::string_view text, std::size_t i, bool upper) {
  if (!begins_pair(text, i)) {
    to[i] = upper ? ascii_upper(text[i]) : ascii_lower(text[i]);
    return 1;
  }
  const unsigned c = upper ? upper_of(pair_at(text, i)) : lower_of(pair_at(text, i));
  to[i] = static_cast<char>(0xC0U | c >> 6);
  to[i + 1] = static_cast<char>(0x80U | (c & 0x3FU));
  return 2;
}

Value cased(Arena& arena, std::string_view text, bool upper) {
  char* const to = arena.allocate(text.size());
  for (std::size_t i = 0; i < text.size();) i += write_cased(to, text, i, upper);
  return Value::of_text({to, text.size()}, false);
}

// Parts of a word: letters, digits, apostrophes, everything beyond ASCII.
bool in_word(char c) {
  const char l = ascii_lower(c);
  return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '\'' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// U+00C0 to U+00FF without their accents; `-` where there is no letter to take.
constexpr std::string_view kLatin1Letters =
    "aaaaaaaceeeeiiiidnooooo-ouuuuypsaaaaaaaceeeeiiiidnooooo-ouuuuypy";

// The letter or digit that a slug has for the character at i, else `-`.
char slug_character(std::string_view text, std::size_t i) {
  if (begins_pair(text, i)) {
    const unsigned c = pair_at(text, i);
    return c >= 0xC0 && c <= 0xFF ? kLatin1Letters[c - 0xC0] : '-';
  }
  const char c = ascii_lower(text[i]);
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
}

}  // namespace

Value upper_text(Arena& arena, std::string_view text) { return cased(arena, text, true); }
Value lower_text(Arena& arena, std::string_view text) { return cased(arena, text, false); }

Value title_text(Arena& arena, std::string_view text) {
  char* const to = arena.allocate(text.size());
  bool first = true;
  for (std::size_t i = 0; i < text.size();) {
    const bool word = in_word(text[i]);
    i += write_cased(to, text, i, first && word);
    first = !word;
  }
  return Value::of_text({to, text.size()}, false);
}

Value slug_text(Arena& arena, std::string_view text) {
  char* const to = arena.allocate(text.size());
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); i += begins_pair(text, i) ? 2U : 1U) {
    const char c = slug_character(text, i);
    if (c != '-' || (size > 0 && to[size - 1] != '-')) to[size++] = c;
  }
  if (size > 0 && to[size - 1] == '-') --size;
  return Value::of_text({to, size}, false);
}

}  // namespace seedbed::model
