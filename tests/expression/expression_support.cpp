#include "expression/expression_support.hpp"

#include <fmt/format.h>

#include "base/civil_time.hpp"

namespace seedbed::model::test {
namespace {

using Kind = ExprType::Kind;

std::string described(const ExprType& type, const Value& value) {
  const std::string name = type_name(type);
  if (value.null != 0) return "null " + name;
  switch (type.kind) {
    case Kind::boolean: return value.integer != 0 ? "true" : "false";
    case Kind::real:
    case Kind::rate: return fmt::format("{} {}", name, value.real);
    case Kind::text:
    case Kind::json: return fmt::format("{} '{}'", name, value.view());
    case Kind::time: return "time " + format_iso(value.integer);
    case Kind::date: return "date " + format_date(value.integer);
    case Kind::duration: return "duration " + format_duration(value.integer);
    default: return fmt::format("{} {}", name, value.integer);
  }
}

}  // namespace

std::string result_of(Bench& bench, const std::string& text, std::uint64_t context) {
  const auto compiled = bench.compile(text);
  if (!compiled) return bench.diagnostics.lines().back();
  Evaluator evaluator(bench.program);
  evaluator.set_draw_context(context);
  try {
    evaluator.run(compiled->code);
  } catch (const EvaluationError& e) {
    return fmt::format("failed: {}", e.what());
  }
  return described(compiled->type, evaluator.frame()[compiled->slot]);
}

}  // namespace seedbed::model::test
