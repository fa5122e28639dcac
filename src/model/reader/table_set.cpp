#include "model/reader/table_set.hpp"

#include <fmt/format.h>

#include "model/reader/keys.hpp"

namespace seedbed::model {

void TableSet::read(const Node* tables, Diagnostics& diagnostics) {
  if (tables == nullptr) return;
  for (const Node& node : tables->items) {
    TableDef table{node.key, &node, {}, false};
    if (!node.is(Node::Kind::table)) {
      diagnostics.error(node.key_at, fmt::format("[table.{}]: expected a table with `columns`", node.key));
    } else {
      Keys keys(node, fmt::format("[table.{}]", node.key), diagnostics);
      if (const Node* columns = keys.take_table("columns")) {
        for (const Node& column : columns->items) table.columns.push_back({column.key, &column, {}, {}});
        if (columns->items.size() > kMaxColumns) {
          diagnostics.error(columns->key_at, fmt::format("[table.{}] has {} columns, more than {}", node.key,
                                                         columns->items.size(), kMaxColumns));
        }
      } else if (node.find("columns") == nullptr) {
        diagnostics.error(node.key_at,
                          fmt::format("[table.{0}] has no columns: add [table.{0}.columns]", node.key));
      }
      keys.not_yet({"types", "key", "not_null", "index", "references", "noise"});
      keys.finish();
    }
    tables_.push_back(std::move(table));
  }
}

std::optional<std::size_t> TableSet::find(std::string_view name) const {
  for (std::size_t t = 0; t < tables_.size(); ++t) {
    if (tables_[t].name == name) return t;
  }
  return std::nullopt;
}

std::vector<std::string> TableSet::names() const {
  std::vector<std::string> names;
  for (const TableDef& table : tables_) names.push_back(table.name);
  return names;
}

std::size_t TableSet::column(std::size_t table, const Node& override_entry) {
  auto& columns = tables_[table].columns;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (columns[c].name == override_entry.key) return c;
  }
  columns.push_back({override_entry.key, nullptr, {}, {}});
  return columns.size() - 1;
}

void TableSet::learn(std::size_t table, std::size_t column, const ExprType& type, Location at,
                     Diagnostics& diagnostics) {
  using Kind = ExprType::Kind;
  ColumnDef& known = tables_[table].columns[column];
  if (type.kind == Kind::null || type == known.type) return;
  if (known.type.kind == Kind::null || (known.type.kind == Kind::integer && type.kind == Kind::real)) {
    known.type = type;
    known.typed_at = at;
    return;
  }
  if (known.type.kind == Kind::real && type.kind == Kind::integer) return;
  diagnostics.error(
      at, fmt::format("column `{}` of table `{}` is {} here, but {} in line {}", known.name,
                      tables_[table].name, type_name(type), type_name(known.type), known.typed_at.line));
}

void TableSet::check_written(Diagnostics& diagnostics) const {
  for (const TableDef& def : tables_) {
    if (!def.written && !assume_written_) {
      diagnostics.error(def.node->key_at,
                        fmt::format("nothing writes to table `{0}`: name it in an `emit`, or remove "
                                    "[table.{0}]",
                                    def.name));
    }
  }
}

std::vector<Table> TableSet::finish(Diagnostics& diagnostics) const {
  std::vector<Table> result;
  for (const TableDef& def : tables_) {
    Table table{def.name, {}};
    for (const ColumnDef& column : def.columns) {
      const auto type = storable(column.type);
      if (!type) {
        const Node& at = column.expression != nullptr ? *column.expression : *def.node;
        diagnostics.error(at.key_at, fmt::format("column `{}` of table `{}` {}", column.name, def.name,
                                                 column.type.kind == ExprType::Kind::null
                                                     ? std::string("is always null: its type is unknown")
                                                     : fmt::format("is a {}, which no column can hold",
                                                                   type_name(column.type))));
        continue;
      }
      table.columns.push_back({column.name, *type, column.type.scale});
    }
    result.push_back(std::move(table));
  }
  return result;
}

}  // namespace seedbed::model
