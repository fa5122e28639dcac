#include <set>
#include <string>
#include <vector>

#include "expression/expression_support.hpp"
#include "expression/language/functions.hpp"
#include "support/catch.hpp"

namespace seedbed::model::test {
namespace {

struct Case {
  std::string expression;
  std::string result;
};

// Every function that does not draw: what it gives for each kind of argument, and for null.
const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"abs(-3)", "int 3"},
      {"abs(-2.5)", "real 2.5"},
      {"abs(-5m)", "duration 5m"},
      {"abs(decimal(-1.5, 1))", "decimal(1) 15"},
      {"abs(1969-12-31T23:59:59Z)", "time 1970-01-01T00:00:01Z"},
      {"abs(null_int)", "null int"},
      {"clamp(5, 1, 3)", "int 3"},
      {"clamp(-5, 1, 3)", "int 1"},
      {"clamp(2, 1, 3)", "int 2"},
      {"clamp(2, 1.5, 3)", "real 2"},
      {"clamp(0.5, 1, 2)", "real 1"},
      {"clamp(2h, 5m, 1h)", "duration 1h"},
      {"clamp(2024-05-01, 2024-01-01, 2024-02-01)", "date 2024-02-01"},
      {"clamp(2, null_int, 3)", "null int"},
      {"clamp(2, 1, null_int)", "null int"},
      {"floor(2.7)", "int 2"},
      {"floor(-2.1)", "int -3"},
      {"floor(4)", "int 4"},
      {"floor(null_real)", "null int"},
      {"ceil(2.1)", "int 3"},
      {"ceil(-2.7)", "int -2"},
      {"ceil(4)", "int 4"},
      {"ceil(null_real)", "null int"},
      {"round(2.5)", "int 3"},
      {"round(-2.5)", "int -3"},
      {"round(0.49999999999999994)", "int 0"},
      {"round(7)", "int 7"},
      {"round(2.675, 2)", "real 2.68"},
      {"round(-2.675, 2)", "real -2.68"},
      {"round(1234.5, -2)", "real 1200"},
      {"round(1e300, 2)", "real 1e+300"},
      {"round(3, 1)", "real 3"},
      {"round(null_real)", "null int"},
      {"round(1.5, null_int)", "null real"},
      {"sqrt(2.25)", "real 1.5"},
      {"sqrt(9)", "real 3"},
      {"sqrt(null_real)", "null real"},
      {"log(1)", "real 0"},
      {"round(log(10), 12)", "real 2.302585092994"},
      {"log(null_real)", "null real"},
      {"exp(0)", "real 1"},
      {"round(exp(1), 12)", "real 2.718281828459"},
      {"exp(null_real)", "null real"},
      {"pow(2, 10)", "real 1024"},
      {"pow(-2, 3)", "real -8"},
      {"pow(4, 0.5)", "real 2"},
      {"pow(0, 0)", "real 1"},
      {"pow(null_real, 2)", "null real"},
      {"mod(-7, 3)", "int 2"},
      {"mod(7.5, 2)", "real 1.5"},
      {"mod(90m, 1h)", "duration 30m"},
      {"mod(1, null_int)", "null int"},
      {"seconds(90s)", "real 90"},
      {"seconds(500ms)", "real 0.5"},
      {"seconds(null_duration)", "null real"},
      {"days(36h)", "real 1.5"},
      {"days(null_duration)", "null real"},
      {"hour(2024-01-01T13:59:59Z)", "int 13"},
      {"hour(1969-12-31T23:00:00Z)", "int 23"},
      {"hour(null_time)", "null int"},
      {"weekday(2024-01-01T00:00:00Z)", "int 0"},
      {"weekday(2024-01-07)", "int 6"},
      {"weekday(1969-12-31)", "int 2"},
      {"weekday(1969-12-31T23:59:59Z)", "int 2"},
      {"weekday(null_date)", "null int"},
      {"date(2024-02-29T23:59:59Z)", "date 2024-02-29"},
      {"date(1969-12-31T23:59:59Z)", "date 1969-12-31"},
      {"date(2024-02-29)", "date 2024-02-29"},
      {"date(null_time)", "null date"},
      {"year(2024-02-29T00:00:00Z)", "int 2024"},
      {"year(2023-12-31)", "int 2023"},
      {"year(null_time)", "null int"},
      {"month(2024-02-29T00:00:00Z)", "int 2"},
      {"month(2023-12-31)", "int 12"},
      {"month(null_date)", "null int"},
      {"day(2024-02-29T00:00:00Z)", "int 29"},
      {"day(2023-12-31)", "int 31"},
      {"day(null_date)", "null int"},
      {"upper('größe')", "text 'GRÖßE'"},
      {"upper('ÿžłż')", "text 'ŸŽŁŻ'"},
      {"upper('привет ёж')", "text 'ПРИВЕТ ЁЖ'"},
      {"upper('λόγος')", "text 'ΛόΓΟς'"},
      {"upper('日本a')", "text '日本A'"},
      {"upper(null_text)", "null text"},
      {"lower('GRÖSSE ŸŽŁŻ ЁЖ')", "text 'grösse ÿžłż ёж'"},
      {"lower(null_text)", "null text"},
      {"title('the red o''brien-SMITH élan')", "text 'The Red O'brien-Smith Élan'"},
      {"title('')", "text ''"},
      {"title(null_text)", "null text"},
      {"slug('  Hello, Wörld & Co. 2! ')", "text 'hello-world-co-2'"},
      {"slug('日本')", "text ''"},
      {"slug(null_text)", "null text"},
      {"length('Größe')", "int 5"},
      {"length('')", "int 0"},
      {"length(null_text)", "null int"},
      {"replace('banana', 'an', 'o')", "text 'booa'"},
      {"replace('aaa', 'a', '')", "text ''"},
      {"replace('abc', '', 'x')", "text 'abc'"},
      {"replace('abc', 'z', 'x')", "text 'abc'"},
      {"replace('abc', null_text, 'x')", "null text"},
      {"replace('abc', 'a', null_text)", "null text"},
      {"if(1 < 2, 'a', 'b')", "text 'a'"},
      {"if(1 > 2, 1, 2.5)", "real 2.5"},
      {"coalesce(null_text, 'a')", "text 'a'"},
      {"coalesce(null_int, 1.5)", "real 1.5"},
      {"coalesce(4)", "int 4"},
      {"min(3, 1, 2)", "int 1"},
      {"min(3, 1.5)", "real 1.5"},
      {"min(5m, 30s)", "duration 30s"},
      {"min(2024-01-02, 2024-01-01)", "date 2024-01-01"},
      {"min(decimal(1.5, 1), 1)", "decimal(1) 10"},
      {"min(1, null_int, 2)", "null int"},
      {"max(3, 1, 2)", "int 3"},
      {"max(3, 1.5)", "real 3"},
      {"max(2024-01-02T00:00:00Z, 2024-01-01T00:00:00Z)", "time 2024-01-02T00:00:00Z"},
      {"max(1.5, null_real)", "null real"},
      {"int(2.9)", "int 2"},
      {"int(-2.9)", "int -2"},
      {"int(3)", "int 3"},
      {"int(true)", "int 1"},
      {"int(decimal(2.9, 1))", "int 2"},
      {"int(null_real)", "null int"},
      {"real(3)", "real 3"},
      {"real(2.5)", "real 2.5"},
      {"real(decimal(2.5, 1))", "real 2.5"},
      {"real(null_int)", "null real"},
      {"text(42)", "text '42'"},
      {"text(-9223372036854775808)", "text '-9223372036854775808'"},
      {"text(0.1)", "text '0.1'"},
      {"text(1e6)", "text '1000000'"},
      {"text(1e16)", "text '1e+16'"},
      {"text(1e-5)", "text '0.00001'"},
      {"text(true)", "text 'true'"},
      {"text('a')", "text 'a'"},
      {"text(2024-01-01T01:02:03.5Z)", "text '2024-01-01 01:02:03.500000'"},
      {"text(2024-01-01)", "text '2024-01-01'"},
      {"text(90s)", "text '90s'"},
      {"text(decimal(1.5, 2))", "text '1.50'"},
      {"text(json('a', 1))", "text '{\"a\":1}'"},
      {"text(null_int)", "null text"},
      {"decimal(2.345, 1)", "decimal(1) 23"},
      {"decimal(-2.35, 1)", "decimal(1) -24"},
      {"decimal(7, 2)", "decimal(2) 700"},
      {"decimal(null_real, 2)", "null decimal(2)"},
      {"concat('a', 'b', 'c')", "text 'abc'"},
      {"concat('a')", "text 'a'"},
      {"concat('a', null_text)", "null text"},
      {"format('{:05}-{}', 42, 'x')", "text '00042-x'"},
      {"format('{:05}', -42)", "text '-0042'"},
      {"format('{:5}|{:<5}|{:>5}', 42, 42, 'é')", "text '   42|42   |    é'"},
      {"format('{:.2}|{:08.2f}|{}', 2.345, -1.5, 0.1)", "text '2.35|-0001.50|0.1'"},
      {"format('{:.1}', 3)", "text '3.0'"},
      {"format('{{{}}}', 1)", "text '{1}'"},
      {"format('{} {} {}', true, 2024-01-01, 5m)", "text 'true 2024-01-01 5m'"},
      {"format('plain')", "text 'plain'"},
      {"format('')", "text ''"},
      {"format('{}', null_int)", "null text"},
      {"json()", "json '{}'"},
      {"json('a', 1, 'b', 'q\"\\', 'c', null_int, 'd', true, 'e', 1.5)",
       "json '{\"a\":1,\"b\":\"q\\\"\\\\\",\"c\":null,\"d\":true,\"e\":1.5}'"},
      {"json('t', 2024-01-01, 'in', json('x', 5m))", "json '{\"t\":\"2024-01-01\",\"in\":{\"x\":\"5m\"}}'"},
      {"json('n', decimal(1.5, 2), 'z', null)", "json '{\"n\":1.50,\"z\":null}'"}};
  return all;
}

