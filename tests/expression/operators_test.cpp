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

// Names of every type, with a value (i, r, b …) and with null (ni, nr, nb …).
void bind_types(Bench& bench) {
  bench.bind("b", "bool", Value::of_integer(1));
  bench.bind("i", "int", Value::of_integer(6));
  bench.bind("r", "real", Value::of_real(1.5));
  bench.bind("n", "decimal(2)", Value::of_integer(1250));
  bench.bind_text("x", "text");
  bench.bind("t", "time", Value::of_integer(1'000'000));
  bench.bind("day", "date", Value::of_integer(1));
  bench.bind("span", "duration", Value::of_integer(60'000'000));
  bench.bind("rate", "rate", Value::of_real(0.5e-6));
  for (const char* type : {"bool", "int", "real", "decimal(2)", "text", "time", "date", "duration", "rate"}) {
    const std::string name = std::string("null_") + std::string(type).substr(0, std::string(type).find('('));
    bench.bind(name, type, Value::nothing());
  }
}

// The type of an expression on the names above, or "error".
std::string type_of(Bench& bench, const std::string& expression) {
  const auto compiled = bench.compile(expression);
  return compiled ? type_name(compiled->type) : "error";
}

}  // namespace

TEST_CASE("operators bind as they should") {
  check({{"1 + 2 * 3", "int 7"},
         {"(1 + 2) * 3", "int 9"},
         {"10 - 4 - 3", "int 3"},
         {"2 * 7 // 3", "int 4"},
         {"-2 * -3", "int 6"},
         {"- - 2", "int 2"},
         {"10 - -3", "int 13"},
         {"1 + 1 == 2", "true"},
         {"not 1 == 2", "true"},
         {"not true or true", "true"},
         {"not (true or true)", "false"},
         {"true or true and false", "true"},
         {"(true or true) and false", "false"},
         {"1 < 2 and 2 < 3 or false", "true"},
         {"-7 // 2", "int -4"},
         {"7 // -2", "int -4"},
         {"-7 % 3", "int 2"},
         {"7 % -3", "int -2"},
         {"7 % 3", "int 1"},
         {"-6 % 3", "int 0"},
         {"-9223372036854775808 // 1", "int -9223372036854775808"},
         {"-9223372036854775808 % -1", "int 0"},
         {"7 / 2", "real 3.5"},
         {"-7.5 // 2", "real -4"},
         {"-7.5 % 2", "real 0.5"},
         {"0.3 // 0.1", "real 2"}});
}

TEST_CASE("comparison works on everything that has an order") {
  check({{"1 < 1.5", "true"},
         {"2 >= 2", "true"},
         {"2 > 2", "false"},
         {"2 <= 1", "false"},
         {"3 != 3.0", "false"},
         {"'a' < 'b'", "true"},
         {"'a' == 'a'", "true"},
         {"'a' != 'ab'", "true"},
         {"true == false", "false"},
         {"5m < 1h", "true"},
         {"60s == 1m", "true"},
         {"2024-01-01 < 2024-01-02", "true"},
         {"2024-01-01T00:00:00Z >= 2024-01-01T00:00:00Z", "true"},
         {"1/h < 1/m", "true"},
         {"decimal(1.5, 2) == decimal(1.50, 2)", "true"},
         {"decimal(1.5, 2) > 1", "true"}});
}

