// SQL scripts, statement by statement.
#pragma once
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sink/postgres/server/connection.hpp"

namespace seedbed::postgres {

struct ScriptStatement {
  std::string text;      // without the semicolon
  std::size_t line = 1;  // of the script, where it begins
};

// A script is split where psql would: at semicolons outside of quotes, dollar quotes, comments and
// parentheses. `backslashes`: '\' escapes in plain quotes too (standard_conforming_strings is off).
[[nodiscard]] std::vector<ScriptStatement> split_script(std::string_view sql, bool backslashes);

enum class ScriptKind { tables, indexes, views };

// Throws Error(Failure::usage) that names `name` and the line for a statement that has no place in such a
// script. It runs inside the load's transaction, so none may begin or end one; tables.sql and indexes.sql
// make and alter tables, sequences and indexes, and fill tables of their own; views.sql makes views. What
// they may not make all the same is told by what they made.
void check_allowed(const ScriptStatement& statement, ScriptKind kind, const std::string& name);

// Runs a statement of the script `name` ("sql/bank/postgres/tables.sql"). Throws ServerError that names
// script and line: Failure::usage if the statement itself is wrong.
void run_statement(Connection& connection, const ScriptStatement& statement, const std::string& name);

// The tables that a statement of indexes.sql works on, by the names as written, case folded as Postgres does.
// Two statements can run at once if neither needs a table for itself that the other names.
struct TablesUsed {
  bool everything = false;       // not understood: it runs alone
  std::set<std::string> shared;  // CREATE INDEX
  std::set<std::string> alone;   // ALTER TABLE, and the tables that it references
  [[nodiscard]] bool conflicts_with(const TablesUsed& other) const;
};
[[nodiscard]] TablesUsed tables_used(std::string_view statement);
// It adds a foreign key.
[[nodiscard]] bool has_reference(std::string_view statement);

}  // namespace seedbed::postgres
