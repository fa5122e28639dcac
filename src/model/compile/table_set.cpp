#include "model/compile/table_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/ascii.hpp"
#include "document/keys.hpp"

namespace seedbed::model {

namespace {

bool before(const Location& a, const Location& b) {
  return std::tie(a.line, a.column) < std::tie(b.line, b.column);
}

// Databases compare names without regard to case. `earlier`: the other names of the same kind.
struct EarlierName {
  const std::string& name;
  Location at;
};

void check_name(std::string_view name, Location at, const std::vector<EarlierName>& earlier,
                std::string_view what, Diagnostics& diagnostics) {
  const std::string lower = ascii_lower(name);
  for (const EarlierName& other : earlier) {
    if (ascii_lower(other.name) != lower) continue;
    diagnostics.error(
        at, other.name == name
                ? fmt::format("{} `{}` stands in line {} too", what, name, other.at.line)
                : fmt::format("{} `{}` differs from `{}` in line {} by case only, which databases do not "
                              "tell apart",
                              what, name, other.name, other.at.line));
    break;
  }
  const bool control =
      std::any_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (name.empty() || control) {
    diagnostics.error(at, fmt::format("a {}'s name is empty or holds control characters", what));
  }
}

// The type that `types` could declare so that the column converts both types to it.
std::optional<ExprType> type_of_both(const ExprType& a, const ExprType& b) {
  using Kind = ExprType::Kind;
  const auto either = [&](Kind x, Kind y) {
    return (a.kind == x && b.kind == y) || (a.kind == y && b.kind == x);
  };
  if (either(Kind::text, Kind::json)) return ExprType{Kind::json};
  if (either(Kind::integer, Kind::decimal) || either(Kind::decimal, Kind::decimal))
    return ExprType{Kind::decimal, std::max(a.scale, b.scale)};
  return std::nullopt;
}

// Names that databases or seedbed reserve.
void check_table_name(const std::string& name, Location at, Diagnostics& diagnostics) {
  const std::string lower = ascii_lower(name);
  if (!lower.starts_with("sqlite_") && !lower.starts_with("pg_") && lower != "seedbed_load") return;
  diagnostics.error(at, fmt::format("table `{}`: the name is taken by the database or by seedbed", name));
}

}  // namespace

std::optional<std::size_t> TableSet::TableDef::find_column(std::string_view column) const {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (columns[c].name == column) return c;
  }
  return std::nullopt;
}

std::vector<std::string> TableSet::TableDef::column_names() const {
  std::vector<std::string> result;
  for (const ColumnDef& column : columns) result.push_back(column.name);
  return result;
}

void TableSet::read(const Node* tables, Diagnostics& diagnostics) {
  if (tables == nullptr) return;
  for (const Node& node : tables->items) {
    const std::string where = fmt::format("[table.{}]", node.key);
    if (node.is(Node::Kind::table)) {
      Keys keys(node, where, diagnostics);
      (void)add(keys, node.key, node.key_at, diagnostics);
      keys.finish();
    } else {
      diagnostics.error(node.key_at, fmt::format("{}: expected a table with `columns`", where));
      TableDef table;
      table.name = node.key;
      table.node = &node;
      table.named_at = node.key_at;
      table.where = where;
      tables_.push_back(std::move(table));
    }
  }
}

std::size_t TableSet::add(Keys& keys, const std::string& name, Location at, Diagnostics& diagnostics) {
  const Node& node = keys.table();
  TableDef table;
  table.name = name;
  table.node = &node;
  table.named_at = at;
  table.where = keys.where();
  table.written = find(name).has_value();  // a second table of this name: reported here
  std::vector<EarlierName> earlier;
  for (const TableDef& other : tables_) earlier.push_back({other.name, other.named_at});
  check_name(name, at, earlier, "table", diagnostics);
  check_table_name(name, at, diagnostics);
  if (const Node* columns = keys.take_table("columns")) {
    earlier.clear();
    for (const Node& column : columns->items) {
      check_name(column.key, column.key_at, earlier, "column", diagnostics);
      earlier.push_back({column.key, column.key_at});
      ColumnDef def;
      def.name = column.key;
      def.expression = &column;
      table.columns.push_back(std::move(def));
    }
    if (columns->items.size() > kMaxColumns) {
      diagnostics.error(columns->key_at, fmt::format("{} has {} columns, more than {}", keys.where(),
                                                     columns->items.size(), kMaxColumns));
    }
  } else if (node.find("columns") == nullptr) {
    diagnostics.error(node.key_at.line > 0 ? node.key_at : node.at,
                      fmt::format("{0} has no columns: add `columns`", keys.where()));
  }
  table.options = take_table_options(keys, sql_, diagnostics);
  table.noise = keys.take_table("noise");
  tables_.push_back(std::move(table));
  return tables_.size() - 1;
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
    ColumnDef def;
    def.name = entry.key;
    def.named_at = entry.key_at;
    columns.push_back(std::move(def));
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
  const auto common = type_of_both(type, known.type);
  const std::string hint = common ? fmt::format("; `types = {{ {} = \"{}\" }}` in {} makes one of them",
                                                known.name, type_name(*common), tables_[table].where)
                                  : "";
  diagnostics.error(at, fmt::format("column `{}` of table `{}` is {} here, but {} in line {}{}", known.name,
                                    tables_[table].name, type_name(type), type_name(known.type),
                                    known.typed_at.line, hint));
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
  for (const TableDef& def : tables_) result.push_back(finished(def, diagnostics));
  check_references(diagnostics);
  return result;
}

Table TableSet::finished(const TableDef& def, Diagnostics& diagnostics) const {
  Table table{def.name, {}};
  if (def.columns.empty())
    diagnostics.error(def.named_at, fmt::format("{} has no columns: add some to `columns`", def.where));
  for (const ColumnDef& column : def.columns) {
    const auto type = storable(column.type);
    if (!type) {
      const Node& at = column.expression != nullptr ? *column.expression : *def.node;
      const bool unknown = column.type.kind == ExprType::Kind::null;
      diagnostics.error(
          at.key_at,
          fmt::format("column `{}` of table `{}` {}", column.name, def.name,
                      unknown ? fmt::format("is always null, and its type is unknown: add `types = {{ {} = "
                                            "\"text\" }}` to {}",
                                            column.name, def.where)
                              : fmt::format("is a {}, which no column can hold", type_name(column.type))));
    }
    table.columns.push_back({column.name, type.value_or(Type::integer), column.type.scale, column.not_null});
  }
  table.key = def.key;
  table.indexes = def.indexes;
  for (const ReferenceDef& reference : def.references) {
    const TableDef& parent = tables_[reference.parent.table];
    table.references.push_back({reference.column, parent.name, parent.columns[reference.parent.column].name});
  }
  return table;
}

}  // namespace seedbed::model
