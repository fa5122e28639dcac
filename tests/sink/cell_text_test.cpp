#include "sink/text/cell_text.hpp"

#include <limits>
#include <string>

#include "base/civil_time.hpp"
#include "base/json_writer.hpp"
#include "sink/text/name_list.hpp"
#include "support/catch.hpp"
#include "support/rows.hpp"

using namespace seedbed;

namespace {

std::string decimal(std::int64_t value, unsigned scale) {
  char text[kDecimalRoom];
  return {text, write_decimal(text, value, scale)};
}

}  // namespace

TEST_CASE("times are written as format_time() does", "[cell_text]") {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  TimeText times(' ');
  char text[TimeText::kRoom];
  for (const std::int64_t micros :
       {std::int64_t{0}, std::int64_t{-1}, test::minute(0), test::minute(0) + 86'399'999'999,
        test::minute(1440), test::minute(0), std::int64_t{-62'167'219'200'000'001}, kMost, kLeast}) {
    CHECK(std::string(text, times.write(text, micros)) == format_time(micros));
  }
  CHECK(std::string(text, times.write_date(text, -1)) == "1969-12-31");
}

TEST_CASE("decimals are exact", "[cell_text]") {
  CHECK(decimal(0, 0) == "0");
  CHECK(decimal(0, 2) == "0.00");
  CHECK(decimal(-5, 2) == "-0.05");
  CHECK(decimal(1250, 2) == "12.50");
  CHECK(decimal(-1250, 4) == "-0.1250");
  CHECK(decimal(std::numeric_limits<std::int64_t>::min(), 0) == "-9223372036854775808");
  CHECK(decimal(std::numeric_limits<std::int64_t>::min(), 18) == "-9.223372036854775808");
  CHECK(decimal(7, 255).size() == 257);
}

TEST_CASE("a list for a message has at most five names", "[name_list]") {
  CHECK(name_list({"a"}) == "'a'");
  CHECK(name_list({"a", "b", "c", "d", "e"}) == "'a', 'b', 'c', 'd', 'e'");
  CHECK(name_list({"a", "b", "c", "d", "e", "f"}) == "'a', 'b', 'c', 'd', 'e', …");
}

TEST_CASE("JSON strings are escaped", "[cell_text]") {
  std::string out;
  append_json_string(out, std::string("a\"\\/\b\f\n\r\t\0\x7f é", 14));
  CHECK(out == "\"a\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0000\\u007f é\"");
  CHECK(json_array({}) == "[]");
  CHECK(json_array({"a", "\""}) == "[\"a\",\"\\\"\"]");
}
