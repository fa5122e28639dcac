#include "model/expression_support.hpp"
#include "support/catch.hpp"
#include <fmt/format.h>
#include "base/civil_time.hpp"
namespace seedbed::model::test {
std::string result_of(Bench& bench, const std::string& text, std::uint64_t context) {
  const auto compiled = bench.compile(text);
  if (!compiled) return bench.diagnostics.lines().back();
  Evaluator evaluator(bench.program);
  evaluator.set_draw_context(context);
  evaluator.run(compiled->code);
  const Value& value = evaluator.frame()[compiled->slot];
  const std::string type = type_name(compiled->type);
  if (value.null != 0) return "null " + type;
  using K = ExprType::Kind;
  switch (compiled->type.kind) {
    case K::boolean: return value.integer ? "true" : "false";
    case K::real: case K::rate: return fmt::format("{} {}", type, value.real);
    case K::text: case K::json: return fmt::format("{} '{}'", type, value.view());
    case K::time: return "time " + format_iso(value.integer);
    case K::date: return "date " + format_date(value.integer);
    case K::duration: return "duration " + format_duration(value.integer);
    default: return fmt::format("{} {}", type, value.integer);
  }
}
TEST_CASE("smoke") {
  for (const char* e : {"1 + 2 * 3", "7 // 2", "-7 // 2", "-7 % 3", "1 / 4", "25%", "0.01%", "if(1 < 2, 'a', 'b')", "uniform_int(1, 6)",
    "min(3, 1, 2.5)", "3/day * 2d", "format('{:05}-{}|{:.2}|{:<4}|', 42, 'x', 1.005, true)", "json('a', 1, 'b', 'q\"', 'c', null)",
    "2024-01-01T00:00:00Z + 36h", "date(2024-01-01T00:00:00Z)", "text(1e6)", "slug('Hello, Wörld!')", "title('o''brien smith')",
    "decimal(19.99, 2) * 3", "text(decimal(19.99, 2) + 1)", "normal(10m, 2m)", "exponential(30m)", "weighted('a', 3, 'b', 1)",
    "pick('a', 'b', 'c')", "text(uuid())", "coalesce(null, 3)", "null == null", "null + 1", "not null", "null and false", "9223372036854775807 + 1",
    "1 // 0", "round(2.675, 2)", "-9223372036854775808", "serial('x')", "choose(a of b, c)", "1 + x + y", "foo(1, z)", "10%3", "(10)%3"}) {
    std::string r;
    try { r = result_of(e); } catch (const EvaluationError& x) { r = std::string("THROW ") + x.what(); }
    printf("%-60s %s\n", e, r.c_str());
  }
}
}
