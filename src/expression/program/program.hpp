// A compiled model's expressions: typed instructions on numbered slots of one frame. Nothing has a name here.
//
// The frame is an array of Values: what is in scope (now, index, attributes, lets …), constants, temporaries.
// Program::frame is its initial image, constants in place; every thread that simulates has its own copy.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "document/document.hpp"
#include "expression/program/value.hpp"
#include "random/alias_table.hpp"

namespace seedbed::model {

using Slot = std::uint16_t;
enum class Op : std::uint16_t;  // instruction.hpp

struct Instruction {
  Op op;
  Slot to;
  Slot a;
  Slot b;
  std::uint32_t extra;  // by op: a jump's target, an index into draw_keys or operands …
};

// A run of instructions [begin, end) in Program::code; empty: nothing to do.
struct Code {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  [[nodiscard]] bool empty() const { return begin == end; }
};

// Which expression an instruction came from, for messages of errors at run time.
struct Origin {
  std::string expression;  // its text, as written
  std::string place;       // "actor.user.transition spending, let amount"
  Location at;
};

// A [list.NAME]: what pick(NAME) draws from.
struct WordList {
  std::vector<Value> words;  // fixed texts
  AliasTable weights;        // empty: each is as likely
};

// A call of choose(): of which entity, and how.
struct Chooser {
  enum class Weight : std::uint8_t { equal, field, expression };
  std::uint16_t entity = 0;
  bool of_parent = false;  // among the children of a given parent
  Weight weight = Weight::equal;
  std::uint16_t weighting = 0;  // field: an index into EntityStore::weightings
  Slot child = 0;               // expression: the child that it looks at
  Code code;                    // and computes, as a real, into
  Slot result = 0;
  Origin origin;  // of the expression, for messages
};

// What choosers weigh by: EntityStore::weightings has the tables.
struct WeightingKey {
  std::uint16_t entity = 0;
  std::uint16_t field = 0;
  bool of_parent = false;
  bool real = false;  // the field is a real; else a whole number
  Origin origin;      // of the first choose() that asks for it
};

struct Program {
  std::vector<Instruction> code;
  std::vector<std::uint32_t> origin_of;  // per instruction, an index into origins
  std::vector<Origin> origins;
  std::vector<Value> frame;
  std::vector<std::uint64_t> draw_keys;
  std::vector<Slot> operands;  // lists of slots for instructions of many operands
  std::vector<WordList> lists;
  std::vector<Chooser> choosers;
  std::vector<WeightingKey> weightings;
  std::deque<std::string> texts;  // the bytes behind fixed texts; addresses never move
  // Slots for what an expression needs only while it runs; every expression uses the same ones.
  std::vector<Slot> scratch;

  // A fixed text that lives as long as the program.
  [[nodiscard]] Value fixed_text(std::string_view text);
  // A new slot with this initial value. Throws Error(usage) past 65,535.
  [[nodiscard]] Slot new_slot(Value initial = {});
  // A slot that holds this constant and is never written; expressions share it.
  [[nodiscard]] Slot constant_slot(const Value& value);
  // The index of a new draw key. Throws Error(usage) past 2^32 - 1.
  [[nodiscard]] std::uint32_t new_draw_key(std::uint64_t key);

  // Constants by their kind (0 a word, 1 a text, 2 null), word and text.
  std::map<std::tuple<int, std::int64_t, std::string>, Slot> constants;
};

// Appends `to = from`, if they differ.
void append_copy(Program& program, Slot to, Slot from);

}  // namespace seedbed::model
