#include "model/compile/table_options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/compile/table_set.hpp"

namespace seedbed::model {
namespace {

// The most columns of an index in Postgres.
constexpr std::size_t kMostIndexed = 32;

const std::vector<std::string>& type_names() {
  static const std::vector<std::string> names = {"int",  "real", "decimal(2)", "text", "time",
                                                 "date", "bool", "duration",   "uuid", "json"};
  return names;
}

std::string option_of(std::string_view option, const TableSet::TableDef& table) {
  return fmt::format("`{}` in {}", option, table.where);
}

// Reads the options of one table. REQUIRES: its columns are known.
class OptionReader {
 public:
  OptionReader(TableSet::TableDef& table, bool all_known, Diagnostics& diagnostics)
      : table_(table), all_known_(all_known), diagnostics_(diagnostics) {}

  void read() {
    const TableOptions& options = table_.options;
    if (options.types != nullptr) {
      for (const Node& type : options.types->items) read_type(type);
    }
    if (options.key != nullptr) table_.key = columns_of(*options.key, "key");
    if (options.not_null != nullptr) {
      for (const std::size_t column : columns_of(*options.not_null, "not_null"))
        table_.columns[column].not_null = true;
    }
    for (const std::size_t column : table_.key) table_.columns[column].not_null = true;
    if (options.index != nullptr) {
      for (const Node& index : options.index->items) read_index(index);
    }
  }

 private:
  void error(const Location& at, std::string_view option, const std::string& what) {
    diagnostics_.error(at, option_of(option, table_) + ": " + what);
  }

  std::optional<std::size_t> column_of(const std::string& name, const Location& at, std::string_view option) {
    const auto column = table_.find_column(name);
    if (!column && all_known_)
      error(at, option,
            fmt::format("there is no column `{}`{}", name, suggestion(name, table_.column_names())));
    return column;
  }

  void read_type(const Node& node) {
    const auto column = column_of(node.key, node.key_at, "types");
    const auto type = node.is(Node::Kind::text) ? parse_type(node.text) : std::nullopt;
    if (!type || !storable(*type)) {
      const std::string found =
          node.is(Node::Kind::text) ? "`" + node.text + "`" : std::string(describe(node.kind));
      error(node.at, "types",
            fmt::format("expected a type of the language such as \"decimal(2)\", found {}{}", found,
                        node.is(Node::Kind::text) ? suggestion(node.text, type_names()) : ""));
      return;
    }
    if (!column) return;
    table_.columns[*column].type = *type;
    table_.columns[*column].typed_at = node.at;
    table_.columns[*column].declared = true;
  }

  // The columns that `list` names, each once. Reports unknown and repeated names.
  std::vector<std::size_t> columns_of(const Node& list, std::string_view option) {
    std::vector<std::size_t> columns;
    if (list.items.empty()) error(list.at, option, "it names no column");
    for (const Node& node : list.items) {
      if (!node.is(Node::Kind::text)) {
        error(node.at, option, fmt::format("expected a column's name, found {}", describe(node.kind)));
        continue;
      }
      const auto column = column_of(node.text, node.at, option);
      if (!column) continue;
      if (std::find(columns.begin(), columns.end(), *column) != columns.end()) {
        error(node.at, option, fmt::format("the column `{}` stands twice", node.text));
        continue;
      }
      columns.push_back(*column);
    }
    if (option != "not_null" && columns.size() > kMostIndexed) {
      error(list.at, option,
            fmt::format("{} columns are more than the {} that an index holds", columns.size(), kMostIndexed));
    }
    return columns;
  }

  void read_index(const Node& node) {
    if (!node.is(Node::Kind::array)) {
      const std::string hint = node.is(Node::Kind::text) ? fmt::format("; write [[\"{}\"]]", node.text) : "";
      error(
          node.at, "index",
          fmt::format("expected an array of columns for each index, found {}{}", describe(node.kind), hint));
      return;
    }
    Index index{columns_of(node, "index"), false};
    if (index.columns.empty()) return;
    const auto same = [&](const Index& other) { return other.columns == index.columns; };
    if (std::any_of(table_.indexes.begin(), table_.indexes.end(), same)) {
      error(node.at, "index", "the same index stands twice");
    } else if (index.columns == table_.key) {
      error(node.at, "index", "these are the columns of the key, which has an index already");
    } else {
      table_.indexes.push_back(std::move(index));
    }
  }

