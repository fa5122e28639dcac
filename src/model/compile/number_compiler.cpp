#include "model/compile/number_compiler.hpp"

#include "expression/language/hints.hpp"
#include "expression/program/instruction.hpp"

namespace seedbed::model {

Expectation weight_expectation() {
  Expectation expected;
  expected.kinds = {ExprType::Kind::real};
  expected.what = "a weight from 0, such as 9 or \"1 - share\"";
  expected.may_draw = false;
  expected.why_no_draw = "weights are fixed when the draw is made";
  return expected;
}

std::optional<NumberOrCode> compile_number(const Node& node, const Scope& scope, const Expectation& expected,
                                           const std::string& place, Program& program,
                                           Diagnostics& diagnostics) {
  const auto value = compile_expression(node, scope, expected, place, program, diagnostics);
  if (!value) return std::nullopt;
  const Value& constant = program.frame[value->slot];
  return NumberOrCode{value->constant, value->constant && constant.null == 0 ? constant.real : 0, value->code,
                      value->slot, origin_of(node, place)};
}

NumberOrCode widened(const Compiled& value, Origin origin, Program& program) {
  NumberOrCode number{value.constant, 0, value.code, value.slot, std::move(origin)};
  const Value& constant = program.frame[value.slot];
  if (value.constant) {
    number.value = constant.null != 0 ? 0 : static_cast<double>(constant.integer);
    return number;
  }
  if (value.code.empty()) number.code.begin = static_cast<std::uint32_t>(program.code.size());
  number.slot = program.new_slot();
  program.code.push_back({Op::widen, number.slot, value.slot, 0, 0});
  program.origin_of.push_back(program.origin_of.empty() ? 0 : program.origin_of.back());
  number.code.end = static_cast<std::uint32_t>(program.code.size());
  return number;
}

}  // namespace seedbed::model
