#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "expression/expression_support.hpp"
#include "expression/language/functions.hpp"
#include "random/distributions.hpp"
#include "random/random.hpp"
#include "support/catch.hpp"

namespace seedbed::model::test {
namespace {

constexpr int kDraws = 20'000;

// Calls `see` with the value of an expression at many addresses.
void draw_many(Bench& bench, const std::string& expression, const std::function<void(const Value&)>& see) {
  const auto compiled = bench.compile(expression);
  REQUIRE(compiled);
  REQUIRE(compiled->draws);
  REQUIRE_FALSE(compiled->constant);
  Evaluator evaluator(bench.program);
  for (int i = 0; i < kDraws; ++i) {
    evaluator.set_draw_context(draw_context(7, static_cast<std::uint64_t>(i)));
    evaluator.run(compiled->code);
    see(evaluator.frame()[compiled->slot]);
    evaluator.texts().reset();
  }
}

struct Moments {
  double mean = 0;
  double deviation = 0;
  double least = 1e300;
  double most = -1e300;
};

Moments moments(Bench& bench, const std::string& expression, bool real = true) {
  Moments m;
  double squares = 0;
  draw_many(bench, expression, [&](const Value& value) {
    const double x = real ? value.real : static_cast<double>(value.integer);
    m.mean += x / kDraws;
    squares += x * x / kDraws;
    m.least = std::min(m.least, x);
    m.most = std::max(m.most, x);
  });
  m.deviation = std::sqrt(squares - m.mean * m.mean);
  return m;
}

Moments moments(const std::string& expression, bool real = true) {
  Bench bench;
  return moments(bench, expression, real);
}

std::int64_t integer_of(Bench& bench, const std::string& expression, std::uint64_t context) {
  const auto compiled = bench.compile(expression);
  REQUIRE(compiled);
  Evaluator evaluator(bench.program);
  evaluator.set_draw_context(context);
  evaluator.run(compiled->code);
  return evaluator.frame()[compiled->slot].integer;
}

}  // namespace

// The bounds below are about five standard errors of the mean of 20,000 draws.
TEST_CASE("draws have the mean, deviation and range of their distribution") {
  const Moments dice = moments("uniform_int(1, 6)", false);
  CHECK(dice.mean == Approx(3.5).margin(0.06));
  CHECK(dice.least == 1);
  CHECK(dice.most == 6);

  const Moments uniform = moments("uniform(2, 4)");
  CHECK(uniform.mean == Approx(3).margin(0.02));
  CHECK(uniform.deviation == Approx(std::sqrt(1.0 / 3)).margin(0.01));
  CHECK(uniform.least >= 2);
  CHECK(uniform.most < 4);

  const Moments normal = moments("normal(10, 2)");
  CHECK(normal.mean == Approx(10).margin(0.07));
  CHECK(normal.deviation == Approx(2).margin(0.06));

  const Moments exponential = moments("exponential(5)");
  CHECK(exponential.mean == Approx(5).margin(0.18));
  CHECK(exponential.deviation == Approx(5).margin(0.3));
  CHECK(exponential.least >= 0);

  const Moments coin = moments("bernoulli(30%)", false);
  CHECK(coin.mean == Approx(0.3).margin(0.017));

  const Moments trials = moments("geometric(20%)", false);
  CHECK(trials.mean == Approx(5).margin(0.16));
  CHECK(trials.least == 1);

  const Moments log = moments("lognormal(1, 0.5)");
  CHECK(log.mean == Approx(std::exp(1.125)).margin(0.065));
  const Moments median = moments("if(lognormal_median(3, 1.5) < 3, 1.0, 0.0)");
  CHECK(median.mean == Approx(0.5).margin(0.018));
}

TEST_CASE("a duration as mean or scale gives a duration") {
  CHECK(moments("exponential(30m)", false).mean == Approx(1.8e9).margin(7e7));
  CHECK(moments("normal(1h, 10m)", false).deviation == Approx(6e8).margin(2e7));
  const Moments wait = moments("uniform(1s, 2s)", false);
  CHECK(wait.least >= 1e6);
  CHECK(wait.most < 2e6);
  Bench bench;
  CHECK(type_name(bench.compile("lognormal_median(10m, 0.8)")->type) == "duration");
  CHECK(type_name(bench.compile("uniform(2024-01-01T00:00:00Z, 2024-02-01T00:00:00Z)")->type) == "time");
}

TEST_CASE("pick and weighted choose as often as they should") {
  Bench bench;
  std::map<std::string, int> picked;
  draw_many(bench, "pick('a', 'b', 'c')", [&](const Value& value) { ++picked[std::string(value.view())]; });
  CHECK(picked.size() == 3);
  for (const auto& [name, count] : picked) CHECK(count == Approx(kDraws / 3.0).margin(340));
  std::map<std::string, int> chosen;
  draw_many(bench, "weighted('a', 3, 'never', 0, 'b', 1, 'null', null)",
            [&](const Value& value) { ++chosen[std::string(value.view())]; });
  CHECK(chosen.size() == 2);
  CHECK(chosen["a"] == Approx(kDraws * 0.75).margin(310));
}

TEST_CASE("pick widens, and its values may be computed") {
  Bench bench;
  bench.bind("n", "int", Value::of_integer(2));
  CHECK(type_name(bench.compile("pick(1, 2.5)")->type) == "real");
  CHECK(moments(bench, "pick(n, n + 1, n * 2.0)").mean == Approx(3).margin(0.04));
  CHECK(moments(bench, "weighted(n, n * 3, n + 1, n - 1, 8, 0)", false).mean ==
        Approx(15.0 / 7).margin(0.02));
}

TEST_CASE("null arguments give null") {
  Bench bench;
  bench.bind("none", "int", Value::nothing());
  bench.bind("never", "duration", Value::nothing());
  for (const char* expression : {"uniform_int(none, 3)", "geometric(none)"})
    CHECK(result_of(bench, expression) == "null int");
  for (const char* expression :
       {"uniform(none, 3)", "normal(1, none)", "exponential(none)", "lognormal(none, 1)"})
    CHECK(result_of(bench, expression) == "null real");
  CHECK(result_of(bench, "bernoulli(none)") == "null bool");
  CHECK(result_of(bench, "exponential(never)") == "null duration");
}

TEST_CASE("arguments of draws that make no sense") {
  Bench bench;
  bench.bind("x", "int", Value::of_integer(-1));
  CHECK(result_of(bench, "uniform_int(0, x)") ==
        "failed: uniform_int(0, -1): the first bound is above the second");
  CHECK(result_of(bench, "uniform(0, x)") == "failed: uniform(0, -1): the first bound is above the second");
  CHECK(result_of(bench, "bernoulli(x)") == "failed: bernoulli: -1 is no probability, which is from 0 to 1");
  CHECK(result_of(bench, "geometric(x)") == "failed: geometric(-1): it must be above 0 and at most 1");
  CHECK(result_of(bench, "exponential(x)") ==
        "failed: exponential: the mean is -1, and must not be negative");
  CHECK(result_of(bench, "normal(0, x)") ==
        "failed: normal: the standard deviation is -1, and must not be negative");
  CHECK(result_of(bench, "weighted('a', x)") == "failed: weighted: a weight is negative");
  CHECK(result_of(bench, "weighted('a', x + 1)") == "failed: weighted: no weight is above zero");
}

TEST_CASE("the whole range of ints can be drawn from") {
  CHECK(moments("uniform_int(-9223372036854775808, 9223372036854775807) % 2", false).mean ==
        Approx(0.5).margin(0.018));
  const Moments one = moments("uniform_int(5, 5)", false);
  CHECK(one.least == 5);
  CHECK(one.most == 5);
}

TEST_CASE("a draw is addressed by its place and its number in the expression, whatever stands around it") {
  Bench bench;
  bench.bind("n", "int", Value::of_integer(3));
  const std::uint64_t context = draw_context(1, 2);
  const std::string die = "uniform_int(0, 1000000)";
  // Number 0 of this place.
  const std::int64_t first = integer_of(bench, die, context);
  CHECK(first == static_cast<std::int64_t>(bounded(draw_bits(context, draw_key("test.x", 0)), 1'000'001)));
  CHECK(integer_of(bench, "n * 0 + " + die, context) == first);
  CHECK(integer_of(bench, "if(n > 2, " + die + ", 0)", context) == first);
  // Number 1, although number 0 is never evaluated, or not even compiled.
  const std::int64_t second = integer_of(bench, "0 * uniform_int(1, 2) + " + die, context);
  CHECK(second == static_cast<std::int64_t>(bounded(draw_bits(context, draw_key("test.x", 1)), 1'000'001)));
  CHECK(integer_of(bench, "if(n > 9, uniform_int(1, 2), " + die + ")", context) == second);
  CHECK(integer_of(bench, "if(false, uniform_int(1, 2), " + die + ")", context) == second);
  // An outer call comes before those in its arguments.
  CHECK(integer_of(bench, "uniform_int(" + die + ", 2000000) * 0 + 5", context) == 5);
  bench.place = "test.y";
  CHECK(integer_of(bench, die, context) != first);
}

TEST_CASE("uuids are of version 4") {
  Bench bench;
  const std::string text = result_of(bench, "text(uuid())");
  INFO(text);
  REQUIRE(text.size() == std::string("text ''").size() + 36);
  CHECK(text[6 + 14] == '4');
  CHECK(std::string("89ab").find(text[6 + 19]) != std::string::npos);
  CHECK(result_of(bench, "text(uuid())", 2) != text);
  CHECK(result_of(bench, "uuid() == uuid()") == "false");
}

TEST_CASE("the normal quantile, at values of its published precision") {
  CHECK(normal_quantile(0.5) == 0);
  CHECK(normal_quantile(0.25) == Approx(-0.6744897501960817).epsilon(1e-15));
  CHECK(normal_quantile(0.975) == Approx(1.959963984540054).epsilon(1e-15));
  CHECK(normal_quantile(0.001) == Approx(-3.090232306167813).epsilon(1e-15));
  CHECK(normal_quantile(1e-10) == Approx(-6.361340902404056).epsilon(1e-14));
  CHECK(normal_quantile(1e-20) == Approx(-9.262340089798408).epsilon(1e-14));
}

TEST_CASE("where nothing may be drawn every random function is an error that says why") {
  Bench bench;
  bench.expected.may_draw = false;
  bench.expected.why_no_draw = "a chance may not draw";
  for (const Function& function : all_functions()) {
    if (!function.random) continue;
    const std::string name(function.name);
    INFO(name);
    const std::vector<std::string> errors = bench.errors("1 + " + name + "('a', 'b')");
    REQUIRE_FALSE(errors.empty());
    CHECK(errors[0] ==
          "1:10: error: test.x: `" + name + "` draws a random number, and a chance may not draw");
  }
}

}  // namespace seedbed::model::test