TEST_CASE("time, duration and rate arithmetic") {
  check({{"2024-01-02T00:00:00Z - 2024-01-01T00:00:00Z", "duration 1d"},
         {"2024-01-01T00:00:00Z + 36h", "time 2024-01-02T12:00:00Z"},
         {"36h + 2024-01-01T00:00:00Z", "time 2024-01-02T12:00:00Z"},
         {"2024-01-01T00:00:00Z - 1s", "time 2023-12-31T23:59:59Z"},
         {"1h * 3", "duration 3h"},
         {"3 * 1h", "duration 3h"},
         {"1h * 0.5", "duration 30m"},
         {"0.5 * 1h", "duration 30m"},
         {"1us * 0.5", "duration 1us"},
         {"1h / 4", "duration 15m"},
         {"1h / 0.5", "duration 2h"},
         {"1h / 30m", "real 2"},
         {"1h + 1m", "duration 61m"},
         {"1h - 1m", "duration 59m"},
         {"-5m", "duration -5m"},
         {"90m // 1h", "int 1"},
         {"90m % 1h", "duration 30m"},
         {"2/h * 3 == 6/h", "true"},
         {"3 * 2/h == 6/h", "true"},
         {"2/h * 1d", "real 48"},
         {"1d * (2/h)", "real 48"},
         {"6/h / 2 == 3/h", "true"},
         {"1/h + 1/h == 2/h", "true"}});
}

TEST_CASE("the type of every pair of operands, errors where there is none") {
  struct Row {
    std::string left;
    std::string operation;
    std::vector<std::string> results;  // with b i r n x t day span rate at the right; - is an error
  };
  const std::vector<std::string> rights = {"b", "i", "r", "n", "x", "t", "day", "span", "rate"};
  const std::string e = "-";
  const std::vector<Row> rows = {{"b", "+", {e, e, e, e, e, e, e, e, e}},
                                 {"i", "+", {e, "int", "real", "decimal(2)", e, e, e, e, e}},
                                 {"r", "+", {e, "real", "real", e, e, e, e, e, e}},
                                 {"n", "+", {e, "decimal(2)", e, "decimal(2)", e, e, e, e, e}},
                                 {"x", "+", {e, e, e, e, e, e, e, e, e}},
                                 {"t", "+", {e, e, e, e, e, e, e, "time", e}},
                                 {"day", "+", {e, e, e, e, e, e, e, e, e}},
                                 {"span", "+", {e, e, e, e, e, "time", e, "duration", e}},
                                 {"rate", "+", {e, e, e, e, e, e, e, e, "rate"}},
                                 {"i", "-", {e, "int", "real", "decimal(2)", e, e, e, e, e}},
                                 {"t", "-", {e, e, e, e, e, "duration", e, "time", e}},
                                 {"span", "-", {e, e, e, e, e, e, e, "duration", e}},
                                 {"i", "*", {e, "int", "real", "decimal(2)", e, e, e, "duration", "rate"}},
                                 {"r", "*", {e, "real", "real", e, e, e, e, "duration", "rate"}},
                                 {"n", "*", {e, "decimal(2)", e, e, e, e, e, e, e}},
                                 {"span", "*", {e, "duration", "duration", e, e, e, e, e, "real"}},
                                 {"rate", "*", {e, "rate", "rate", e, e, e, e, "real", e}},
                                 {"i", "/", {e, "real", "real", e, e, e, e, "rate", e}},
                                 {"r", "/", {e, "real", "real", e, e, e, e, "rate", e}},
                                 {"n", "/", {e, e, e, e, e, e, e, e, e}},
                                 {"span", "/", {e, "duration", "duration", e, e, e, e, "real", e}},
                                 {"rate", "/", {e, "rate", "rate", e, e, e, e, e, e}},
                                 {"i", "//", {e, "int", "real", e, e, e, e, e, e}},
                                 {"r", "%", {e, "real", "real", e, e, e, e, e, e}},
                                 {"span", "//", {e, e, e, e, e, e, e, "int", e}},
                                 {"span", "%", {e, e, e, e, e, e, e, "duration", e}},
                                 {"b", "<", {e, e, e, e, e, e, e, e, e}},
                                 {"i", "<", {e, "bool", "bool", "bool", e, e, e, e, e}},
                                 {"x", "<", {e, e, e, e, "bool", e, e, e, e}},
                                 {"t", "<", {e, e, e, e, e, "bool", e, e, e}},
                                 {"day", "<", {e, e, e, e, e, e, "bool", e, e}},
                                 {"span", "<", {e, e, e, e, e, e, e, "bool", e}},
                                 {"rate", "<", {e, e, e, e, e, e, e, e, "bool"}},
                                 {"b", "==", {"bool", e, e, e, e, e, e, e, e}},
                                 {"x", "==", {e, e, e, e, "bool", e, e, e, e}},
                                 {"b", "and", {"bool", e, e, e, e, e, e, e, e}},
                                 {"i", "or", {e, e, e, e, e, e, e, e, e}}};
  Bench bench;
  bind_types(bench);
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < rights.size(); ++i) {
      const std::string expression = row.left + " " + row.operation + " " + rights[i];
      INFO(expression);
      CHECK(type_of(bench, expression) == (row.results[i] == e ? "error" : row.results[i]));
    }
  }
}

