#include "expression/language/standard_lists.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "support/catch.hpp"

namespace {

using seedbed::model::standard_list;
using seedbed::model::standard_list_names;

// How many bytes the character at the start of `text` has; 0 if it is no character that a name may hold:
// broken UTF-8, or a control character.
std::size_t character_size(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead >= 0x20 && lead < 0x7f) return 1;
  const std::size_t size = lead >= 0xc3 && lead <= 0xdf ? 2 : lead >= 0xe1 && lead <= 0xef ? 3 : 0;
  if (size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return 0;
  }
  return size;
}

bool is_clean(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

bool is_trimmed(std::string_view text) {
  return !text.empty() && text.front() != ' ' && text.back() != ' ' && text.find("  ") == text.npos;
}

}  // namespace

TEST_CASE("the standard lists are there") {
  const std::set<std::string_view> names(standard_list_names().begin(), standard_list_names().end());
  CHECK(names == std::set<std::string_view>{"std.first_name", "std.last_name", "std.country", "std.city",
                                            "std.street", "std.company", "std.word", "std.color"});
  CHECK(standard_list("std.").empty());
  CHECK(standard_list("color").empty());
  CHECK(standard_list("std.colour").empty());
}

TEST_CASE("the standard lists have some hundreds of entries, each once") {
  for (const std::string_view name : standard_list_names()) {
    INFO(name);
    const auto list = standard_list(name);
    CHECK(list.size() >= 200);
    std::set<std::string_view> seen;
    for (const std::string_view entry : list) {
      INFO(entry);
      CHECK(is_trimmed(entry));
      CHECK(is_clean(entry));
      CHECK(entry.size() <= 40);
      CHECK(seen.insert(entry).second);
    }
  }
}

TEST_CASE("words and colors are in lower case, names are not") {
  for (const std::string_view name : standard_list_names()) {
    INFO(name);
    const bool lower = name == "std.word" || name == "std.color";
    for (const std::string_view entry : standard_list(name)) {
      INFO(entry);
      const bool has_upper =
          std::any_of(entry.begin(), entry.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
      const bool starts_beyond_ascii = static_cast<unsigned char>(entry[0]) >= 0x80;
      CHECK((lower ? !has_upper : has_upper || starts_beyond_ascii));
    }
  }
}

TEST_CASE("the test of the lists can fail") {
  CHECK_FALSE(is_clean("tab\there"));
  CHECK_FALSE(is_clean("cut\xc3"));
  CHECK_FALSE(is_clean("latin-1 \xe9t\xe9"));
  CHECK(is_clean("Łódź, Đà Nẵng"));
  CHECK_FALSE(is_trimmed(" red"));
  CHECK_FALSE(is_trimmed("dark  red"));
  CHECK_FALSE(is_trimmed(""));
}
