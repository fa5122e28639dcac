// Functions whose types or evaluation need a rule of their own: if, coalesce, min, max, conversions, concat,
// format, decimal and json.
#include <fmt/format.h>

#include <array>
#include <limits>
#include <optional>

#include "expression/language/checker.hpp"
#include "expression/language/format_text.hpp"
#include "expression/language/functions.hpp"
#include "expression/language/generator.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

std::vector<const Syntax*> parts_from(const Syntax& call, std::size_t first) {
  std::vector<const Syntax*> parts;
  for (std::size_t i = first; i < call.parts.size(); ++i) parts.push_back(call.parts[i].get());
  return parts;
}

bool take_common_type(Checker& checker, Syntax& call, std::size_t first) {
  const auto type = checker.common_type(call, parts_from(call, first));
  if (type) call.type = *type;
  return type.has_value();
}

bool check_if(Checker& checker, Syntax& call) {
  if (!checker.count_arguments(call, 3, 3)) return false;
  const ExprType condition = call.parts[0]->type;
  bool good = true;
  if (condition.kind != Kind::boolean && condition.kind != Kind::null)
    good =
        checker.fail(*call.parts[0], "the condition of `if` is a bool, and this is " + type_name(condition));
  return take_common_type(checker, call, 1) && good;
}

// Evaluates only the branch it takes; of a constant condition only that branch is compiled.
Operand generate_if(Generator& generator, const Syntax& call, const ValueSlot& target) {
  const std::size_t before = generator.mark();
  const Operand condition = generator.emit(*call.parts[0]);
  generator.release(before);
  if (condition.constant) {
    const bool taken = condition.value.null == 0 && condition.value.integer != 0;
    return generator.emit_as(*call.parts[taken ? 1 : 2], call.type, target);
  }
  const std::size_t otherwise = generator.jump(Op::jump_unless_true, condition);
  const ValueSlot to = {ValueSlot::Kind::slot, generator.allocate(target)};
  const std::size_t inner = generator.mark();
  generator.emit_as(*call.parts[1], call.type, to);
  generator.release(inner);
  const std::size_t end = generator.jump(Op::jump, {});
  generator.land(otherwise);
  const Operand result = generator.emit_as(*call.parts[2], call.type, to);
  generator.release(inner);
  generator.land(end);
  Operand joined = result;
  joined.constant = false;
  joined.slot = to.slot;
  joined.has_slot = true;
  return joined;
}

bool check_coalesce(Checker& checker, Syntax& call) {
  return checker.count_arguments(call, 1, kAny) && take_common_type(checker, call, 0);
}

// The first that is not null; those behind it are not evaluated.
Operand generate_coalesce(Generator& generator, const Syntax& call, const ValueSlot& target) {
  if (call.parts.size() == 1) return generator.emit(*call.parts[0], target);
  const ValueSlot to = {ValueSlot::Kind::slot, generator.allocate(target)};
  const std::size_t inner = generator.mark();
  std::vector<std::size_t> found;
  Operand result;
  for (std::size_t i = 0; i < call.parts.size(); ++i) {
    result = generator.emit_as(*call.parts[i], call.type, to);
    generator.release(inner);
    if (i + 1 < call.parts.size()) found.push_back(generator.jump(Op::jump_unless_null, result));
  }
  for (const std::size_t jump : found) generator.land(jump);
  return result;
}

bool check_extreme(Checker& checker, Syntax& call) {
  if (!checker.count_arguments(call, 2, kAny) || !take_common_type(checker, call, 0)) return false;
  switch (call.type.kind) {
    case Kind::null:
    case Kind::integer:
    case Kind::real:
    case Kind::decimal:
    case Kind::duration:
    case Kind::time:
    case Kind::date: return true;
    default: return checker.mismatch(call);
  }
}

Operand generate_extreme(Generator& generator, const Syntax& call, const ValueSlot& target) {
  const bool real = call.type.kind == Kind::real;
  const Op op = call.name == "min" ? (real ? Op::minimum_real : Op::minimum_int)
                                   : (real ? Op::maximum_real : Op::maximum_int);
  const std::size_t before = generator.mark();
  Operand result = generator.emit_as(*call.parts[0], call.type);
  for (std::size_t i = 1; i < call.parts.size(); ++i) {
    const std::array<Operand, 2> operands = {result, generator.emit_as(*call.parts[i], call.type)};
    generator.release(before);
    result = generator.operation(call, op, operands, i + 1 < call.parts.size() ? ValueSlot{} : target);
  }
  return result;
}

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

Operand power_of(const ExprType& decimal) {
  return Generator::constant(Value::of_integer(power_of_ten(decimal.scale)));
}

// int(), real() and text() of a decimal, which depend on its scale; of other types they have overloads.
Operand generate_conversion(Generator& generator, const Syntax& call, const ValueSlot& target) {
  const Syntax& part = *call.parts[0];
  if (part.type.kind != Kind::decimal) return generator.emit_call(call, target);
  const std::size_t before = generator.mark();
  const Operand units = generator.emit(part);
  generator.release(before);
  if (call.name == "text")
    return generator.operation(call, Op::text_of_decimal, {&units, 1}, target, part.type.scale);
  if (call.name == "int") {
    const std::array<Operand, 2> operands = {units, power_of(part.type)};
    return generator.operation(call, Op::truncate_divide_int, operands, target);
  }
  const Operand power = power_of(part.type);
  const std::array<Operand, 2> operands = {generator.operation(call, Op::widen, {&units, 1}, {}),
                                           generator.operation(call, Op::widen, {&power, 1}, {})};
  generator.release(before);
  return generator.operation(call, Op::divide_real, operands, target);
}

