// The rows that an actor writes, into code.
#include <fmt/format.h>

#include "base/random.hpp"
#include "model/reader/actor_reader.hpp"

namespace seedbed::model {
namespace {
using Kind = ExprType::Kind;
}  // namespace

std::optional<Condition> ActorReader::compile_condition(const Node& node, const Scope& scope,
                                                        const std::string& place, Model& model) {
  Expectation expected;
  expected.kinds = {Kind::boolean};
  expected.what = "a condition, such as \"amount <= balance\"";
  const auto value = compile_expression(node, scope, expected, place, model.program, *diagnostics_);
  if (!value) return std::nullopt;
  return Condition{value->code, value->slot};
}

std::vector<Emission> ActorReader::compile_rows(const std::vector<RowsPart>& rows, const Scope& scope,
                                                const std::string& place, Model& model) {
  const bool used_before = serial_used_;
  serial_used_ = false;
  std::vector<Emission> result;
  std::map<std::size_t, int> nth;  // a table may stand in one `emit` more than once
  for (const RowsPart& row : rows) {
    const TableSet::TableDef& table = tables_->at(row.table);
    const std::string here = fmt::format("{}.emit.{}.{}", place, table.name, nth[row.table]++);
    Emission emission;
    emission.table = static_cast<std::uint16_t>(row.table);
    emission.noise_key = draw_key(here + ".noise", 0);
    if (row.when != nullptr) emission.when = compile_condition(*row.when, scope, here + ".when", model);
    emission.code.begin = static_cast<std::uint32_t>(model.program.code.size());
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      emission.cells.push_back(compile_cell(row, c, scope, here, model).value_or(0));
    }
    emission.code.end = static_cast<std::uint32_t>(model.program.code.size());
    result.push_back(std::move(emission));
  }
  kind_.serials_in_rows = kind_.serials_in_rows || serial_used_;
  serial_used_ = used_before;
  return result;
}

std::optional<Slot> ActorReader::compile_cell(const RowsPart& row, std::size_t column, const Scope& scope,
                                              const std::string& place, Model& model) {
  TableSet::ColumnDef& def = tables_->at(row.table).columns[column];
  const Node* expression = row.columns != nullptr ? row.columns->find(def.name) : nullptr;
  if (expression == nullptr) expression = def.expression;
  if (expression == nullptr) return model.program.constant_slot(Value::nothing());
  if (lacks_name(row, *expression, scope)) return std::nullopt;
  Expectation expected;
  expected.what = "a column's value";
  if (def.type.kind == Kind::real) expected.kinds = {Kind::real};
  const auto value =
      compile_expression(*expression, scope, expected, place + "." + def.name, model.program, *diagnostics_);
  if (!value) return std::nullopt;
  tables_->learn(row.table, column, value->type, expression->at, *diagnostics_);
  return value->slot;
}

// A table's column may need a `let` or label that only some transitions have: say so where the row is
// written.
bool ActorReader::lacks_name(const RowsPart& row, const Node& expression, const Scope& scope) {
  if (!expression.is(Node::Kind::text)) return false;
  for (const std::string& name : mentioned_names(expression.text)) {
    const bool let = let_names_.contains(name);
    if ((!let && !label_names_.contains(name)) || scope.find(name) != nullptr) continue;
    diagnostics_->error(
        row.node->at,
        fmt::format("column `{}` of table `{}` needs `{}`, which has no {} here", expression.key,
                    tables_->at(row.table).name, name, let ? "`let`" : "label"));
    return true;
  }
  return false;
}

}  // namespace seedbed::model
