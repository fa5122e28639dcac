#include "expression/language/generator.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "base/arithmetic.hpp"
#include "base/error.hpp"
#include "expression/program/execute.hpp"
#include "random/random.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

bool all_constant(std::span<const Operand> operands) {
  return std::all_of(operands.begin(), operands.end(),
                     [](const Operand& operand) { return operand.constant; });
}

}  // namespace

Operand Generator::constant(const Value& value) {
  Operand result;
  result.constant = true;
  result.value = value;
  return result;
}

Operand Generator::text_constant(std::string_view text) { return constant(program_.fixed_text(text)); }

Slot Generator::slot_of(const Operand& operand) {
  return operand.has_slot ? operand.slot : program_.constant_slot(operand.value);
}

Slot Generator::allocate(const ValueSlot& target) {
  if (target.kind == ValueSlot::Kind::slot) return target.slot;
  if (target.kind == ValueSlot::Kind::fresh) return program_.new_slot();
  if (used_ == program_.scratch.size()) program_.scratch.push_back(program_.new_slot());
  return program_.scratch[used_++];
}

Operand Generator::append(const Instruction& instruction) {
  if (!has_origin_) program_.origins.push_back(origin_);
  has_origin_ = true;
  program_.code.push_back(instruction);
  program_.origin_of.push_back(static_cast<std::uint32_t>(program_.origins.size() - 1));
  Operand result;
  result.slot = instruction.to;
  result.has_slot = true;
  return result;
}

Operand Generator::deliver(const Operand& from, const ValueSlot& target) {
  if (target.kind != ValueSlot::Kind::slot || (from.has_slot && from.slot == target.slot)) return from;
  return append({Op::copy, target.slot, slot_of(from), 0, 0});
}

std::size_t Generator::jump(Op op, const Operand& condition) {
  append({op, 0, op == Op::jump ? Slot{0} : slot_of(condition), 0, 0});
  return program_.code.size() - 1;
}

void Generator::land(std::size_t jump) {
  program_.code[jump].extra = static_cast<std::uint32_t>(program_.code.size());
}

std::uint32_t Generator::draw_key_of(const Syntax& call) {
  return program_.new_draw_key(draw_key(place_, call.draw_number));
}

Operand Generator::operation(const Syntax& at, Op op, std::span<const Operand> operands,
                             const ValueSlot& target, std::uint32_t extra) {
  if (all_constant(operands) && !draws(op)) return deliver(fold(at, op, operands, extra), target);
  std::array<Slot, 3> slots{};
  for (std::size_t i = 0; i < operands.size(); ++i) slots[i] = slot_of(operands[i]);
  return append({op, allocate(target), slots[0], slots[1], operands.size() > 2 ? slots[2] : extra});
}

Operand Generator::append_list(Op op, std::vector<Slot> list, std::span<const Operand> operands,
                               const ValueSlot& target) {
  if (operands.size() > std::numeric_limits<Slot>::max())
    throw Error(Failure::usage, "an expression has more than 65,535 arguments in one call");
  list[0] = static_cast<Slot>(operands.size());
  for (const Operand& operand : operands) list.push_back(slot_of(operand));
  const auto begin = static_cast<std::uint32_t>(program_.operands.size());
  program_.operands.insert(program_.operands.end(), list.begin(), list.end());
  return append({op, allocate(target), 0, 0, begin});
}

Operand Generator::list_operation(const Syntax& at, Op op, std::span<const Operand> operands,
                                  const ValueSlot& target) {
  if (all_constant(operands)) return deliver(fold_list(at, op, operands), target);
  return append_list(op, {0}, operands, target);
}

Operand Generator::pick_from_list(const Syntax& call, std::uint16_t list, const ValueSlot& target) {
  const std::uint32_t key = draw_key_of(call);
  const auto begin = static_cast<std::uint32_t>(program_.operands.size());
  program_.operands.insert(program_.operands.end(),
                           {list, static_cast<Slot>(key & 0xffffU), static_cast<Slot>(key >> 16)});
  return append({Op::pick_list, allocate(target), 0, 0, begin});
}

Operand Generator::next_serial(const Syntax& call, const ValueSlot& target) {
  const SerialSource& from = *call.serials;
  return append({Op::serial, allocate(target), from.counters.find(call.parts[0]->text)->second, from.index,
                 from.count});
}

Operand Generator::list_draw(const Syntax& call, Op op, std::span<const Operand> operands,
                             const ValueSlot& target) {
  const std::uint32_t key = draw_key_of(call);
  return append_list(op, {0, static_cast<Slot>(key & 0xffffU), static_cast<Slot>(key >> 16)}, operands,
                     target);
}

