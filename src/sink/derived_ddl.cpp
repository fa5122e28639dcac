#include "sink/derived_ddl.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "base/ascii.hpp"
#include "base/error.hpp"
#include "sink/text/sql_text.hpp"

namespace seedbed {
namespace {

// Postgres cuts longer names (NAMEDATALEN - 1), which could make two names equal.
constexpr std::size_t kLongestName = 63;

std::string column_type(const Column& column, Dialect dialect) {
  const auto choose = [&](const char* postgres, const char* sqlite) {
    return std::string(dialect == Dialect::postgres ? postgres : sqlite);
  };
  switch (column.type) {
    case Type::boolean: return choose("boolean", "INTEGER");
    case Type::integer: return choose("bigint", "INTEGER");
    case Type::real: return choose("double precision", "REAL");
    case Type::decimal:
      return dialect == Dialect::postgres ? fmt::format("numeric(18, {})", column.scale) : "NUMERIC";
    case Type::text: return choose("text", "TEXT");
    case Type::time: return choose("timestamptz", "TEXT");
    case Type::date: return choose("date", "TEXT");
    case Type::duration: return choose("interval", "INTEGER");
    case Type::uuid: return choose("uuid", "TEXT");
    case Type::json: return choose("jsonb", "TEXT");
  }
  return {};
}

// The longest beginning of at most `size` bytes that does not end inside a character.
std::string cut(std::string text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  return text.substr(0, size);
}

// Names of indexes must differ from each other and from those of tables, in a Postgres schema and in an
// SQLite file; SQLite ignores their case.
class IndexNames {
 public:
  explicit IndexNames(const std::vector<Table>& tables) : taken_{"seedbed_load"} {
    for (const Table& table : tables) taken_.insert(ascii_lower(table.name));
  }

  std::string choose(const std::string& wanted) {
    std::string name = cut(wanted, kLongestName);
    for (int n = 2; !taken_.insert(ascii_lower(name)).second; ++n) {
      const std::string number = fmt::format("_{}", n);
      name = cut(wanted, kLongestName - number.size()) + number;
    }
    return name;
  }

 private:
  std::set<std::string> taken_;
};

class DdlWriter {
 public:
  DdlWriter(const std::vector<Table>& tables, Dialect dialect)
      : tables_(tables), dialect_(dialect), names_(tables) {}

  SqlScripts write() {
    for (const Table& table : tables_) {
      check_names(table);
      write_table(table);
    }
    for (const Table& table : tables_) write_key(table);
    for (const Table& table : tables_) {
      for (const Index& index : table.indexes) write_index(table, index);
    }
    if (postgres()) {
      for (const Table& table : tables_) {
        for (const Reference& reference : table.references) {
          scripts_.indexes +=
              fmt::format("ALTER TABLE {} ADD {};\n", quoted_name(table.name), foreign_key(table, reference));
        }
      }
    }
    scripts_.origin = "the DDL derived from the model";
    return std::move(scripts_);
  }

 private:
  [[nodiscard]] bool postgres() const { return dialect_ == Dialect::postgres; }

  void check_names(const Table& table) const {
    if (!postgres()) return;
    const auto check = [](const std::string& what, const std::string& name) {
      if (name.size() <= kLongestName) return;
      throw Error(Failure::usage, fmt::format("{}: the name is longer than the {} bytes that Postgres keeps",
                                              what, kLongestName));
    };
    check("table '" + table.name + "'", table.name);
    for (const Column& column : table.columns)
      check("column '" + column.name + "' of table '" + table.name + "'", column.name);
  }

  void write_table(const Table& table) {
    std::string lines;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Column& column = table.columns[c];
      const bool not_null =
          column.not_null || std::find(table.key.begin(), table.key.end(), c) != table.key.end();
      lines += fmt::format("{}  {} {}{}", c == 0 ? "" : ",\n", quoted_name(column.name),
                           column_type(column, dialect_), not_null ? " NOT NULL" : "");
    }
    if (!postgres()) {
      for (const Reference& reference : table.references) lines += ",\n  " + foreign_key(table, reference);
    }
    scripts_.tables += fmt::format("CREATE TABLE {} (\n{}\n);\n", quoted_name(table.name), lines);
  }

  void write_key(const Table& table) {
    if (table.key.empty()) return;
    if (!postgres()) return write_index(table, {table.key, true});
    scripts_.indexes +=
        fmt::format("ALTER TABLE {} ADD CONSTRAINT {} PRIMARY KEY ({});\n", quoted_name(table.name),
                    quoted_name(names_.choose(table.name + "_pkey")), column_list(table, table.key));
  }

  void write_index(const Table& table, const Index& index) {
    std::string name = table.name;
    for (const std::size_t column : index.columns) name += "_" + table.columns[column].name;
    scripts_.indexes += fmt::format("CREATE {}INDEX {} ON {} ({});\n", index.unique ? "UNIQUE " : "",
                                    quoted_name(names_.choose(name)), quoted_name(table.name),
                                    column_list(table, index.columns));
  }

  [[nodiscard]] static std::string column_list(const Table& table, const std::vector<std::size_t>& columns) {
    std::string list;
    for (const std::size_t column : columns)
      list += (list.empty() ? "" : ", ") + quoted_name(table.columns[column].name);
    return list;
  }

  [[nodiscard]] std::string foreign_key(const Table& table, const Reference& reference) const {
    return fmt::format("FOREIGN KEY ({}) REFERENCES {} ({}){}",
                       quoted_name(table.columns[reference.column].name), quoted_name(reference.table),
                       quoted_name(reference.parent_column),
                       leads_to(reference.table, table.name) ? " DEFERRABLE INITIALLY DEFERRED" : "");
  }

  // True if references lead from one table to the other, or if both are the same.
  [[nodiscard]] bool leads_to(const std::string& from, const std::string& to) const {
    std::set<std::string> seen{from};
    std::vector<std::string> open{from};
    while (!open.empty()) {
      const std::string name = open.back();
      open.pop_back();
      if (name == to) return true;
      for (const Table& table : tables_) {
        if (table.name != name) continue;
        for (const Reference& reference : table.references) {
          if (seen.insert(reference.table).second) open.push_back(reference.table);
        }
      }
    }
    return false;
  }

  const std::vector<Table>& tables_;
  Dialect dialect_;
  IndexNames names_;
  SqlScripts scripts_;
};

}  // namespace

SqlScripts derived_ddl(const std::vector<Table>& tables, Dialect dialect) {
  return DdlWriter(tables, dialect).write();
}

}  // namespace seedbed
