// An expression as a tree: what the parser makes, the checker completes and the generator reads.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "expression/expression.hpp"

namespace seedbed::model {

struct Function;
struct Overload;

struct Syntax {
  enum class Kind : std::uint8_t {
    literal,
    name,    // of the scope
    call,    // operators and if() too: `name` is the function's name in the table
    field,   // parts[0] . name
    choose,  // choose(name), choose(name of parts[0]), a weight last; see has_parent, has_weight
    child,   // before a field, in the weight of choose(name of parent, …): the row that is weighed
  };

  Kind kind = Kind::literal;
  std::size_t at = 0;  // the byte of the expression that messages about it point to
  std::string name;
  std::vector<std::unique_ptr<Syntax>> parts;
  int depth = 1;
  bool has_parent = false;
  bool has_weight = false;

  // A literal's value: boolean, integer, time, date and duration in integer.
  std::int64_t integer = 0;
  double real = 0;
  std::string text;

  // A literal's type is known from the start, the others' when they are checked.
  ExprType type;

  // Filled by the checker.
  const Function* function = nullptr;
  const Overload* overload = nullptr;     // of functions that have them
  std::optional<std::uint16_t> list;      // of pick(list)
  const Binding* binding = nullptr;       // of names
  const SerialSource* serials = nullptr;  // of serial()
  std::uint16_t entity = 0;               // of choose: which
  std::uint16_t field = 0;                // of fields: its number
  std::uint64_t draw_number = 0;          // of functions that draw: which one in the expression

  [[nodiscard]] bool is_null_literal() const {
    return kind == Kind::literal && type.kind == ExprType::Kind::null;
  }
};

using SyntaxPointer = std::unique_ptr<Syntax>;

// The expression cannot be read on from here.
class SyntaxError : public std::runtime_error {
 public:
  SyntaxError(std::size_t at, const std::string& message) : std::runtime_error(message), at_(at) {}
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  std::size_t at_;
};

}  // namespace seedbed::model
