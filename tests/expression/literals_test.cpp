#include <string>
#include <vector>

#include "expression/expression_support.hpp"
#include "support/catch.hpp"

namespace seedbed::model::test {
namespace {

struct Case {
  std::string expression;
  std::string result;
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    INFO(c.expression);
    CHECK(result_of(c.expression) == c.result);
  }
}

}  // namespace

TEST_CASE("numbers, percents and texts") {
  check({{"42", "int 42"},
         {"10_000", "int 10000"},
         {"9223372036854775807", "int 9223372036854775807"},
         {"-9223372036854775808", "int -9223372036854775808"},
         {"0.5", "real 0.5"},
         {"1e6", "real 1000000"},
         {"1.5e-3", "real 0.0015"},
         {"2E+2", "real 200"},
         {"1_000.5", "real 1000.5"},
         {"25%", "real 0.25"},
         {"0.01%", "real 0.0001"},
         {"5e1%", "real 0.5"},
         {"0.3%", "real 0.003"},
         {"true", "true"},
         {"false", "false"},
         {"'login'", "text 'login'"},
         {"''", "text ''"},
         {"'it''s'", "text 'it's'"},
         {"''''", "text '''"},
         {"'Größe'", "text 'Größe'"},
         {"'{}'", "text '{}'"}});
}

TEST_CASE("a percent is the real nearest to what is written") {
  // 0.07 / 100 is not 0.0007 in binary.
  CHECK(result_of("0.07% == 0.0007") == "true");
  CHECK(result_of("0.29% == 0.0029") == "true");
}

TEST_CASE("durations, times and rates") {
  check({{"250us", "duration 250us"},
         {"500ms", "duration 500ms"},
         {"30s", "duration 30s"},
         {"5m", "duration 5m"},
         {"2h", "duration 2h"},
         {"1d", "duration 1d"},
         {"1w", "duration 7d"},
         {"1.5h", "duration 90m"},
         {"2024-01-01", "date 2024-01-01"},
         {"2024-02-29T12:30:15Z", "time 2024-02-29T12:30:15Z"},
         {"2024-01-01T00:00:00.25Z", "time 2024-01-01T00:00:00.25Z"},
         {"2024-01-01T02:00:00+02:00", "time 2024-01-01T00:00:00Z"},
         {"2024-01-01T02:00:00", "time 2024-01-01T02:00:00Z"},
         {"2024 - 01 - 01", "int 2022"},
         {"3/day == 3 / 1d", "true"},
         {"0.5/h == 0.5 / 1h", "true"},
         {"0.8/365d == 0.8/year", "true"},
         {"2/s == 120/m", "true"},
         {"2/sec == 120/min", "true"},
         {"1/hour == 24/d", "true"},
         {"7/week == 1/day", "true"},
         {"7 / w == 1/day", "true"},
         {"3/day * 2d", "real 6"}});
}

TEST_CASE("percent touches its number, the remainder does not") {
  check({{"10 % 3", "int 1"}, {"(10)% 3", "int 1"}, {"50% * 4", "real 2"}, {"10 %3", "int 1"}});
  Bench bench;
  bench.bind("x", "int", Value::of_integer(11));
  CHECK(result_of(bench, "x%4") == "int 3");
}

TEST_CASE("a unit behind a slash is a unit unless a name could be meant") {
  Bench bench;
  bench.bind("x", "int", Value::of_integer(6));
  bench.bind("m", "int", Value::of_integer(3));
  CHECK(result_of(bench, "x/h == 6/h") == "true");
  CHECK(result_of(bench, "3/m == 3 / 1m") == "true");
  CHECK(result_of(bench, "x/(m)") == "real 2");
  CHECK(bench.errors("x/m") ==
        std::vector<std::string>{
            "1:8: error: test.x: `m` is a unit here, as in 3/m, and a name in scope too: write "
            "`/ (m)` for the name, `/ 1m` or the like for the unit"});
  // A function's name is no unit.
  CHECK(result_of(bench, "x/day(2024-01-03)") == "real 2");
}

TEST_CASE("malformed literals") {
  Bench bench;
  const std::vector<Case> cases = {
      {"9223372036854775808", "1:6: error: test.x: 9223372036854775808 does not fit into an int of 64 bits"},
      {"1 + 99999999999999999999",
       "1:10: error: test.x: 99999999999999999999 does not fit into an int of 64 bits"},
      {"1e999", "1:6: error: test.x: 1e999 is outside the range of reals"},
      {"3x",
       "1:6: error: test.x: `3x` is no number and no duration, which has one of the units us ms s m h d w"},
      {"1e5s",
       "1:6: error: test.x: `1e5s` is no number and no duration, which has one of the units us ms s m h d w"},
      {"2023-02-29",
       "1:6: error: test.x: `2023-02-29` is no date or time, such as 2024-01-31 or "
       "2024-01-31T12:00:00Z"},
      {"1 + 'abc", "1:10: error: test.x: this text has no closing quote"},
      {"10%3",
       "1:8: error: test.x: `%` right after a number is percent; the remainder has a space before it: 10 % "
       "3"},
      {"5m%2", "1:8: error: test.x: percent of a duration; the remainder has a space before the `%`"},
      {"\"a\"", "1:6: error: test.x: text in an expression stands in single quotes: 'US'"},
      {"1 = 1", "1:8: error: test.x: `=` compares nothing: write `==`"},
      {"true && false", "1:11: error: test.x: write `and` for `&&`"},
      {"true || false", "1:11: error: test.x: write `or` for `||`"},
      {"!true", "1:6: error: test.x: write `not` for `!`"},
      {"1 + €", "1:10: error: test.x: unexpected `€`"}};
  for (const Case& c : cases) {
    INFO(c.expression);
    CHECK(bench.errors(c.expression) == std::vector<std::string>{c.result});
  }
  CHECK(bench.errors(std::string("'a\0b'", 5)) ==
        std::vector<std::string>{"1:6: error: test.x: a text has no NUL character"});
}

}  // namespace seedbed::model::test
