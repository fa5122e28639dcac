#include "model/reader/table_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "model/reader/keys.hpp"

namespace seedbed::model {

namespace {

bool before(const Location& a, const Location& b) {
  return std::tie(a.line, a.column) < std::tie(b.line, b.column);
}

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

// Databases compare names without regard to case, and keep some for themselves.
void check_name(const Node& node, const std::vector<Node>& all, std::string_view what,
                Diagnostics& diagnostics) {
  const std::string lower = lower_case(node.key);
  const auto same = [&](const Node& other) { return &other != &node && lower_case(other.key) == lower; };
  const auto earlier = std::find_if(all.begin(), all.end(), same);
  if (earlier != all.end() && earlier < all.begin() + (&node - all.data())) {
    diagnostics.error(
        node.key_at,
        fmt::format("{} `{}` differs from `{}` in line {} by case only, which databases do not tell apart",
                    what, node.key, earlier->key, earlier->key_at.line));
  }
  if (what == "table" &&
      (lower.starts_with("sqlite_") || lower.starts_with("pg_") || lower == "seedbed_load")) {
    diagnostics.error(node.key_at,
                      fmt::format("table `{}`: the name is taken by the database or by seedbed", node.key));
  }
  const bool control = std::any_of(node.key.begin(), node.key.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (node.key.empty() || control) {
    diagnostics.error(node.key_at, fmt::format("a {}'s name is empty or holds control characters", what));
  }
}

}  // namespace

void TableSet::read(const Node* tables, Diagnostics& diagnostics) {
  if (tables == nullptr) return;
  for (const Node& node : tables->items) {
    TableDef table{node.key, &node, {}, false, nullptr};
    check_name(node, tables->items, "table", diagnostics);
    if (!node.is(Node::Kind::table)) {
      diagnostics.error(node.key_at, fmt::format("[table.{}]: expected a table with `columns`", node.key));
    } else {
      Keys keys(node, fmt::format("[table.{}]", node.key), diagnostics);
      if (const Node* columns = keys.take_table("columns")) {
        for (const Node& column : columns->items) {
          check_name(column, columns->items, "column", diagnostics);
          table.columns.push_back({column.key, &column, {}, {}, {}});
        }
        if (columns->items.size() > kMaxColumns) {
          diagnostics.error(columns->key_at, fmt::format("[table.{}] has {} columns, more than {}", node.key,
                                                         columns->items.size(), kMaxColumns));
        }
      } else if (node.find("columns") == nullptr) {
        diagnostics.error(node.key_at,
                          fmt::format("[table.{0}] has no columns: add [table.{0}.columns]", node.key));
      }
      keys.not_yet({"types", "key", "not_null", "index", "references"});
      table.noise = keys.take_table("noise");
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

void TableSet::add_override(std::size_t table, const Node& entry) {
  auto& columns = tables_[table].columns;
  const auto known =
      std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == entry.key; });
  if (known == columns.end()) {
    columns.push_back({entry.key, nullptr, {}, {}, entry.key_at});
  } else if (before(entry.key_at, known->named_at)) {
    known->named_at = entry.key_at;
  }
}

void TableSet::order_overrides() {
  for (TableDef& table : tables_) {
    std::stable_sort(table.columns.begin(), table.columns.end(), [](const ColumnDef& a, const ColumnDef& b) {
      if (a.expression != nullptr || b.expression != nullptr)
        return a.expression != nullptr && b.expression == nullptr;
      return before(a.named_at, b.named_at);
    });
  }
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