TEST_CASE("unary minus and not") {
  Bench bench;
  bind_types(bench);
  CHECK(result_of(bench, "-i") == "int -6");
  CHECK(result_of(bench, "-r") == "real -1.5");
  CHECK(result_of(bench, "-n") == "decimal(2) -1250");
  CHECK(result_of(bench, "-span") == "duration -1m");
  CHECK(result_of(bench, "-t") == "time 1969-12-31T23:59:59Z");
  CHECK(result_of(bench, "not b") == "false");
  CHECK(type_of(bench, "-x") == "error");
  CHECK(type_of(bench, "-day") == "error");
  CHECK(type_of(bench, "not i") == "error");
}

TEST_CASE("decimals are exact") {
  check({{"decimal(19.99, 2)", "decimal(2) 1999"},
         {"decimal(0.1, 1) + decimal(0.2, 1) == decimal(0.3, 1)", "true"},
         {"decimal(19.99, 2) * 3", "decimal(2) 5997"},
         {"3 * decimal(19.99, 2)", "decimal(2) 5997"},
         {"decimal(19.99, 2) + 1", "decimal(2) 2099"},
         {"1 - decimal(19.99, 2)", "decimal(2) -1899"},
         {"decimal(5, 0)", "decimal(0) 5"},
         {"decimal(7, 3)", "decimal(3) 7000"},
         {"decimal(decimal(1.25, 2), 1)", "decimal(1) 13"},
         {"decimal(decimal(-1.25, 2), 1)", "decimal(1) -13"},
         {"decimal(decimal(1.24, 2), 1)", "decimal(1) 12"},
         {"decimal(decimal(1.2, 1), 3)", "decimal(3) 1200"},
         {"int(decimal(-1.99, 2))", "int -1"},
         {"real(decimal(1.25, 2))", "real 1.25"},
         {"text(decimal(-0.05, 2))", "text '-0.05'"},
         {"text(decimal(12, 0))", "text '12'"},
         {"text(decimal(1234.5, 1))", "text '1234.5'"}});
  CHECK(result_of("decimal(9223372036854775807, 2)").find("overflow") != std::string::npos);
  CHECK(result_of("decimal(1, 2) + decimal(1, 3)").find("does not work on decimal(2) and decimal(3)") !=
        std::string::npos);
}

