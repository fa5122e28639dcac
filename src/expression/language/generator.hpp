// Turns a checked tree into instructions.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/arena.hpp"
#include "expression/language/functions.hpp"
#include "expression/language/reporter.hpp"
#include "expression/language/syntax.hpp"
#include "expression/program/program.hpp"

namespace seedbed::model {

// Where a part's value is: a slot, or, of constants, right here. A constant gets a slot when one is needed.
struct Operand {
  Slot slot = 0;
  bool constant = false;
  bool has_slot = false;
  Value value = {};
};

// Where the value of a part is to be stored.
struct ValueSlot {
  enum class Kind : std::uint8_t {
    anywhere,  // wherever it is already, else a scratch slot
    fresh,     // wherever it is already, else a slot of its own
    slot,      // exactly there
  };
  Kind kind = Kind::anywhere;
  Slot slot = 0;
};

class Generator {
 public:
  // All must outlive it. Failures of constant parts are reported.
  Generator(Program& program, const std::string& place, const Origin& origin, Reporter& reporter)
      : program_(program), place_(place), origin_(origin), reporter_(reporter) {}

  Operand emit(const Syntax& node, const ValueSlot& target = {});
  // Widened to `type`.
  Operand emit_as(const Syntax& node, const ExprType& type, const ValueSlot& target = {});
  // The same, and what only a column does, if one is named (Expectation::column): a decimal gets more digits,
  // a text becomes json, a time or date is checked (`now` is not: it is in the run).
  Operand emit_for_column(const Syntax& node, const ExprType& type, const std::string& column,
                          const ValueSlot& target);

  // One operation on `operands` (at most three); computed here and now if all are constants and it does not
  // draw. `extra` is the instruction's where there are fewer than three operands.
  Operand operation(const Syntax& at, Op op, std::span<const Operand> operands, const ValueSlot& target,
                    std::uint32_t extra = 0);
  // concat: one operation on a list.
  Operand list_operation(const Syntax& at, Op op, std::span<const Operand> operands, const ValueSlot& target);
  // pick, weighted: the list is headed by the draw key of the call.
  Operand pick_from_list(const Syntax& call, std::uint16_t list, const ValueSlot& target);
  Operand next_serial(const Syntax& call, const ValueSlot& target);
  Operand choose(const Syntax& call, const ValueSlot& target);
  Operand list_draw(const Syntax& call, Op op, std::span<const Operand> operands, const ValueSlot& target);
  Operand widen(const Syntax& at, const Operand& from, const ExprType& from_type, const ExprType& to_type,
                const ValueSlot& target = {});

  [[nodiscard]] static Operand constant(const Value& value);
  [[nodiscard]] Operand text_constant(std::string_view text);
  // A call by its overload, as functions without a generator of their own do.
  Operand emit_call(const Syntax& node, const ValueSlot& target);
  // To where the target says: the operand itself, or a copy of it.
  Operand deliver(const Operand& from, const ValueSlot& target);
  // A slot to write to.
  [[nodiscard]] Slot allocate(const ValueSlot& target);
  // The operand's slot; a constant is given one.
  [[nodiscard]] Slot slot_of(const Operand& operand);
  [[nodiscard]] std::uint32_t draw_key_of(const Syntax& call);

  // Jumps forward: land() makes the next instruction the target.
  [[nodiscard]] std::size_t jump(Op op, const Operand& condition);
  void land(std::size_t jump);

  // Scratch slots taken since the mark are free again after the release.
  [[nodiscard]] std::size_t mark() const { return used_; }
  void release(std::size_t mark) { used_ = mark; }

 private:
  Operand emit_argument(const Syntax& node, std::size_t i);
  Operand fold(const Syntax& at, Op op, std::span<const Operand> operands, std::uint32_t extra);
  Operand fold_list(const Syntax& at, Op op, std::span<const Operand> operands);
  Operand run_folded(const Syntax& at, const Instruction& instruction, std::vector<Value>& frame);
  Operand append(const Instruction& instruction);
  [[nodiscard]] std::uint16_t weighting_of(const Syntax& weight, const Syntax& call);
  Operand append_list(Op op, std::vector<Slot> list, std::span<const Operand> operands,
                      const ValueSlot& target);

  Program& program_;
  const std::string& place_;
  const Origin& origin_;
  Reporter& reporter_;
  std::size_t used_ = 0;
  Slot child_ = 0;  // the row that choose() weighs
  bool has_origin_ = false;
};

}  // namespace seedbed::model