// Constants are computed on a frame of their own, so that what is only on the way to a result takes no slots.
Operand Generator::run_folded(const Syntax& at, const Instruction& instruction, std::vector<Value>& frame) {
  program_.code.push_back(instruction);
  const auto end = static_cast<std::uint32_t>(program_.code.size());
  Operand result = constant(Value::nothing());
  Arena texts;
  std::uint32_t failed_at = 0;
  try {
    execute(program_, EntityStore{}, {end - 1, end}, frame.data(), 0, texts, &failed_at);
    const Value& value = frame[instruction.to];
    result.value = value.null == 0 && makes_text(instruction.op) ? program_.fixed_text(value.view()) : value;
  } catch (const OperationFailure& failure) {
    reporter_.error(at.at, failure.what());
  }
  program_.code.pop_back();
  return result;
}

Operand Generator::fold(const Syntax& at, Op op, std::span<const Operand> operands, std::uint32_t extra) {
  std::vector<Value> frame(4);
  for (std::size_t i = 0; i < operands.size(); ++i) frame[i] = operands[i].value;
  return run_folded(at, {op, 3, 0, 1, operands.size() > 2 ? 2 : extra}, frame);
}

Operand Generator::fold_list(const Syntax& at, Op op, std::span<const Operand> operands) {
  const std::size_t begin = program_.operands.size();
  std::vector<Value> frame;
  program_.operands.push_back(static_cast<Slot>(operands.size()));
  for (const Operand& operand : operands) {
    program_.operands.push_back(static_cast<Slot>(frame.size()));
    frame.push_back(operand.value);
  }
  frame.emplace_back();
  const auto to = static_cast<Slot>(frame.size() - 1);
  const Operand result = run_folded(at, {op, to, 0, 0, static_cast<std::uint32_t>(begin)}, frame);
  program_.operands.resize(begin);
  return result;
}

Operand Generator::emit(const Syntax& node, const ValueSlot& target) {
  switch (node.kind) {
    case Syntax::Kind::literal: {
      Value value = Value::of_integer(node.integer);
      if (node.type.kind == Kind::null) value = Value::nothing();
      if (node.type.kind == Kind::real) value = Value::of_real(node.real);
      if (node.type.kind == Kind::text) value = program_.fixed_text(node.text);
      return deliver(constant(value), target);
    }
    case Syntax::Kind::name: {
      Operand result;
      result.slot = node.binding->slot;
      result.has_slot = true;
      result.constant = node.binding->constant;
      if (result.constant) result.value = program_.frame[result.slot];
      return deliver(result, target);
    }
    case Syntax::Kind::call:
      if (node.serials != nullptr) return next_serial(node, target);
      return node.function->generate != nullptr ? node.function->generate(*this, node, target)
                                                : emit_call(node, target);
    case Syntax::Kind::field: {
      const std::size_t before = mark();
      const Operand of = emit(*node.parts[0]);
      release(before);
      const std::uint32_t entity = node.parts[0]->type.entity;
      return operation(node, Op::field, {&of, 1}, target, entity << 16 | node.field);
    }
    case Syntax::Kind::choose: return choose(node, target);
    case Syntax::Kind::child: {
      Operand child;
      child.slot = child_;
      child.has_slot = true;
      return child;
    }
  }
  return constant(Value::nothing());
}

// The table of weights that the field makes; calls share it.
std::uint16_t Generator::weighting_of(const Syntax& weight, const Syntax& call) {
  auto& all = program_.weightings;
  const auto same = [&](const WeightingKey& key) {
    return key.entity == call.entity && key.field == weight.field && key.of_parent == call.has_parent;
  };
  const auto known = std::find_if(all.begin(), all.end(), same);
  if (known == all.end()) {
    all.push_back({call.entity, weight.field, call.has_parent, weight.type.kind == Kind::real, origin_});
    return static_cast<std::uint16_t>(all.size() - 1);
  }
  return static_cast<std::uint16_t>(known - all.begin());
}

Operand Generator::choose(const Syntax& call, const ValueSlot& target) {
  Chooser chooser;
  chooser.entity = call.entity;
  chooser.of_parent = call.has_parent;
  chooser.origin = origin_;
  const std::size_t before = mark();
  const Operand parent = call.has_parent ? emit(*call.parts[0]) : constant(Value::nothing());
  if (call.has_weight) {
    const Syntax& weight = *call.parts.back();
    if (weight.kind == Syntax::Kind::field && weight.parts[0]->kind == Syntax::Kind::child) {
      chooser.weight = Chooser::Weight::field;
      chooser.weighting = weighting_of(weight, call);
    } else {  // its code stands aside: choose() runs it for each child
      const Slot outer = child_;
      chooser.weight = Chooser::Weight::expression;
      chooser.child = child_ = program_.new_slot();
      const std::size_t over = jump(Op::jump, {});
      chooser.code.begin = static_cast<std::uint32_t>(program_.code.size());
      chooser.result = slot_of(emit_as(weight, {Kind::real, 0, 0}, {ValueSlot::Kind::fresh, 0}));
      chooser.code.end = static_cast<std::uint32_t>(program_.code.size());
      land(over);
      child_ = outer;
    }
  }
  release(before);
  if (program_.choosers.size() >= std::numeric_limits<Slot>::max())
    throw Error(Failure::usage, "the model has more than 65,535 calls of choose()");
  const std::uint32_t key = draw_key_of(call);
  const auto begin = static_cast<std::uint32_t>(program_.operands.size());
  program_.operands.insert(program_.operands.end(),
                           {static_cast<Slot>(program_.choosers.size()), static_cast<Slot>(key & 0xffffU),
                            static_cast<Slot>(key >> 16)});
  program_.choosers.push_back(chooser);
  return append({Op::choose, allocate(target), call.has_parent ? slot_of(parent) : Slot{0}, 0, begin});
}

