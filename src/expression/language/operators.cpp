// The operators' entries in the table of functions. They have no usage line: messages name the operand types.
#include <algorithm>
#include <array>
#include <utility>

#include "expression/language/checker.hpp"
#include "expression/language/functions.hpp"
#include "expression/language/generator.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

// The same for every kind that has an order, by what it is held as.
std::vector<Overload> comparison(Op of_int, Op of_real, Op of_text, bool swapped) {
  std::vector<Overload> overloads;
  for (const Kind kind : {kInt, kReal, kDecimal, kTime, Kind::date, kDuration, kRate, Kind::text}) {
    const bool real = kind == kReal || kind == kRate;
    const Op op = kind == Kind::text ? of_text : real ? of_real : of_int;
    overloads.push_back({{kind, kind}, kBool, op, false, std::nullopt, swapped});
  }
  return overloads;
}

std::vector<Overload> equality(Op of_int, Op of_real, Op of_text) {
  std::vector<Overload> overloads = comparison(of_int, of_real, of_text, false);
  overloads.push_back({{kBool, kBool}, kBool, of_int});
  overloads.push_back({{Kind::reference, Kind::reference}, kBool, of_int});
  overloads.push_back({{Kind::uuid, Kind::uuid}, kBool, of_text});
  return overloads;
}

// With the word null it asks whether there is a value; every other null makes the result null.
bool check_equality(Checker& checker, Syntax& call) {
  if (!call.parts[0]->is_null_literal() && !call.parts[1]->is_null_literal())
    return checker.check_overloads(call);
  call.type.kind = kBool;
  return true;
}

Operand generate_equality(Generator& generator, const Syntax& call, const ValueSlot& target) {
  if (call.overload != nullptr) return generator.emit_call(call, target);
  const Syntax& asked = *call.parts[call.parts[0]->is_null_literal() ? 1 : 0];
  const std::size_t before = generator.mark();
  const Operand operand = generator.emit(asked);
  generator.release(before);
  const Op op = call.name == "==" ? Op::is_null : Op::is_not_null;
  return generator.operation(call, op, {&operand, 1}, target);
}

// Nothing in it can fail and it costs no more than a jump: a name, a literal or a comparison of such.
bool is_cheap(const Syntax& node, int levels = 1) {
  if (node.kind != Syntax::Kind::call) return true;
  if (levels == 0 || node.overload == nullptr || node.type.kind != kBool || node.function->random)
    return false;
  const Op op = node.overload->op;
  if (op < Op::equal_int || op > Op::less_equal_real) return false;
  return std::all_of(node.parts.begin(), node.parts.end(),
                     [&](const SyntaxPointer& part) { return is_cheap(*part, levels - 1); });
}

// The right side is left out where the left one decides, as people write `n != 0 and sum / n > 2`.
Operand generate_logic(Generator& generator, const Syntax& call, const ValueSlot& target) {
  const bool is_and = call.name == "and";
  const Op op = is_and ? Op::logic_and : Op::logic_or;
  const Syntax& right = *call.parts[1];
  const std::size_t before = generator.mark();
  Operand left = generator.emit(*call.parts[0]);
  if (left.constant && left.value.null == 0 && (left.value.integer == 0) == is_and) {
    generator.release(before);
    return generator.deliver(left, target);
  }
  if (left.constant || is_cheap(right)) {
    const std::array<Operand, 2> operands = {left, generator.emit(right)};
    generator.release(before);
    return generator.operation(call, op, operands, target);
  }
  generator.release(before);
  const ValueSlot to = {ValueSlot::Kind::slot, generator.allocate(target)};
  left = generator.deliver(left, to);
  const std::size_t decided = generator.jump(is_and ? Op::jump_if_false : Op::jump_if_true, left);
  const std::size_t inner = generator.mark();
  const std::array<Operand, 2> operands = {left, generator.emit(right)};
  generator.release(inner);
  const Operand result = generator.operation(call, op, operands, to);
  generator.land(decided);
  return result;
}

Function logic(std::string_view name) {
  return {name, "", {{{kBool, kBool}, kBool, Op::logic_and}}, false, nullptr, generate_logic};
}

}  // namespace

