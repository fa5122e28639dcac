// The [table.*] of a model while it is read: which columns there are, and the types they turn out to have.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/diagnostics.hpp"
#include "document/document.hpp"
#include "document/keys.hpp"
#include "expression/expression.hpp"
#include "model/compile/table_options.hpp"
#include "rows/table.hpp"

namespace seedbed::model {

class TableSet {
 public:
  struct ColumnDef {
    std::string name;
    const Node* expression = nullptr;  // absent: the column exists only through overrides
    ExprType type;                     // null until a row says more
    Location typed_at;                 // the expression that gave the type
    Location named_at;                 // of one that only overrides name: the first that does
    bool declared = false;             // `types` gives the type: rows are converted to it
    bool not_null = false;
  };
  struct Parent {
    std::size_t table;
    std::size_t column;
  };
  struct ReferenceDef {
    std::size_t column;
    Parent parent;
    Location at;
  };
  struct TableDef {
    std::string name;
    const Node* node = nullptr;
    std::vector<ColumnDef> columns;
    bool written = false;  // some `emit` names it, or it is an entity's
    Location named_at;
    bool of_entity = false;
    const Node* noise = nullptr;  // for noise_reader.hpp
    std::string where;            // for messages: "[table.click]", "[entity.app.table]"
    TableOptions options;
    // What the options say, once resolve_options() was there.
    std::vector<std::size_t> key;
    std::vector<Index> indexes;
    std::vector<ReferenceDef> references;

    [[nodiscard]] std::optional<std::size_t> find_column(std::string_view column) const;
    [[nodiscard]] std::vector<std::string> column_names() const;
  };

  // The folder that [model] names, or "": with SQL of its own, a model's tables have no options but types. To
  // be called before tables are read.
  void use_sql(const std::string& folder) { sql_ = folder; }
  // Reads [table.*]: names, columns and options. `tables` may be absent.
  void read(const Node* tables, Diagnostics& diagnostics);
  // Reads what `keys` say of one table, named at `at`; returns its number.
  std::size_t add(Keys& keys, const std::string& name, Location at, Diagnostics& diagnostics);

  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] std::size_t size() const { return tables_.size(); }
  [[nodiscard]] TableDef& at(std::size_t table) { return tables_[table]; }
  [[nodiscard]] const TableDef& at(std::size_t table) const { return tables_[table]; }
  // An override names a column: a new one if the table has none of that name.
  void add_override(std::size_t table, const Node& entry);
  // When all are known: columns that only overrides name stand last, in the order of the file.
  void order_overrides();
  // After that, and before rows are compiled: gives columns the types that `types` says, and finds the
  // columns and tables that the other options name. A column that others reference gets a unique index,
  // unless it is its table's key.
  void resolve_options(Diagnostics& diagnostics);
  // A row gives the column a value of this type: the first one decides, an int next to a real widens.
  void learn(std::size_t table, std::size_t column, const ExprType& type, Location at,
             Diagnostics& diagnostics);

  // Some `emit` could not be read: which tables it writes is unknown.
  void assume_written() { assume_written_ = true; }
  // Reports tables that nobody writes.
  void check_written(Diagnostics& diagnostics) const;
  // The tables with their final types. Reports tables without columns, columns that no row gives a type, and
  // references between columns of different types.
  [[nodiscard]] std::vector<Table> finish(Diagnostics& diagnostics) const;

 private:
  void resolve_reference(TableDef& table, const Node& node, Diagnostics& diagnostics);
  [[nodiscard]] std::optional<Parent> find_parent(const std::string& text, std::string& problem) const;
  static void require_unique(TableDef& table, std::size_t column);
  void check_references(Diagnostics& diagnostics) const;
  [[nodiscard]] Table finished(const TableDef& def, Diagnostics& diagnostics) const;

  std::vector<TableDef> tables_;
  std::string sql_;
  bool assume_written_ = false;
};

}  // namespace seedbed::model
