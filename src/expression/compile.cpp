// compile_expression(): reads, checks and generates one expression.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "expression/expression.hpp"
#include "expression/language/checker.hpp"
#include "expression/language/generator.hpp"
#include "expression/language/hints.hpp"
#include "expression/language/parser.hpp"
#include "expression/language/reporter.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

// A value that is written without quotes.
SyntaxPointer bare_literal(const Node& node, Reporter& reporter) {
  auto literal = std::make_unique<Syntax>();
  literal->integer = node.integer;
  literal->real = node.real;
  switch (node.kind) {
    case Node::Kind::boolean: literal->type.kind = Kind::boolean; return literal;
    case Node::Kind::integer: literal->type.kind = Kind::integer; return literal;
    case Node::Kind::time: literal->type.kind = Kind::time; return literal;
    case Node::Kind::date: literal->type.kind = Kind::date; return literal;
    case Node::Kind::real:
      literal->type.kind = Kind::real;
      if (std::isfinite(node.real)) return literal;
      reporter.error(0, "expected an expression: a real is finite, so there is no inf or nan");
      return nullptr;
    case Node::Kind::text:
    case Node::Kind::other:
    case Node::Kind::array:
    case Node::Kind::table: break;
  }
  reporter.error(0, fmt::format("expected an expression, and this is {}", describe(node.kind)));
  return nullptr;
}

SyntaxPointer read(const Node& node, const Scope& scope, const Expectation& expected, Reporter& reporter) {
  if (!node.is(Node::Kind::text)) return bare_literal(node, reporter);
  try {
    return parse_expression(node.text, scope);
  } catch (const SyntaxError& e) {
    reporter.error(e.at(), std::string(e.what()) + unquoted_text_hint(node.text, expected));
    return nullptr;
  }
}

std::string described(const Expectation& expected, const EntityNames* entities) {
  if (!expected.what.empty()) return expected.what;
  if (expected.exactly) return type_name(*expected.exactly, entities);
  std::vector<std::string> names;
  for (const Kind kind : expected.kinds)
    names.push_back(kind == Kind::decimal ? "decimal" : type_name({kind, 0, 0}));
  return joined(names, " or ");
}

bool accepts(const Expectation& expected, Kind kind) {
  return std::find(expected.kinds.begin(), expected.kinds.end(), kind) != expected.kinds.end();
}

// Whether a column of type `to`, and nothing else of that type, takes the value.
bool converts(const ExprType& type, const ExprType& to) {
  if (to.kind == Kind::json) return type.kind == Kind::text;
  if (to.kind != Kind::decimal) return false;
  return type.kind == Kind::integer || (type.kind == Kind::decimal && type.scale <= to.scale);
}

// The type of the value in its place. Returns nothing if no type fits.
std::optional<ExprType> type_in_place(const ExprType& type, const Expectation& expected) {
  if (expected.exactly) {
    const bool widens = (type.kind == Kind::integer && expected.exactly->kind == Kind::real) ||
                        (!expected.column.empty() && converts(type, *expected.exactly));
    if (type == *expected.exactly || widens || type.kind == Kind::null) return expected.exactly;
    return std::nullopt;
  }
  if (expected.kinds.empty() || accepts(expected, type.kind)) return type;
  if (type.kind == Kind::integer && accepts(expected, Kind::real)) return ExprType{Kind::real, 0, 0};
  if (type.kind != Kind::null) return std::nullopt;
  const bool scaled = expected.kinds[0] == Kind::decimal || expected.kinds[0] == Kind::reference;
  return expected.kinds.size() == 1 && !scaled ? ExprType{expected.kinds[0], 0, 0} : type;
}

Compiled finished(const Syntax& root, const ExprType& type, const Checker& checker, const Operand& value,
                  Program& program, std::uint32_t begin) {
  Compiled result;
  result.type = type;
  result.code = {begin, static_cast<std::uint32_t>(program.code.size())};
  result.constant = value.constant;
  // Equal constants share a slot, because no instruction writes to it.
  result.slot = value.has_slot && (!value.constant || root.kind == Syntax::Kind::name)
                    ? value.slot
                    : program.constant_slot(value.value);
  result.draws = checker.draws();
  result.names = checker.names();
  return result;
}

}  // namespace

std::optional<Compiled> compile_expression(const Node& node, const Scope& scope, const Expectation& expected,
                                           const std::string& place, Program& program,
                                           Diagnostics& diagnostics) {
  Reporter reporter(node, place, diagnostics);
  const SyntaxPointer root = read(node, scope, expected, reporter);
  if (root == nullptr) return std::nullopt;
  Checker checker(scope, expected, reporter);
  if (!checker.check(*root) || reporter.failed()) return std::nullopt;

  const auto type = type_in_place(root->type, expected);
  if (!type) {
    reporter.error(
        0, fmt::format("expected {}, and this is {}{}", described(expected, scope.find_entities()),
                       type_name(root->type, scope.find_entities()), type_hint(node, root->type, expected)));
    return std::nullopt;
  }
  const auto begin = static_cast<std::uint32_t>(program.code.size());
  const Origin origin{source_of(node), place, reporter.location(0)};
  Generator generator(program, place, origin, reporter);
  const Operand value = generator.emit_for_column(*root, *type, expected.column, {ValueSlot::Kind::fresh, 0});
  if (reporter.failed()) return std::nullopt;
  if (const auto hint = probability_hint(node, expected, *type, value)) {
    reporter.error(0, *hint);
    return std::nullopt;
  }
  return finished(*root, *type, checker, value, program, begin);
}

}  // namespace seedbed::model