TEST_CASE("null propagates, except through == null and what decides without it") {
  Bench bench;
  bind_types(bench);
  const std::vector<Case> cases = {{"null", "null null"},
                                   {"null == null", "true"},
                                   {"null != null", "false"},
                                   {"null_int == null", "true"},
                                   {"null != null_text", "false"},
                                   {"i == null", "false"},
                                   {"i != null", "true"},
                                   {"null_int == null_int", "null bool"},
                                   {"i == null_int", "null bool"},
                                   {"i < null_int", "null bool"},
                                   {"null_text == 'a'", "null bool"},
                                   {"i + null_int", "null int"},
                                   {"null + i", "null int"},
                                   {"null_int + 1.5", "null real"},
                                   {"null_real * 2", "null real"},
                                   {"-null_int", "null int"},
                                   {"null_time + 1s", "null time"},
                                   {"t - null_time", "null duration"},
                                   {"null_duration * 2", "null duration"},
                                   {"null_duration / 1s", "null real"},
                                   {"null_rate * 1d", "null real"},
                                   {"i // null_int", "null int"},
                                   {"null_int // 0", "null int"},
                                   {"not null_bool", "null bool"},
                                   {"b and null_bool", "null bool"},
                                   {"not b and null_bool", "false"},
                                   {"null_bool and not b", "false"},
                                   {"null_bool and null_bool", "null bool"},
                                   {"b or null_bool", "true"},
                                   {"null_bool or b", "true"},
                                   {"not b or null_bool", "null bool"},
                                   {"null_bool or not b", "null bool"},
                                   {"null and false", "false"},
                                   {"null or true", "true"},
                                   {"if(null_bool, 1, 2)", "int 2"},
                                   {"if(null, 1, 2)", "int 2"},
                                   {"if(b, null, 2)", "null int"},
                                   {"if(b, null, 2.5)", "null real"},
                                   {"if(b, 1, 2.5)", "real 1"},
                                   {"if(not b, 1.5, i)", "real 6"},
                                   {"coalesce(null_int, 3)", "int 3"},
                                   {"coalesce(null_int, null)", "null int"},
                                   {"coalesce(null_int, null_real, 2)", "real 2"},
                                   {"coalesce(i, 1.5)", "real 6"}};
  for (const Case& c : cases) {
    INFO(c.expression);
    CHECK(result_of(bench, c.expression) == c.result);
  }
}

TEST_CASE("and, or, if and coalesce evaluate only what they need") {
  Bench bench;
  bind_types(bench);
  bench.bind("zero", "int", Value::of_integer(0));
  CHECK(result_of(bench, "zero != 0 and i // zero > 2") == "false");
  CHECK(result_of(bench, "zero == 0 or i // zero > 2") == "true");
  CHECK(result_of(bench, "if(zero == 0, 0, i // zero)") == "int 0");
  CHECK(result_of(bench, "coalesce(i, i // zero)") == "int 6");
  CHECK(result_of(bench, "if(i > 3, if(b, i + 1, i // zero), i // zero) * 2") == "int 14");
  CHECK(result_of(bench, "i // zero") == "failed: division by zero");
}

TEST_CASE("overflow and division by zero are errors, when read and when run") {
  Bench bench;
  bench.bind("most", "int", Value::of_integer(9223372036854775807));
  bench.bind("least", "int", Value::of_integer(-9223372036854775807 - 1));
  bench.bind("zero", "int", Value::of_integer(0));
  bench.bind("late", "time", Value::of_integer(9223372036854775807));
  bench.bind("huge", "real", Value::of_real(1e308));
  for (const char* expression :
       {"most + 1", "least - 1", "most * 2", "-least", "abs(least)", "least // -1", "late + 1s", "late - -1s",
        "huge * 10", "huge + huge", "int(huge)", "round(huge)", "1d * most", "1d * huge", "exp(huge)"}) {
    INFO(expression);
    CHECK(result_of(bench, expression).find("failed: overflow") == 0);
  }
  for (const char* expression : {"1 // zero", "1 % zero", "1 / zero", "1.5 // zero", "1.5 % zero",
                                 "1s / zero", "1s // 0s", "1 / (1s * zero)"}) {
    INFO(expression);
    CHECK(result_of(bench, expression).find("division by zero") != std::string::npos);
  }
  CHECK(bench.errors("zero + 9223372036854775807 * 2") ==
        std::vector<std::string>{
            "1:33: error: test.x: overflow: 9223372036854775807 * 2 does not fit into 64 bits"});
  CHECK(bench.errors("1 // 0") == std::vector<std::string>{"1:8: error: test.x: division by zero"});
}

}  // namespace seedbed::model::test
