#include "sink/sqlite/derived_ddl.hpp"

#include <string_view>

#include "sink/sqlite/connection.hpp"

namespace seedbed::sqlite {
namespace {

std::string_view column_type(Type type) {
  switch (type) {
    case Type::boolean:
    case Type::integer:
    case Type::duration: return "INTEGER";
    case Type::real: return "REAL";
    case Type::decimal: return "NUMERIC";
    case Type::text:
    case Type::time:
    case Type::date:
    case Type::uuid:
    case Type::json: return "TEXT";
  }
  return "";
}

}  // namespace

std::string derived_tables(const std::vector<Table>& tables) {
  std::string sql;
  for (const Table& table : tables) {
    sql += "CREATE TABLE " + quoted(table.name) + " (";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      sql += i == 0 ? "" : ", ";
      sql += quoted(table.columns[i].name) + " ";
      sql += column_type(table.columns[i].type);
    }
    sql += ");\n";
  }
  return sql;
}

}  // namespace seedbed::sqlite