Operand Generator::widen(const Syntax& at, const Operand& from, const ExprType& from_type,
                         const ExprType& to_type, const ValueSlot& target) {
  if (from_type.kind != Kind::integer || to_type.kind == Kind::integer) return deliver(from, target);
  if (to_type.kind == Kind::real) return operation(at, Op::widen, {&from, 1}, target);
  if (to_type.kind != Kind::decimal) return deliver(from, target);
  const std::array<Operand, 2> operands = {from, constant(Value::of_integer(power_of_ten(to_type.scale)))};
  return operation(at, Op::multiply_int, operands, target);
}

Operand Generator::emit_as(const Syntax& node, const ExprType& type, const ValueSlot& target) {
  if (node.type.kind != Kind::integer || type.kind == Kind::integer || type.kind == Kind::null)
    return emit(node, target);
  const std::size_t before = mark();
  const Operand part = emit(node);
  release(before);
  return widen(node, part, node.type, type, target);
}

Operand Generator::emit_for_column(const Syntax& node, const ExprType& type, const std::string& column,
                                   const ValueSlot& target) {
  const bool parses = node.type.kind == Kind::text && type.kind == Kind::json;
  const bool grows = node.type.kind == Kind::decimal && type.scale > node.type.scale;
  const bool now = node.kind == Syntax::Kind::name && node.name == "now";
  const bool dated = (node.type.kind == Kind::time || node.type.kind == Kind::date) && !now;
  if (column.empty() || (!parses && !grows && !dated)) return emit_as(node, type, target);
  const std::size_t before = mark();
  const Operand part = emit(node);
  release(before);
  if (parses || dated) {
    const Op op = parses                         ? Op::checked_json
                  : node.type.kind == Kind::time ? Op::checked_time
                                                 : Op::checked_date;
    const std::array<Operand, 2> operands = {part, text_constant(column)};
    return operation(node, op, operands, target);
  }
  const std::array<Operand, 2> operands = {
      part, constant(Value::of_integer(power_of_ten(type.scale - node.type.scale)))};
  return operation(node, Op::multiply_int, operands, target);
}

// The i-th argument as the call's overload wants it.
Operand Generator::emit_argument(const Syntax& node, std::size_t i) {
  const Syntax& part = *node.parts[i];
  const Kind parameter = node.overload->parameters[i];
  const bool as_real = node.overload->on_reals && part.type.kind == Kind::duration;
  if (!as_real && part.type.kind == parameter) return emit(part);
  const std::size_t before = mark();
  const Operand argument = emit(part);
  release(before);
  if (as_real) return operation(part, Op::widen, {&argument, 1}, {});
  ExprType wanted{parameter, 0, 0};
  for (const SyntaxPointer& other : node.parts) {
    if (other->type.kind == parameter) wanted = other->type;
  }
  return widen(part, argument, part.type, wanted);
}

Operand Generator::emit_call(const Syntax& node, const ValueSlot& target) {
  const Overload& overload = *node.overload;
  if (overload.op == Op::copy) return emit_as(*node.parts[0], {overload.parameters[0], 0, 0}, target);
  const std::size_t before = mark();
  std::vector<Operand> operands;
  for (std::size_t i = 0; i < node.parts.size(); ++i) operands.push_back(emit_argument(node, i));
  if (overload.last_operand) operands.push_back(constant(Value::of_real(*overload.last_operand)));
  if (overload.swapped) std::swap(operands[0], operands[1]);
  release(before);
  const std::uint32_t extra = draws(overload.op) ? draw_key_of(node) : 0;
  const bool rounds = overload.on_reals && overload.result == Kind::duration;
  if (!rounds) return operation(node, overload.op, operands, target, extra);
  const Operand micros = operation(node, overload.op, operands, {}, extra);
  release(before);
  return operation(node, Op::round, {&micros, 1}, target);
}

}  // namespace seedbed::model