bool check_decimal(Checker& checker, Syntax& call) {
  if (!checker.count_arguments(call, 2, 2)) return false;
  const Syntax& digits = *call.parts[1];
  if (digits.kind != Syntax::Kind::literal || digits.type.kind != Kind::integer || digits.integer > kMaxScale)
    return checker.fail(digits,
                        fmt::format("the digits of `decimal` are an int written out, 0 to {}", kMaxScale));
  const Kind from = call.parts[0]->type.kind;
  if (from != Kind::integer && from != Kind::real && from != Kind::decimal && from != Kind::null)
    return checker.mismatch(call);
  call.type = {Kind::decimal, static_cast<std::uint8_t>(digits.integer), 0};
  return true;
}

// Rounded half away from zero where digits are lost.
Operand generate_decimal(Generator& generator, const Syntax& call, const ValueSlot& target) {
  const Syntax& part = *call.parts[0];
  if (part.type.kind == Kind::integer || part.type == call.type || part.type.kind == Kind::null)
    return generator.emit_as(part, call.type, target);
  const std::size_t before = generator.mark();
  const Operand from = generator.emit(part);
  const Operand power = power_of(call.type);
  if (part.type.kind == Kind::real) {
    const std::array<Operand, 2> operands = {from, generator.operation(call, Op::widen, {&power, 1}, {})};
    generator.release(before);
    const Operand scaled = generator.operation(call, Op::multiply_real, operands, {});
    generator.release(before);
    return generator.operation(call, Op::round, {&scaled, 1}, target);
  }
  generator.release(before);
  const int shift = call.type.scale - part.type.scale;
  const Operand by = Generator::constant(Value::of_integer(power_of_ten(shift < 0 ? -shift : shift)));
  const std::array<Operand, 2> operands = {from, by};
  return generator.operation(call, shift < 0 ? Op::round_divide_int : Op::multiply_int, operands, target);
}

bool check_concat(Checker& checker, Syntax& call) {
  if (!checker.count_arguments(call, 1, kAny)) return false;
  bool good = true;
  for (const SyntaxPointer& part : call.parts) {
    if (part->type.kind != Kind::text && part->type.kind != Kind::null)
      good =
          checker.fail(*part, fmt::format("`concat` joins texts, and this is {}; text(x) makes a text of it",
                                          type_name(part->type)));
  }
  call.type.kind = Kind::text;
  return good;
}

Operand generate_concat(Generator& generator, const Syntax& call, const ValueSlot& target) {
  if (call.parts.size() == 1) return generator.emit(*call.parts[0], target);
  const std::size_t before = generator.mark();
  std::vector<Operand> operands;
  for (const SyntaxPointer& part : call.parts) operands.push_back(generator.emit(*part));
  generator.release(before);
  return generator.list_operation(call, Op::concat, operands, target);
}

std::vector<Overload> text_overloads() {
  const Kind x = Kind::text;
  return {{{x}, x, Op::copy},
          {{Kind::integer}, x, Op::text_of_integer},
          {{Kind::real}, x, Op::text_of_real},
          {{Kind::decimal}, x, Op::text_of_decimal},
          {{Kind::boolean}, x, Op::text_of_boolean},
          {{Kind::time}, x, Op::text_of_time},
          {{Kind::date}, x, Op::text_of_date},
          {{Kind::duration}, x, Op::text_of_duration},
          {{Kind::uuid}, x, Op::text_of_uuid},
          {{Kind::json}, x, Op::copy}};
}

}  // namespace

std::vector<Function> special_function_table() {
  const Kind i = Kind::integer;
  const Kind r = Kind::real;
  const Kind n = Kind::decimal;
  const std::vector<Overload> to_int = {{{i}, i, Op::copy},
                                        {{r}, i, Op::truncate},
                                        {{n}, i, Op::truncate_divide_int},
                                        {{Kind::boolean}, i, Op::copy}};
  // An int widens on its way in.
  const std::vector<Overload> to_real = {{{r}, r, Op::copy}, {{n}, r, Op::divide_real}};
  return {
      {"if", "if(condition, a, b)", {}, false, check_if, generate_if},
      {"coalesce", "coalesce(a, b, …)", {}, false, check_coalesce, generate_coalesce},
      {"min",
       "min(a, b, …) of numbers, durations, times or dates",
       {},
       false,
       check_extreme,
       generate_extreme},
      {"max",
       "max(a, b, …) of numbers, durations, times or dates",
       {},
       false,
       check_extreme,
       generate_extreme},
      // Towards zero.
      {"int", "int(x) of a number", to_int, false, nullptr, generate_conversion},
      {"real", "real(x) of a number", to_real, false, nullptr, generate_conversion},
      {"text", "text(x) of any value but a rate or reference", text_overloads(), false, nullptr,
       generate_conversion},
      {"decimal", "decimal(x, 2) of a number", {}, false, check_decimal, generate_decimal},
      {"concat", "concat(a, b, …) of texts", {}, false, check_concat, generate_concat},
      {"format", "format('{:05}-{}', a, b)", {}, false, check_format, generate_format},
      {"json", "json('page', page, 'ms', n)", {}, false, check_json, generate_json},
  };
}

}  // namespace seedbed::model