std::vector<Function> operator_table() {
  return {
      logic("or"),
      logic("and"),
      {"not", "", {{{kBool}, kBool, Op::logic_not}}},
      {"==", "", equality(Op::equal_int, Op::equal_real, Op::equal_text), false, check_equality,
       generate_equality},
      {"!=", "", equality(Op::unequal_int, Op::unequal_real, Op::unequal_text), false, check_equality,
       generate_equality},
      {"<", "", comparison(Op::less_int, Op::less_real, Op::less_text, false)},
      {"<=", "", comparison(Op::less_equal_int, Op::less_equal_real, Op::less_equal_text, false)},
      {">", "", comparison(Op::less_int, Op::less_real, Op::less_text, true)},
      {">=", "", comparison(Op::less_equal_int, Op::less_equal_real, Op::less_equal_text, true)},
      {"+",
       "",
       {{{kInt, kInt}, kInt, Op::add_int},
        {{kReal, kReal}, kReal, Op::add_real},
        {{kDecimal, kDecimal}, kDecimal, Op::add_int},
        {{kDuration, kDuration}, kDuration, Op::add_int},
        {{kTime, kDuration}, kTime, Op::add_int},
        {{kDuration, kTime}, kTime, Op::add_int},
        {{kRate, kRate}, kRate, Op::add_real}}},
      {"-",
       "",
       {{{kInt, kInt}, kInt, Op::subtract_int},
        {{kReal, kReal}, kReal, Op::subtract_real},
        {{kDecimal, kDecimal}, kDecimal, Op::subtract_int},
        {{kDuration, kDuration}, kDuration, Op::subtract_int},
        {{kTime, kTime}, kDuration, Op::subtract_int},
        {{kTime, kDuration}, kTime, Op::subtract_int},
        {{kRate, kRate}, kRate, Op::subtract_real}}},
      {"*",
       "",
       {{{kInt, kInt}, kInt, Op::multiply_int},
        {{kReal, kReal}, kReal, Op::multiply_real},
        {{kDecimal, kInt}, kDecimal, Op::multiply_int},
        {{kInt, kDecimal}, kDecimal, Op::multiply_int},
        {{kDuration, kInt}, kDuration, Op::multiply_int},
        {{kInt, kDuration}, kDuration, Op::multiply_int},
        {{kDuration, kReal}, kDuration, Op::multiply_real, true},
        {{kReal, kDuration}, kDuration, Op::multiply_real, true},
        {{kRate, kReal}, kRate, Op::multiply_real},
        {{kReal, kRate}, kRate, Op::multiply_real},
        {{kRate, kDuration}, kReal, Op::multiply_real, true},
        {{kDuration, kRate}, kReal, Op::multiply_real, true}}},
      {"/",
       "",
       {{{kReal, kReal}, kReal, Op::divide_real},
        {{kDuration, kDuration}, kReal, Op::divide_real, true},
        {{kDuration, kReal}, kDuration, Op::divide_real, true},
        {{kReal, kDuration}, kRate, Op::divide_real, true},
        {{kRate, kReal}, kRate, Op::divide_real}}},
      {"//",
       "",
       {{{kInt, kInt}, kInt, Op::floor_divide_int},
        {{kReal, kReal}, kReal, Op::floor_divide_real},
        {{kDuration, kDuration}, kInt, Op::floor_divide_int}}},
      {"%",
       "",
       {{{kInt, kInt}, kInt, Op::floor_modulo_int},
        {{kReal, kReal}, kReal, Op::floor_modulo_real},
        {{kDuration, kDuration}, kDuration, Op::floor_modulo_int}}},
      {"unary -",
       "",
       {{{kInt}, kInt, Op::negate_int},
        {{kReal}, kReal, Op::negate_real},
        {{kDecimal}, kDecimal, Op::negate_int},
        {{kDuration}, kDuration, Op::negate_int},
        {{kTime}, kTime, Op::negate_int},
        {{kRate}, kRate, Op::negate_real}}},
  };
}

}  // namespace seedbed::model
