#include "expression/program/program.hpp"

#include <limits>

#include "base/error.hpp"
#include "expression/program/instruction.hpp"

namespace seedbed::model {

Value Program::fixed_text(std::string_view text) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max())
    throw Error(Failure::usage, "a text of the model is longer than 4 GiB");
  return Value::of_text(texts.emplace_back(text), true);
}

Slot Program::new_slot(Value initial) {
  if (frame.size() > std::numeric_limits<Slot>::max())
    throw Error(Failure::usage,
                "the model is too large: its names, constants and expressions need more than 65,536 slots");
  frame.push_back(initial);
  return static_cast<Slot>(frame.size() - 1);
}

Slot Program::constant_slot(const Value& value) {
  const bool is_text = value.fixed != 0;
  const int kind = value.null != 0 ? 2 : is_text ? 1 : 0;
  auto key = std::make_tuple(kind, kind == 0 ? value.integer : 0, std::string(kind == 1 ? value.view() : ""));
  if (const auto known = constants.find(key); known != constants.end()) return known->second;
  const Slot slot = new_slot(value);
  constants.emplace(std::move(key), slot);
  return slot;
}

void append_copy(Program& program, Slot to, Slot from) {
  if (to == from) return;
  program.code.push_back({Op::copy, to, from, 0, 0});
  program.origin_of.push_back(program.origin_of.empty() ? 0 : program.origin_of.back());
}

std::uint32_t Program::new_draw_key(std::uint64_t key) {
  if (draw_keys.size() >= std::numeric_limits<std::uint32_t>::max())
    throw Error(Failure::usage, "the model is too large: it draws in too many places");
  draw_keys.push_back(key);
  return static_cast<std::uint32_t>(draw_keys.size() - 1);
}

}  // namespace seedbed::model