  TableSet::TableDef& table_;
  bool all_known_;  // false: some column may be missing because of another error
  Diagnostics& diagnostics_;
};

}  // namespace

TableOptions take_table_options(Keys& keys, std::string_view sql, Diagnostics& diagnostics) {
  const auto take = [&](const char* name, Node::Kind kind, const char* expected) -> const Node* {
    const Node* node = keys.take(name);
    if (node == nullptr) return nullptr;
    if (!sql.empty() && std::string_view(name) != "types") {
      diagnostics.error(
          node->key_at,
          fmt::format(
              "`{0}` in {1}: the model has SQL of its own, which says it: put the {0} into the folder "
              "that `sql = \"{2}\"` names, or remove `sql`",
              name, keys.where(), sql));
      return nullptr;
    }
    if (node->is(kind)) return node;
    diagnostics.error(node->at, fmt::format("`{}` in {}: expected {}, found {}", name, keys.where(), expected,
                                            describe(node->kind)));
    return nullptr;
  };
  TableOptions options;
  options.types = take("types", Node::Kind::table, "a table such as { total = \"decimal(2)\" }");
  options.key = take("key", Node::Kind::array, "an array of columns such as [\"user_id\"]");
  options.not_null = take("not_null", Node::Kind::array, "an array of columns such as [\"user_id\"]");
  options.index = take("index", Node::Kind::array, "an array of indexes such as [[\"user_id\", \"ts\"]]");
  options.references =
      take("references", Node::Kind::table, "a table such as { user_id = \"user.user_id\" }");
  return options;
}

void TableSet::resolve_options(Diagnostics& diagnostics) {
  for (TableDef& table : tables_) OptionReader(table, !assume_written_, diagnostics).read();
  for (TableDef& table : tables_) {
    if (table.options.references == nullptr) continue;
    for (const Node& node : table.options.references->items) resolve_reference(table, node, diagnostics);
  }
}

void TableSet::resolve_reference(TableDef& table, const Node& node, Diagnostics& diagnostics) {
  const std::string where = option_of("references", table);
  const auto column = table.find_column(node.key);
  if (!column && !assume_written_) {
    diagnostics.error(node.key_at, fmt::format("{}: there is no column `{}`{}", where, node.key,
                                               suggestion(node.key, table.column_names())));
  }
  if (!node.is(Node::Kind::text)) {
    diagnostics.error(node.at, fmt::format("{}: expected a table and its column such as \"user.user_id\", "
                                           "found {}",
                                           where, describe(node.kind)));
    return;
  }
  std::string problem;
  const auto parent = find_parent(node.text, problem);
  if (!parent) {
    if (!problem.empty()) diagnostics.error(node.at, where + ": " + problem);
    return;
  }
  if (!column) return;
  table.references.push_back({*column, parent->table, parent->column, node.at});
  require_unique(tables_[parent->table], parent->column);
}

// Parses "table.column". Names may contain points: the first split that names a table and its column is
// taken. Otherwise `problem` describes the error; it is empty if another error may be the cause.
std::optional<TableSet::Parent> TableSet::find_parent(const std::string& text, std::string& problem) const {
  std::optional<std::size_t> table;  // a table that some split names
  std::string rest;
  for (std::size_t dot = text.find('.'); dot != std::string::npos; dot = text.find('.', dot + 1)) {
    const auto known = find(text.substr(0, dot));
    if (!known) continue;
    if (const auto column = tables_[*known].find_column(text.substr(dot + 1))) return Parent{*known, *column};
    table = known;
    rest = text.substr(dot + 1);
  }
  if (table) {
    const TableDef& parent = tables_[*table];
    if (!assume_written_)
      problem = fmt::format("table `{}` has no column `{}`{}", parent.name, rest,
                            suggestion(rest, parent.column_names()));
  } else if (const auto whole = find(text)) {
    const TableDef& parent = tables_[*whole];
    const std::string example =
        parent.key.size() == 1 ? parent.columns[parent.key.front()].name : std::string("column");
    problem = fmt::format("`{0}` is a table alone: name its column too, as in \"{0}.{1}\"", text, example);
  } else {
    const std::string name = text.substr(0, text.find('.'));
    problem = text.find('.') == std::string::npos
                  ? fmt::format("expected a table and its column such as \"user.user_id\", found `{}`", text)
                  : fmt::format("there is no table `{}`{}", name, suggestion(name, names()));
  }
  return std::nullopt;
}

// Databases allow references to unique columns only.
void TableSet::require_unique(TableDef& table, std::size_t column) {
  const std::vector<std::size_t> alone = {column};
  if (table.key == alone) return;
  const auto same = std::find_if(table.indexes.begin(), table.indexes.end(),
                                 [&](const Index& index) { return index.columns == alone; });
  if (same != table.indexes.end()) {
    same->unique = true;
  } else {
    table.indexes.push_back({alone, true});
  }
}

void TableSet::check_references(Diagnostics& diagnostics) const {
  for (const TableDef& table : tables_) {
    for (const ReferenceDef& reference : table.references) {
      const ColumnDef& column = table.columns[reference.column];
      const TableDef& parent = tables_[reference.parent.table];
      const ColumnDef& parent_column = parent.columns[reference.parent.column];
      const bool unknown =
          column.type.kind == ExprType::Kind::null || parent_column.type.kind == ExprType::Kind::null;
      if (unknown || column.type == parent_column.type) continue;
      diagnostics.error(reference.at,
                        fmt::format("{}: column `{}` is {}, but `{}.{}` is {}",
                                    option_of("references", table), column.name, type_name(column.type),
                                    parent.name, parent_column.name, type_name(parent_column.type)));
    }
  }
}

}  // namespace seedbed::model
