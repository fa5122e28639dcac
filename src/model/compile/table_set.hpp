// The [table.*] of a model during compilation: their columns, and the types that rows give to the columns.
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
    ExprType type;                     // null until a row gives one
    Location typed_at;                 // the expression that gave the type
    Location named_at;                 // of a column that only overrides name: the first override
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
    bool written = false;  // some `emit` names it, or it belongs to an entity
    Location named_at;
    bool of_entity = false;
    const Node* noise = nullptr;  // for noise_reader.hpp
    std::string where;            // for messages: "[table.click]", "[entity.app.table]"
    TableOptions options;
    // The options, after resolve_options().
    std::vector<std::size_t> key;
    std::vector<Index> indexes;
    std::vector<ReferenceDef> references;

    [[nodiscard]] std::optional<std::size_t> find_column(std::string_view column) const;
    [[nodiscard]] std::vector<std::string> column_names() const;
  };

  // Sets the folder of SQL that [model] names, or "". If a model has SQL, its tables may have no options
  // except `types`. REQUIRES: no table has been read.
  void use_sql(const std::string& folder) { sql_ = folder; }
  // Reads [table.*]: names, columns and options. `tables` may be absent.
  void read(const Node* tables, Diagnostics& diagnostics);
  // Reads one table from `keys`; returns its number. `at` is the location of `name`.
  std::size_t add(Keys& keys, const std::string& name, Location at, Diagnostics& diagnostics);

  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] std::size_t size() const { return tables_.size(); }
  [[nodiscard]] TableDef& at(std::size_t table) { return tables_[table]; }
  [[nodiscard]] const TableDef& at(std::size_t table) const { return tables_[table]; }
  // Adds the column that an override names, if the table does not have it.
  void add_override(std::size_t table, const Node& entry);
  // Sorts the columns that only overrides name: last, in the order of the file. REQUIRES: all actors are
  // read.
  void order_overrides();
  // Sets the types from `types`, and finds the columns and tables that the other options name. A referenced
  // column gets a unique index, unless it is its table's key. REQUIRES: order_overrides() was called, and no
  // row has been compiled.
  void resolve_options(Diagnostics& diagnostics);
  // Adds the type of one row's value. The first type is the column's; int and real together make real.
  // Reports types that do not fit.
  void learn(std::size_t table, std::size_t column, const ExprType& type, Location at,
             Diagnostics& diagnostics);

  // Call this if an `emit` could not be read: the tables that it writes are unknown.
  void assume_written() { assume_written_ = true; }
  // Reports tables that are never written.
  void check_written(Diagnostics& diagnostics) const;
  // The tables with their final types. Reports tables without columns, columns without a type, and
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
