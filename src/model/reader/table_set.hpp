// The [table.*] of a model while it is read: which columns there are, and the types they turn out to have.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/diagnostics.hpp"
#include "model/document.hpp"
#include "model/language/expression.hpp"
#include "model/reader/keys.hpp"
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
  };
  struct TableDef {
    std::string name;
    const Node* node = nullptr;
    std::vector<ColumnDef> columns;
    bool written = false;  // some `emit` names it, or it is an entity's
    Location named_at;
    bool of_entity = false;
  };

  // Reads [table.*]: names and columns. `tables` may be absent.
  void read(const Node* tables, Diagnostics& diagnostics);
  // Reads what `keys` say of one table, named at `at`; returns its number.
  std::size_t add(Keys& keys, const std::string& name, Location at, Diagnostics& diagnostics);

  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] TableDef& at(std::size_t table) { return tables_[table]; }
  // An override names a column: a new one if the table has none of that name.
  void add_override(std::size_t table, const Node& entry);
  // When all are known: columns that only overrides name stand last, in the order of the file.
  void order_overrides();
  // A row gives the column a value of this type: the first one decides, an int next to a real widens.
  void learn(std::size_t table, std::size_t column, const ExprType& type, Location at,
             Diagnostics& diagnostics);

  // Some `emit` could not be read: which tables it writes is unknown.
  void assume_written() { assume_written_ = true; }
  // Reports tables that nobody writes.
  void check_written(Diagnostics& diagnostics) const;
  // The tables with their final types. Reports columns that no row gives a type.
  [[nodiscard]] std::vector<Table> finish(Diagnostics& diagnostics) const;

 private:
  std::vector<TableDef> tables_;
  bool assume_written_ = false;
};

}  // namespace seedbed::model
