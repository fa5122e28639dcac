// Splits SQL scripts into statements, checks and runs them.
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
  std::size_t line = 1;  // its first line in the script
};

// Splits a script as psql does: at semicolons outside of quotes, dollar quotes, comments and parentheses.
// `backslashes`: '\' also escapes in plain quotes (standard_conforming_strings is off).
[[nodiscard]] std::vector<ScriptStatement> split_script(std::string_view sql, bool backslashes);

enum class ScriptKind { tables, indexes, views };

// Throws Error(Failure::usage), with `name` and the line, if a script of this kind may not contain the
// statement. No statement may begin or end a transaction, because scripts run inside the load's. tables.sql
// and indexes.sql may create and alter tables, sequences and indexes, and fill their own tables; views.sql
// may create views. This check sees only the first words; SchemaScripts::try_out() checks the objects that
// the scripts made.
void check_allowed(const ScriptStatement& statement, ScriptKind kind, const std::string& name);

// Runs a statement of the script `name` ("sql/bank/postgres/tables.sql"). Throws ServerError that names
// script and line: Failure::usage if the statement itself is wrong.
void run_statement(Connection& connection, const ScriptStatement& statement, const std::string& name);

// The tables that a statement of indexes.sql uses, by their names in the statement, case folded as Postgres
// does. Two statements can run at once if neither needs exclusive use of a table that the other uses.
struct TablesUsed {
  bool everything = false;       // the statement is not understood: it runs alone
  std::set<std::string> shared;  // CREATE INDEX
  std::set<std::string> alone;   // ALTER TABLE, and the tables that it references
  [[nodiscard]] bool conflicts_with(const TablesUsed& other) const;
};
[[nodiscard]] TablesUsed tables_used(std::string_view statement);
// True if the statement adds a foreign key.
[[nodiscard]] bool has_reference(std::string_view statement);

}  // namespace seedbed::postgres
