// Every way to call everything that can be called: the type of the result and what null does follow from the
// table of functions itself; ranges of draws and what no overload says stand in rows here, and one that is
// missing is told.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "expression/expression_support.hpp"
#include "expression/language/functions.hpp"
#include "random/random.hpp"
#include "support/catch.hpp"

namespace seedbed::model::test {
namespace {

using Kind = ExprType::Kind;

// A name of each type with a value that most functions take, and one with null: `int_value`, `int_null`.
struct Names : Bench {
  Names() {
    bind_both("bool", "bool", Value::of_integer(1));
    bind_both("int", "int", Value::of_integer(1));
    bind_both("real", "real", Value::of_real(0.5));
    bind_both("decimal", "decimal(2)", Value::of_integer(150));
    bind_both("text", "text", program.fixed_text("word"));
    bind_both("time", "time", Value::of_integer(1'704'067'200'000'000));
    bind_both("date", "date", Value::of_integer(19'723));
    bind_both("duration", "duration", Value::of_integer(60'000'000));
    bind_both("rate", "rate", Value::of_real(1e-12));
    bind_both("uuid", "uuid", program.fixed_text("0123456789abcdef"));
    bind_both("json", "json", program.fixed_text("{}"));
  }
  void bind_both(const std::string& name, const std::string& type, Value value) {
    bind(name + "_value", type, value);
    bind(name + "_null", type, Value::nothing());
  }
};

std::string word(Kind kind) { return kind == Kind::decimal ? "decimal" : type_name({kind, 2, 0}); }

// The call as it is written: operators stand between or before their operands.
std::string call(const std::string& name, const std::vector<std::string>& arguments) {
  if (name == "not" || name == "unary -") return (name == "not" ? "not " : "-") + arguments[0];
  const bool is_operator =
      name == "and" || name == "or" || !std::isalpha(static_cast<unsigned char>(name[0]));
  if (is_operator) return arguments[0] + " " + name + " " + arguments[1];
  return fmt::format("{}({})", name, fmt::join(arguments, ", "));
}

// "bool", "null int", "failed": the type of a result and whether it is null.
std::string kind_of_result(Names& names, const std::string& expression) {
  const std::string result = result_of(names, expression);
  if (result == "true" || result == "false") return "bool";
  const std::size_t first = result.find(' ');
  return result.starts_with("null ") ? result : result.substr(0, first);
}

struct Row {
  std::string expression;
  std::string type;
  double least = 0;  // of numbers, and of times and durations in microseconds
  double most = 0;
};

constexpr double kHour = 3.6e9;
constexpr double kNewYear = 1.7040672e15;  // 2024-01-01
constexpr double kMost = 1e300;

// What draws, and from where to where.
const std::vector<Row>& draws() {
  static const std::vector<Row> rows = {
      {"uniform(2, 3)", "real", 2, 3},
      {"uniform(1h, 2h)", "duration", kHour, 2 * kHour},
      {"uniform(2024-01-01T00:00:00Z, 2024-01-01T01:00:00Z)", "time", kNewYear, kNewYear + kHour},
      {"uniform_int(-2, 2)", "int", -2, 2},
      {"bernoulli(0.5)", "bool", 0, 1},
      {"bernoulli(1)", "bool", 1, 1},
      {"bernoulli(0)", "bool", 0, 0},
      {"exponential(3)", "real", 0, kMost},
      {"exponential(1h)", "duration", 0, kMost},
      {"geometric(0.2)", "int", 1, kMost},
      {"geometric(1)", "int", 1, 1},
      {"normal(0, 1)", "real", -10, 10},
      {"normal(5, 0)", "real", 5, 5},
      {"normal(1h, 1s)", "duration", kHour - 1e7, kHour + 1e7},
      {"lognormal(0, 1)", "real", 0, kMost},
      {"lognormal_median(2, 0)", "real", 2, 2},
      {"lognormal_median(1h, 1)", "duration", 0, kMost},
      {"gamma(0.5, 2)", "real", 0, kMost},
      {"gamma(2, 1h)", "duration", 0, kMost},
      {"beta(0.5, 0.5)", "real", 0, 1},
      {"weibull(0.6, 2)", "real", 0, kMost},
      {"weibull(0.6, 4h)", "duration", 0, kMost},
      {"pareto(1.2, 3)", "real", 3, kMost},
      {"pareto(1.2, 1h)", "duration", kHour, kMost},
      {"gompertz(0.1, 2)", "real", 0, kMost},
      {"gompertz(0.1, 1h)", "duration", 0, kMost},
      {"poisson(4)", "int", 0, kMost},
      {"poisson(0)", "int", 0, 0},
      {"binomial(7, 0.5)", "int", 0, 7},
      {"binomial(7, 1)", "int", 7, 7},
      {"zipf(9, 1.1)", "int", 1, 9},
      {"growing(2024-01-01T00:00:00Z, 2024-01-01T01:00:00Z, 0.5/day)", "time", kNewYear, kNewYear + kHour},
      {"growing(2024-01-01T00:00:00Z, 2024-01-01T01:00:00Z, -0.5/day)", "time", kNewYear, kNewYear + kHour},
      {"uuid()", "uuid"},
      {"pick(3, 4, 5)", "int", 3, 5},
      {"pick(1h, 2h)", "duration", kHour, 2 * kHour},
      {"weighted(3, 1, 4, 1, 9, 0)", "int", 3, 4},
      {"weighted(1.5, 1, 2, 3)", "real", 1.5, 2},
  };
  return rows;
}

// What has a rule instead of overloads: its type, and what null does to it.
const std::vector<Row>& rules() {
  static const std::vector<Row> rows = {
      {"if(bool_value, int_value, int_null)", "int"},
      {"if(bool_null, int_value, int_null)", "null int"},
      {"if(bool_value, real_null, int_value)", "null real"},
      {"coalesce(int_null, int_value)", "int"},
      {"coalesce(int_null, real_null)", "null real"},
      {"coalesce(time_null, null)", "null time"},
      {"min(int_value, real_value)", "real"},
      {"min(duration_value, duration_null)", "null duration"},
      {"max(date_value, date_value)", "date"},
      {"max(decimal_null, int_value)", "null decimal(2)"},
      {"decimal(int_value, 2)", "decimal(2)"},
      {"decimal(decimal_value, 0)", "decimal(0)"},
      {"decimal(real_null, 2)", "null decimal(2)"},
      {"concat(text_value, text_value)", "text"},
      {"concat(text_value, text_null)", "null text"},
      {"format('{}', duration_value)", "text"},
      {"format('{:.2}', real_null)", "null text"},
      {"json('a', real_null)", "json"},
      {"pick(int_null, int_null)", "null int"},
      {"pick(text_value)", "text"},
      {"weighted(int_null, 1)", "null int"},
      {"weighted(text_value, real_value, text_null, real_null)", "text"},
  };
  return rows;
}

bool is_called(const std::vector<Row>& rows, std::string_view name) {
  return std::any_of(rows.begin(), rows.end(),
                     [&](const Row& row) { return row.expression.starts_with(std::string(name) + "("); });
}

// The least and most that an expression gives, in many draws.
std::pair<double, double> range_of(const Row& row) {
  Bench bench;
  const auto compiled = bench.compile(row.expression);
  REQUIRE(compiled);
  REQUIRE(compiled->draws);
  CHECK(type_name(compiled->type) == row.type);
  const bool real = compiled->type.kind == Kind::real;
  Evaluator evaluator(bench.program);
  double least = kMost;
  double most = -kMost;
  for (std::uint64_t i = 0; i < 20'000 && compiled->type.kind != Kind::uuid; ++i) {
    evaluator.set_draw_context(draw_context(3, i));
    evaluator.run(compiled->code);
    const Value& value = evaluator.frame()[compiled->slot];
    REQUIRE(value.null == 0);
    const double x = real ? value.real : static_cast<double>(value.integer);
    least = std::min(least, x);
    most = std::max(most, x);
  }
  return {least, most};
}

}  // namespace

TEST_CASE("every overload gives its type, and null where an argument is null") {
  Names names;
  std::size_t calls = 0;
  for (const Function& function : all_functions()) {
    const std::string name(function.name);
    for (const Overload& overload : function.overloads) {
      const bool references =
          std::count(overload.parameters.begin(), overload.parameters.end(), Kind::reference) > 0;
      if (references) continue;  // no value of theirs can be bound
      std::vector<std::string> arguments;
      for (const Kind kind : overload.parameters) arguments.push_back(word(kind) + "_value");
      const std::string type = overload.result == Kind::decimal ? "decimal(2)" : word(overload.result);
      INFO(call(name, arguments));
      CHECK(kind_of_result(names, call(name, arguments)) == type);
      for (std::size_t i = 0; i < arguments.size(); ++i) {
        std::vector<std::string> with_null = arguments;
        with_null[i] = word(overload.parameters[i]) + "_null";
        const std::string expression = call(name, with_null);
        INFO(expression);
        // True decides `or`.
        CHECK(kind_of_result(names, expression) == (name == "or" ? "bool" : "null " + type));
        ++calls;
      }
    }
  }
  CHECK(calls > 150);
}

TEST_CASE("every draw stays in its range and has its type") {
  for (const Row& row : draws()) {
    INFO(row.expression);
    const auto [least, most] = range_of(row);
    if (row.type == "uuid") continue;
    CHECK(least >= row.least);
    CHECK(most <= row.most);
    // Both ends are met where there are few values between them.
    const bool few = row.type == "int" && row.most - row.least < 10;
    if (few) CHECK(most - least == row.most - row.least);
  }
}

TEST_CASE("what functions with a rule of their own give, null or not") {
  Names names;
  for (const Row& row : rules()) {
    INFO(row.expression);
    CHECK(kind_of_result(names, row.expression) == row.type);
  }
}

TEST_CASE("every function has its row") {
  for (const Function& function : all_functions()) {
    INFO(function.name);
    if (function.usage.empty()) continue;  // operators: all have overloads
    if (function.random) CHECK(is_called(draws(), function.name));
    if (function.overloads.empty()) CHECK(is_called(rules(), function.name));
  }
}

TEST_CASE("three-valued logic, as a table") {
  Names names;
  const std::map<std::string, std::string> words = {
      {"t", "bool_value"}, {"f", "not bool_value"}, {"n", "bool_null"}};
  const auto shown = [](char result) {
    return std::string(result == 't' ? "true" : result == 'f' ? "false" : "null bool");
  };
  // Rows: the left side is t, f, n; columns: the right side.
  const std::map<std::string, std::string> tables = {{"and", "tfnfffnfn"}, {"or", "ttttfntnn"}};
  for (const auto& [name, table] : tables) {
    std::size_t at = 0;
    for (const char* left : {"t", "f", "n"}) {
      for (const char* right : {"t", "f", "n"}) {
        const std::string expression = fmt::format("({}) {} ({})", words.at(left), name, words.at(right));
        INFO(expression);
        CHECK(result_of(names, expression) == shown(table[at++]));
      }
    }
  }
  CHECK(result_of(names, "not bool_null") == "null bool");
  CHECK(result_of(names, "bool_null == bool_null") == "null bool");
  CHECK(result_of(names, "bool_null == null") == "true");
  CHECK(result_of(names, "if(bool_null, 1, 2)") == "int 2");
}

}  // namespace seedbed::model::test
