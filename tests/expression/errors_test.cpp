#include <string>
#include <vector>

#include "base/error.hpp"
#include "expression/expression_support.hpp"
#include "support/catch.hpp"

namespace seedbed::model::test {
namespace {

using Kind = ExprType::Kind;
using Lines = std::vector<std::string>;

struct Case {
  std::string expression;
  Lines errors;  // the expression begins in column 6
};

Node number_node(std::int64_t value) {
  Node node = text_node("");
  node.kind = Node::Kind::integer;
  node.integer = value;
  return node;
}

void bind_names(Bench& bench) {
  bench.bind("balance", "int", Value::of_integer(5));
  bench.bind("amount", "int", Value::of_integer(3));
  bench.bind_text("country", "US");
  bench.bind("since", "time", Value::of_integer(0));
  bench.bind("gap", "duration", Value::of_integer(1));
  Binding now;
  now.type.kind = Kind::time;
  now.refusal = "`now` is not in scope in attributes";
  bench.scope.bind("now", now);
}

}  // namespace

TEST_CASE("errors of grammar name the column and what should stand there") {
  const std::vector<Case> cases = {
      {"", {"1:6: error: test.x: an expression is missing"}},
      {"  ", {"1:6: error: test.x: an expression is missing"}},
      {"1 +", {"1:9: error: test.x: the expression ends where a value should follow"}},
      {"(1 + 2", {"1:12: error: test.x: the expression ends where `)` should follow"}},
      {"1 2", {"1:8: error: test.x: unexpected `2` where an operator or the end should stand"}},
      {"5 min",
       {"1:8: error: test.x: unexpected `min` where an operator or the end should stand; a duration's unit "
        "touches its number, as in 5m, 2h or 1d"}},
      {"2 * (1 days)",
       {"1:13: error: test.x: unexpected `days` where `)` should stand; a duration's unit touches its "
        "number, as "
        "in 5m, 2h or 1d"}},
      {"3 per day",
       {"1:8: error: test.x: unexpected `per` where an operator or the end should stand; a rate is written "
        "3/day"}},
      {"1 + * 2", {"1:10: error: test.x: unexpected `*` where a value should stand"}},
      {"min(1, )", {"1:13: error: test.x: unexpected `)` where a value should stand"}},
      {"min(1; 2)", {"1:11: error: test.x: unexpected `;`"}},
      {"min(1 2)", {"1:12: error: test.x: unexpected `2` where `,` or `)` should stand"}},
      {"and",
       {"1:6: error: test.x: unexpected `and` where a value should stand; if it is text, write \"'and'\""}},
      {"1 < 2 < 3",
       {"1:12: error: test.x: comparisons do not chain: write `a < b and b < c`, or set parentheses"}},
      {"country.", {"1:14: error: test.x: the expression ends where a field's name should follow"}},
      {"'Größe' + §", {"1:16: error: test.x: unexpected `§`"}}};
  Bench bench;
  for (const Case& c : cases) {
    INFO(c.expression);
    CHECK(bench.errors(c.expression) == c.errors);
  }
}

TEST_CASE("errors of names and types name the column, what is wrong and what may be meant") {
  const std::vector<Case> cases = {
      {"balanse + 1", {"1:6: error: test.x: unknown name `balanse`; did you mean `balance`?"}},
      {"'ß' == country and amont > 1", {"1:25: error: test.x: unknown name `amont`; did you mean `amount`?"}},
      {"balanse + amont",
       {"1:6: error: test.x: unknown name `balanse`; did you mean `balance`?",
        "1:16: error: test.x: unknown name `amont`; did you mean `amount`?"}},
      {"country == US", {"1:17: error: test.x: unknown name `US`; if it is text, write 'US'"}},
      {"unifrm_int(1, 2)",
       {"1:6: error: test.x: unknown function `unifrm_int`; did you mean `uniform_int`?"}},
      {"zzzzz(1, qqq)",
       {"1:6: error: test.x: unknown function `zzzzz`", "1:15: error: test.x: unknown name `qqq`"}},
      {"balance(1)", {"1:6: error: test.x: `balance` is a name, not a function"}},
      {"1 + min",
       {"1:10: error: test.x: unknown name `min`; `min` is a function: write min(a, b, …) of numbers, "
        "durations, "
        "times or dates"}},
      {"1 + now", {"1:10: error: test.x: `now` is not in scope in attributes"}},
      {"balance + country",
       {"1:14: error: test.x: `+` does not work on int and text; concat(a, b) joins texts"}},
      {"country < 1",
       {"1:14: error: test.x: `<` does not work on text and int; text(x) makes a text of a number"}},
      {"since < 2024-01-01",
       {"1:12: error: test.x: `<` does not work on time and date; date(t) is the day of a time"}},
      {"gap + 1",
       {"1:10: error: test.x: `+` does not work on duration and int; seconds(d) and days(d) make a number of "
        "a "
        "duration"}},
      {"-country", {"1:6: error: test.x: `-` does not work on text"}},
      {"not 1", {"1:6: error: test.x: `not` does not work on int"}},
      {"sqrt('a')", {"1:6: error: test.x: `sqrt` does not take text: expected sqrt(x) of a number"}},
      {"sqrt()", {"1:6: error: test.x: `sqrt` does not take nothing: expected sqrt(x) of a number"}},
      {"clamp(1, 2)",
       {"1:6: error: test.x: `clamp` does not take int and int: expected clamp(x, low, high) of numbers, "
        "durations, times or dates"}},
      {"if(1, 2, 3)", {"1:9: error: test.x: the condition of `if` is a bool, and this is int"}},
      {"if(true, 2)", {"1:6: error: test.x: `if` got 2 arguments: expected if(condition, a, b)"}},
      {"if(true, 2, 'a')",
       {"1:18: error: test.x: `if` needs values of one type: this is text, and before it stands int"}},
      {"min(1)",
       {"1:6: error: test.x: `min` got 1 arguments: expected min(a, b, …) of numbers, durations, times or "
        "dates"}},
      {"min('a', 'b')",
       {"1:6: error: test.x: `min` does not take text and text: expected min(a, b, …) of numbers, durations, "
        "times or dates"}},
      {"pick('a', 1)",
       {"1:16: error: test.x: `pick` needs values of one type: this is int, and before it stands text"}},
      {"weighted('a', 'b')", {"1:20: error: test.x: a weight of `weighted` is a number, and this is text"}},
      {"weighted('a')",
       {"1:6: error: test.x: `weighted` takes values and weights in turns: weighted('a', 3, 'b', 1)"}},
      {"concat('a', 1)",
       {"1:18: error: test.x: `concat` joins texts, and this is int; text(x) makes a text of it"}},
      {"format(country, 1)",
       {"1:6: error: test.x: `format` begins with a text written out: format('{:05}-{}', a, b)"}},
      {"format('{} {}', 1)", {"1:6: error: test.x: this format has 2 places, and 1 arguments follow it"}},
      {"format('{:x}', 1)",
       {"1:13: error: test.x: `{:x}` is no place for an argument, such as {} {:05} {:<8} {:.2}"}},
      {"format('{:05}', 'a')",
       {"1:22: error: test.x: zeros in front are for ints and reals, and this is text"}},
      {"format('}', 1)", {"1:13: error: test.x: a `}` without its `{`; write `}}` for the character"}},
      {"json('a')",
       {"1:6: error: test.x: `json` takes keys and values in turns: json('page', page, 'ms', n)"}},
      {"json(country, 1)", {"1:11: error: test.x: a key of `json` is a text written out, such as 'page'"}},
      {"decimal(1.5, balance)",
       {"1:19: error: test.x: the digits of `decimal` are an int written out, 0 to 18"}},
      {"decimal(1.5, 19)", {"1:19: error: test.x: the digits of `decimal` are an int written out, 0 to 18"}},
      {"country.name", {"1:14: error: test.x: `.name` needs a reference before it, and this is text"}}};
  Bench bench;
  bind_names(bench);
  for (const Case& c : cases) {
    INFO(c.expression);
    CHECK(bench.errors(c.expression) == c.errors);
  }
}

TEST_CASE("a type that does not fit its place says what is expected") {
  Bench bench;
  bind_names(bench);
  bench.expected.kinds = {Kind::duration};
  bench.expected.what = "a wait, such as \"30s\"";
  CHECK(bench.errors("balance + 1") ==
        Lines{"1:6: error: test.x: expected a wait, such as \"30s\", and this is int"});
  CHECK(bench.errors(number_node(30)) ==
        Lines{"1:5: error: test.x: expected a wait, such as \"30s\", and this is int; a duration has a unit: "
              "write \"30s\""});
  bench.expected = {};
  bench.expected.kinds = {Kind::boolean};
  CHECK(bench.errors("balance") == Lines{"1:6: error: test.x: expected bool, and this is int"});
  bench.expected = {};
  bench.expected.exactly = parse_type("int");
  CHECK(bench.errors("balance * 1.5") == Lines{"1:6: error: test.x: expected int, and this is real; "
                                               "round(x), floor(x) or int(x) makes an int of it"});
  bench.expected.exactly = parse_type("decimal(2)");
  CHECK(bench.errors("balance") ==
        Lines{"1:6: error: test.x: expected decimal(2), and this is int; write decimal(x, 2)"});
}

TEST_CASE("text without its quotes gets a hint where text fits") {
  Bench bench;
  bind_names(bench);
  CHECK(bench.errors("US") == Lines{"1:6: error: test.x: unknown name `US`; if it is text, write \"'US'\""});
  CHECK(
      bench.errors("New York") ==
      Lines{
          "1:10: error: test.x: unexpected `York` where an operator or the end should stand; if it is text, "
          "write \"'New York'\""});
  bench.expected.exactly = parse_type("int");
  CHECK(bench.errors("US") == Lines{"1:6: error: test.x: unknown name `US`"});
}

TEST_CASE("a probability above 1 gets a percent sign offered") {
  Bench bench;
  bind_names(bench);
  bench.bind("likely", "int", Value::of_integer(70), true);
  bench.expected.kinds = {Kind::real};
  bench.expected.what = "a probability per tick, such as \"70%\"";
  const std::string start =
      " error: test.x: expected a probability per tick, such as \"70%\": a probability is from 0 to 1, and "
      "this is 70";
  CHECK(bench.errors(number_node(70)) == Lines{"1:5:" + start + "; write \"70%\""});
  CHECK(bench.errors("70") == Lines{"1:6:" + start + "; write \"70%\""});
  CHECK(bench.errors("likely") == Lines{"1:6:" + start});
  for (const char* good : {"70%", "1", "0", "balance / 100"}) CHECK(bench.compile(good));
  CHECK(bench.compile(number_node(1)));
}

TEST_CASE("values without quotes are expressions where they can be") {
  Bench bench;
  Node node = number_node(3);
  const auto three = bench.compile(node);
  REQUIRE(three);
  CHECK(three->constant);
  CHECK(bench.program.frame[three->slot].integer == 3);
  bench.expected.kinds = {Kind::real};
  const auto widened = bench.compile(node);
  REQUIRE(widened);
  CHECK(widened->type.kind == Kind::real);
  CHECK(bench.program.frame[widened->slot].real == 3.0);
  bench.expected = {};
  node.kind = Node::Kind::array;
  CHECK(bench.errors(node) == Lines{"1:5: error: test.x: expected an expression, and this is an array"});
  node.kind = Node::Kind::real;
  node.real = 1.0 / 0.0;
  CHECK(bench.errors(node) ==
        Lines{"1:5: error: test.x: expected an expression: a real is finite, so there is no inf or nan"});
}

TEST_CASE("what a compiled expression says of itself") {
  Bench bench;
  bind_names(bench);
  const auto plain = bench.compile("balance");
  REQUIRE(plain);
  CHECK(plain->code.empty());
  CHECK(plain->slot == bench.scope.find("balance")->slot);
  CHECK_FALSE(plain->constant);

  const auto constant = bench.compile("2 * 3 + 1");
  REQUIRE(constant);
  CHECK(constant->code.empty());
  CHECK(constant->constant);
  CHECK(bench.program.frame[constant->slot].integer == 7);
  // Its slot is its own, whatever its user does with it.
  CHECK(bench.compile("7")->slot == constant->slot);  // equal constants share one

  const auto sum = bench.compile("balance + amount + balance * uniform_int(1, 2)");
  REQUIRE(sum);
  CHECK_FALSE(sum->code.empty());
  CHECK(sum->draws);
  CHECK(sum->names == Lines{"amount", "balance"});

  bench.expected.kinds = {Kind::duration};
  CHECK(bench.compile("null")->type.kind == Kind::duration);
  bench.expected.kinds = {Kind::real};
  const auto wide = bench.compile("balance");
  REQUIRE(wide);
  CHECK(wide->type.kind == Kind::real);
  CHECK_FALSE(wide->code.empty());
}

TEST_CASE("a failure at run time names its expression") {
  Bench bench;
  bench.bind("zero", "int", Value::of_integer(0));
  CHECK(bench.compile("zero + 1"));
  bench.place = "user.transition.spending.let.amount";
  const auto compiled = bench.compile("10 + 10 // zero");
  REQUIRE(compiled);
  Evaluator evaluator(bench.program);
  try {
    evaluator.run(compiled->code);
    FAIL("it ran");
  } catch (const EvaluationError& e) {
    CHECK(std::string(e.what()) == "division by zero");
    CHECK(e.origin().expression == "10 + 10 // zero");
    CHECK(e.origin().place == "user.transition.spending.let.amount");
    CHECK(e.origin().at.line == 1);
    CHECK(e.origin().at.column == 6);
  }
}

TEST_CASE("deep and long expressions are refused, not crashed on") {
  Bench bench;
  const std::string parentheses = std::string(100'000, '(') + "1" + std::string(100'000, ')');
  CHECK(bench.errors(parentheses)[0].find("nested too deeply") != std::string::npos);
  CHECK(bench.errors(std::string(100'000, '-') + "1")[0].find("nested too deeply") != std::string::npos);
  std::string negations;
  for (int i = 0; i < 100'000; ++i) negations += "not ";
  CHECK(bench.errors(negations + "true")[0].find("nested too deeply") != std::string::npos);
  std::string sum = "1";
  for (int i = 0; i < 100'000; ++i) sum += "+1";
  CHECK(bench.errors(sum)[0].find("more than 1000 operations in a row") != std::string::npos);
  CHECK(result_of(std::string(150, '(') + "1" + std::string(150, ')')) == "int 1");
}

TEST_CASE("columns count characters, lines count too") {
  Bench bench;
  CHECK(bench.errors("'äöü€' == 'x' and nobody") == Lines{"1:24: error: test.x: unknown name `nobody`"});
  CHECK(bench.errors("1 +\n  nobody") == Lines{"2:3: error: test.x: unknown name `nobody`"});
}

TEST_CASE("the frame's end is an error, not a wrap") {
  Program program;
  for (int i = 0; i < 65'536; ++i) (void)program.new_slot();
  CHECK_THROWS_AS(program.new_slot(), Error);
}

}  // namespace seedbed::model::test
