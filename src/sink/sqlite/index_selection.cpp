#include "sink/sqlite/index_selection.hpp"

#include <set>
#include <string_view>
#include <utility>

#include "sink/sqlite/connection.hpp"
#include "sink/sqlite/script.hpp"

namespace seedbed::sqlite {
namespace {

// A table and some of its columns, which are sorted: "user\nid\ntenant".
using Key = std::string;

std::set<Key> keys_of(const Connection& connection, const char* sql) {
  std::set<Key> keys;
  Statement statement = connection.prepare(sql);
  while (statement.step()) keys.insert(statement.text(0));
  return keys;
}

constexpr char kReferencedKeys[] =
    "SELECT lower(parent) || char(10) || group_concat(column, char(10)) FROM ("
    "  SELECT t.name AS child, k.id AS id, k.\"table\" AS parent, lower(k.\"to\") AS column"
    "  FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS k"
    "  WHERE t.type = 'table' AND k.\"to\" IS NOT NULL ORDER BY child, id, column"
    ") GROUP BY child, id, parent";

constexpr char kUniqueKeys[] =
    "SELECT lower(parent) || char(10) || group_concat(column, char(10)) FROM ("
    "  SELECT t.name AS parent, i.name AS id, lower(c.name) AS column"
    "  FROM sqlite_schema AS t, pragma_index_list(t.name) AS i, pragma_index_info(i.name) AS c"
    "  WHERE t.type = 'table' AND i.\"unique\" AND NOT i.partial ORDER BY parent, id, column"
    ") GROUP BY parent, id";

}  // namespace

std::string indexes_that_keys_need(const SqlScripts& sql) {
  const Connection scratch = Connection::in_memory();
  run_script(scratch, sql.tables, sql.origin + "/tables.sql");
  const auto wanted = keys_of(scratch, kReferencedKeys);
  std::string chosen;
  auto before = keys_of(scratch, kUniqueKeys);
  run_script(scratch, sql.indexes, sql.origin + "/indexes.sql", [&](std::string_view statement) {
    auto after = keys_of(scratch, kUniqueKeys);
    for (const auto& key : after) {
      if (before.contains(key) || !wanted.contains(key)) continue;
      chosen.append(statement).append(statement.ends_with(';') ? "\n" : ";\n");
      break;
    }
    before = std::move(after);
  });
  return chosen;
}

}  // namespace seedbed::sqlite