void bind_nulls(Bench& bench) {
  for (const char* type : {"bool", "int", "real", "text", "time", "date", "duration"})
    bench.bind(std::string("null_") + type, type, Value::nothing());
}

// `(` follows the name in some expression.
bool is_called(const std::string& name) {
  for (const Case& c : cases()) {
    const std::size_t at = c.expression.find(name + "(");
    if (at != std::string::npos && (at == 0 || c.expression[at - 1] == ' ' || c.expression[at - 1] == '('))
      return true;
  }
  return false;
}

}  // namespace

TEST_CASE("what every function gives") {
  Bench bench;
  bind_nulls(bench);
  for (const Case& c : cases()) {
    INFO(c.expression);
    CHECK(result_of(bench, c.expression) == c.result);
  }
}

TEST_CASE("a function gives the same of names as of constants, where it is not computed beforehand") {
  Bench bench;
  bench.bind("three", "int", Value::of_integer(3));
  bench.bind("half", "real", Value::of_real(0.5));
  bench.bind_text("word", "Élan");
  bench.bind("hour_long", "duration", Value::of_integer(3'600'000'000));
  const std::vector<Case> with_names = {
      {"clamp(three, 1, 2)", "int 2"},
      {"clamp(half, three, 5)", "real 3"},
      {"min(three, half, 1)", "real 0.5"},
      {"max(half, 1, three)", "real 3"},
      {"round(half)", "int 1"},
      {"round(half * 5, three - 3)", "real 3"},
      {"pow(three, three)", "real 27"},
      {"concat(word, '-', upper(word), text(three))", "text 'Élan-ÉLAN3'"},
      {"format('{:03}/{}', three, concat(word, '!'))", "text '003/Élan!'"},
      {"format('{}.{}@x', slug(word), three)", "text 'elan.3@x'"},
      {"format('{}|{}', slug(word), half * 3)", "text 'elan|1.5'"},
      {"format('{}|{}', text(three), text(three + 1))", "text '3|4'"},
      {"format('{}|{}|{}', concat(word, 'q'), concat(word, 'r'), three)", "text 'Élanq|Élanr|3'"},
      {"format('{}|{}', format('{}', three), format('{}', three + 1))", "text '3|4'"},
      {"json('w', word, 'n', three)", "json '{\"w\":\"Élan\",\"n\":3}'"},
      {"seconds(hour_long) + half", "real 3600.5"},
      {"hour_long * half", "duration 30m"},
      {"replace(word, 'an', text(three))", "text 'Él3'"},
      {"if(three > 2, concat(word, 'a'), word)", "text 'Élana'"},
      {"decimal(half, 2) + three", "decimal(2) 350"},
      {"text(decimal(half, 2))", "text '0.50'"}};
  for (const Case& c : with_names) {
    INFO(c.expression);
    CHECK(result_of(bench, c.expression) == c.result);
  }
}

TEST_CASE("every function that does not draw has a case above") {
  for (const Function& function : all_functions()) {
    if (function.random || function.usage.empty()) continue;
    INFO(function.name);
    CHECK(is_called(std::string(function.name)));
  }
}

TEST_CASE("a function stands in the table once, with overloads or a rule") {
  std::set<std::string_view> names;
  for (const Function& function : all_functions()) {
    INFO(function.name);
    CHECK(names.insert(function.name).second);
    CHECK(function.overloads.empty() ==
          (function.check != nullptr && function.generate != nullptr && function.overloads.empty()));
  }
}

TEST_CASE("arguments that make no sense") {
  Bench bench;
  bench.bind("x", "real", Value::of_real(-1));
  CHECK(result_of(bench, "sqrt(x)") == "failed: sqrt of a negative number");
  CHECK(result_of(bench, "log(x + 1)") == "failed: log of a number that is not above zero");
  CHECK(result_of(bench, "pow(x, 0.5)") == "failed: pow of a negative number and a broken exponent");
  CHECK(result_of(bench, "pow(x + 1, -1)") == "failed: division by zero");
  CHECK(result_of(bench, "round(x, 16)") == "failed: round to 16 places: it must be from -15 to 15");
}

TEST_CASE("a text that doubles again and again meets a bound") {
  Bench bench;
  bench.bind_text("x", "x");
  std::string expression = "x";
  for (int i = 0; i < 26; ++i) expression = "concat(replace(" + expression + ", 'x', 'xx'), '')";
  CHECK(result_of(bench, expression) == "failed: a text grows beyond 16 MiB");
}

}  // namespace seedbed::model::test
