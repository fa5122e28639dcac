// The table of everything an expression can call: operators, if() and functions. Adding one is adding an
// entry to functions.cpp (or operators.cpp).
#pragma once
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expression/language/syntax.hpp"
#include "expression/program/instruction.hpp"

namespace seedbed::model {

class Checker;
class Generator;
struct Operand;
struct ValueSlot;

// Short names for the tables of functions.
inline constexpr ExprType::Kind kBool = ExprType::Kind::boolean;
inline constexpr ExprType::Kind kInt = ExprType::Kind::integer;
inline constexpr ExprType::Kind kReal = ExprType::Kind::real;
inline constexpr ExprType::Kind kDecimal = ExprType::Kind::decimal;
inline constexpr ExprType::Kind kTime = ExprType::Kind::time;
inline constexpr ExprType::Kind kDuration = ExprType::Kind::duration;
inline constexpr ExprType::Kind kRate = ExprType::Kind::rate;

// As the most arguments of a function: there is no limit.
inline constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();

// One way to call a function: operands of these types, a result of that one, one instruction. The first
// overload of a function that fits is taken, so those of int stand before those of real. An int fits a real
// parameter; the literal null fits each; an int fits a decimal parameter next to a decimal; decimals of one
// call are of one scale, which is the result's, and references of one call are to one entity.
struct Overload {
  std::vector<ExprType::Kind> parameters;
  ExprType::Kind result;
  Op op;
  // The operation works on reals: duration arguments are handed to it in microseconds and a duration result
  // is rounded to them, half away from zero.
  bool on_reals = false;
  std::optional<double> last_operand = {};  // a constant behind the arguments
  bool swapped = false;                     // a > b is b < a
};

struct Function {
  std::string_view name;
  std::string_view usage;  // for messages: "round(x) or round(x, n)"
  std::vector<Overload> overloads;
  bool random = false;
  // Instead of overloads. `check` sees checked arguments, sets the call's type and reports what is wrong;
  // false: something was.
  bool (*check)(Checker&, Syntax& call) = nullptr;
  Operand (*generate)(Generator&, const Syntax& call, const ValueSlot& target) = nullptr;
};

[[nodiscard]] const Function* find_function(std::string_view name);
// The names of functions, for suggestions.
[[nodiscard]] std::vector<std::string> function_names();
// For tests and documentation.
[[nodiscard]] const std::vector<Function>& all_functions();

[[nodiscard]] std::vector<Function> operator_table();
[[nodiscard]] std::vector<Function> plain_function_table();
[[nodiscard]] std::vector<Function> special_function_table();
[[nodiscard]] std::vector<Function> random_function_table();

}  // namespace seedbed::model
