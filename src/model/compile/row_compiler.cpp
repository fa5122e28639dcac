#include "model/compile/row_compiler.hpp"

#include <fmt/format.h>

#include "expression/language/hints.hpp"
#include "expression/language/mentions.hpp"
#include "random/random.hpp"

namespace seedbed::model {
namespace {

using Kind = ExprType::Kind;

// A column may use a `let` or label that only some transitions have. Returns true if it is missing in
// `scope`, and reports it at the row.
bool lacks_name(const RowsPart& row, const Node& expression, const Scope& scope, const PartialNames& partial,
                const std::string& table, Diagnostics& diagnostics) {
  if (!expression.is(Node::Kind::text)) return false;
  for (const std::string& name : mentions_in(expression.text, scope.find_entities()).names) {
    const bool let = partial.lets.contains(name);
    if ((!let && !partial.labels.contains(name)) || scope.find(name) != nullptr) continue;
    diagnostics.error(row.node->at, fmt::format("column `{}` of table `{}` needs `{}`, which has no {} here",
                                                expression.key, table, name, let ? "`let`" : "label"));
    return true;
  }
  return false;
}

std::optional<Slot> compile_cell(const RowsPart& row, std::size_t column, const Scope& scope,
                                 const std::string& place, const PartialNames& partial, TableSet& tables,
                                 Model& model, Diagnostics& diagnostics) {
  const TableSet::TableDef& table = tables.at(row.table);
  const TableSet::ColumnDef& def = table.columns[column];
  const Node* expression = row.columns != nullptr ? row.columns->find(def.name) : nullptr;
  if (expression == nullptr) expression = def.expression;
  if (expression == nullptr) return model.program.constant_slot(Value::nothing());
  if (lacks_name(row, *expression, scope, partial, table.name, diagnostics)) return std::nullopt;
  Expectation expected;
  expected.what = "a column's value";
  expected.column = fmt::format("column `{}` of table `{}`", def.name, table.name);
  if (def.declared) {
    expected.exactly = def.type;
    expected.what = fmt::format("{}, the type that `types` in line {} gives {}", type_name(def.type),
                                def.typed_at.line, expected.column);
  } else if (def.type.kind == Kind::real) {
    expected.kinds = {Kind::real};
  }
  const auto value =
      compile_expression(*expression, scope, expected, place + "." + def.name, model.program, diagnostics);
  if (!value) return std::nullopt;
  tables.learn(row.table, column, value->type, expression->at, diagnostics);
  return value->slot;
}

}  // namespace

std::optional<Condition> compile_condition(const Node& node, const Scope& scope, const std::string& place,
                                           Program& program, Diagnostics& diagnostics) {
  Expectation expected;
  expected.kinds = {Kind::boolean};
  expected.what = "a condition, such as \"amount <= balance\"";
  const auto value = compile_expression(node, scope, expected, place, program, diagnostics);
  if (!value) return std::nullopt;
  return Condition{value->code, value->slot, source_of(node)};
}

Emission compile_emission(const RowsPart& row, const Scope& scope, const std::string& place,
                          const PartialNames& partial, TableSet& tables, Model& model,
                          Diagnostics& diagnostics) {
  Emission emission;
  emission.table = static_cast<std::uint16_t>(row.table);
  emission.noise_key = draw_key(place + ".noise", 0);
  if (row.when != nullptr)
    emission.when = compile_condition(*row.when, scope, place + ".when", model.program, diagnostics);
  emission.code.begin = static_cast<std::uint32_t>(model.program.code.size());
  for (std::size_t c = 0; c < tables.at(row.table).columns.size(); ++c) {
    emission.cells.push_back(
        compile_cell(row, c, scope, place, partial, tables, model, diagnostics).value_or(0));
  }
  emission.code.end = static_cast<std::uint32_t>(model.program.code.size());
  return emission;
}

}  // namespace seedbed::model
