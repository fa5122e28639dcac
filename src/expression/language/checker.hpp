// Determines the type of every part of an expression, and reports parts that do not fit.
#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "expression/language/reporter.hpp"
#include "expression/language/syntax.hpp"

namespace seedbed::model {

class Checker {
 public:
  // All must outlive it.
  Checker(const Scope& scope, const Expectation& expected, Reporter& reporter)
      : scope_(scope), expected_(expected), reporter_(reporter) {}

  // Determines the types of the tree. Returns false if errors were reported.
  [[nodiscard]] bool check(Syntax& node);
  [[nodiscard]] bool draws() const { return draws_ > 0; }
  [[nodiscard]] std::vector<std::string> names() const { return {names_.begin(), names_.end()}; }

  // For rules of functions (functions.hpp): reports and returns false.
  bool fail(const Syntax& at, std::string_view message);
  // The type that all these arguments have or widen to; null if all are the literal null. Reports and returns
  // nothing if there is none.
  [[nodiscard]] std::optional<ExprType> common_type(const Syntax& call,
                                                    const std::vector<const Syntax*>& parts);
  // Checks that the number of arguments is within these bounds; reports and returns false if not.
  bool count_arguments(const Syntax& call, std::size_t least, std::size_t most);
  // Takes the first overload that fits, as calls without a rule do.
  bool check_overloads(Syntax& node);
  // "`round` does not take text: expected …"
  bool mismatch(const Syntax& node);

 private:
  bool check_name(Syntax& node);
  bool check_field(Syntax& node);
  bool check_field_of(Syntax& node, std::uint16_t entity);
  bool check_choose(Syntax& node);
  bool check_weight(Syntax& node, Syntax& weight);
  bool name_field_of_child(Syntax& node);
  bool check_call(Syntax& node);
  bool check_random(Syntax& node);
  bool check_serial(Syntax& node);
  bool check_list(Syntax& node, const std::string& name);
  bool check_arguments(Syntax& node);
  bool resolve(Syntax& node, std::string_view name);
  bool unknown_name(const Syntax& node, std::string_view name);
  bool unknown_function(const Syntax& node);
  [[nodiscard]] bool text_fits(const Syntax& node) const;

  const Scope& scope_;
  const Expectation& expected_;
  Reporter& reporter_;
  const Syntax* root_ = nullptr;
  const Syntax* text_sibling_ = nullptr;  // an operand whose other side is a text
  std::optional<std::uint16_t> child_;    // the entity whose fields come first in scope
  bool only_fields_ = false;              // and nothing else is
  std::string_view weight_rule_;          // not empty: nothing may be drawn here, and this says why
  std::set<std::string> names_;
  std::uint64_t draws_ = 0;
};

// The type that both have or widen to. Returns nothing if there is none.
[[nodiscard]] std::optional<ExprType> widened(const ExprType& a, const ExprType& b);

}  // namespace seedbed::model
