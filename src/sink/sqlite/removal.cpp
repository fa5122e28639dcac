#include "sink/sqlite/removal.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "sink/file/file_system.hpp"
#include "sink/sqlite/load_record_table.hpp"
#include "sink/sqlite/schema.hpp"
#include "sink/text/sql_text.hpp"

namespace seedbed::sqlite {
namespace {

struct Object {
  std::string type;  // "table" or "view"
  std::string name;
};

[[noreturn]] void fail_for(const Connection& connection, const std::string& dependent) {
  throw Error(Failure::load,
              dependent + ", and no load of this model made it: drop or change it first. Nothing in '" +
                  connection.shown() + "' was changed");
}

// The tables and views of these names that exist, views first.
std::vector<Object> find_objects(const Connection& connection, const std::vector<std::string>& names) {
  std::vector<Object> found;
  for (const char* type : {"view", "table"}) {
    for (const std::string& name : names) {
      Statement statement =
          connection.prepare("SELECT name FROM sqlite_schema WHERE type = ?1 AND name = ?2 COLLATE NOCASE");
      statement.bind(1, type).bind(2, name);
      if (statement.step()) found.push_back({type, statement.text(0)});
    }
  }
  return found;
}

bool has_name(const std::vector<Object>& objects, std::string_view name) {
  return std::any_of(objects.begin(), objects.end(),
                     [&](const Object& object) { return same_name(object.name, name); });
}

// SQLite drops a table although other tables reference it, and the next change to those tables fails.
void check_foreign_keys_into(const Connection& connection, const std::vector<Object>& dropped) {
  Statement statement = connection.prepare(
      "SELECT t.name, k.\"table\" FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS k"
      " WHERE t.type = 'table' ORDER BY 1, 2");
  while (statement.step()) {
    if (has_name(dropped, statement.text(0)) || !has_name(dropped, statement.text(1))) continue;
    fail_for(connection, "a foreign key of the table '" + statement.text(0) + "' references the table '" +
                             statement.text(1) + "'");
  }
}

// A view or trigger that stays.
struct Probe {
  std::string what;       // for messages
  std::string statement;  // SQLite can prepare it as long as everything that the view or trigger needs exists
};

std::string update_of(const Connection& connection, const std::string& table) {
  std::string sets;
  for (const DeclaredColumn& column : columns_of(connection, table)) {
    if (column.generated) continue;
    sets += (sets.empty() ? "" : ", ") + quoted_name(column.name) + " = " + quoted_name(column.name);
  }
  return "UPDATE " + quoted_name(table) + " SET " + sets;
}

// SQLite looks up the tables that a view or trigger needs only when it is used. Views and triggers that do
// not work before the drop are left out.
std::vector<Probe> probes_of(const Connection& connection, const std::vector<Object>& dropped) {
  std::vector<Probe> probes;
  const auto add = [&](const std::string& what, const std::string& statement) {
    if (connection.understands(statement)) probes.push_back({what, statement});
  };
  Statement views = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name");
  while (views.step()) {
    const std::string name = views.text(0);
    if (!has_name(dropped, name)) add("the view '" + name + "'", "SELECT * FROM " + quoted_name(name));
  }
  Statement triggers =
      connection.prepare("SELECT DISTINCT tbl_name FROM sqlite_schema WHERE type = 'trigger' ORDER BY 1");
  while (triggers.step()) {
    const std::string table = triggers.text(0);
    if (has_name(dropped, table)) continue;
    const std::string what = "a trigger on '" + table + "'";
    add(what, "INSERT INTO " + quoted_name(table) + " DEFAULT VALUES");
    add(what, update_of(connection, table));
    add(what, "DELETE FROM " + quoted_name(table));
  }
  return probes;
}

std::string remove_records(const Connection& connection, const std::string& model) {
  Statement count = connection.prepare("SELECT count(*) FROM seedbed_load WHERE model = ?1");
  (void)count.bind(1, model).step();
  const std::int64_t loads = count.integer(0);
  connection.prepare("DELETE FROM seedbed_load WHERE model = ?1").bind(1, model).step();
  return loads == 1 ? "the record of 1 load" : "the records of " + std::to_string(loads) + " loads";
}

}  // namespace

std::vector<std::string> remove_objects(const Connection& connection, const std::string& model,
                                        const std::vector<std::string>& objects) {
  const std::vector<Object> dropped = find_objects(connection, objects);
  check_foreign_keys_into(connection, dropped);
  const std::vector<Probe> probes = probes_of(connection, dropped);
  std::vector<std::string> lines;
  for (const Object& object : dropped) {
    connection.execute("DROP " + object.type + " " + quoted_name(object.name));
    lines.push_back(object.type + " " + object.name);
  }
  for (const Probe& probe : probes) {
    if (!connection.understands(probe.statement))
      fail_for(connection, probe.what + " uses what would be dropped");
  }
  lines.push_back(remove_records(connection, model));
  if (connection.query_integer("SELECT count(*) FROM seedbed_load") == 0)
    connection.execute("DROP TABLE seedbed_load");
  return lines;
}

bool remove_empty_file(const std::string& path) {
  try {
    const Connection connection(path, path, {});
    if (connection.query_integer("PRAGMA application_id") != kApplicationId) return false;
    if (connection.query_text("PRAGMA journal_mode = DELETE") != "delete") return false;
    connection.execute("BEGIN EXCLUSIVE");
    if (connection.has_moved()) return false;
    const char* left = "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    if (connection.query_integer(left) > 0) return false;
    if (::unlink(path.c_str()) != 0) return false;
  } catch (const Error&) {
    return false;  // in use; the tables are dropped all the same
  }
  sync_folder(folder_of(path));
  return true;
}

}  // namespace seedbed::sqlite
