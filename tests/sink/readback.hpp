// Reads the rows that sinks wrote, as the texts of cell_text(). It uses SQLite (for JSON too) or libpq, and
// no code of the sinks.
#pragma once
#include <string>
#include <vector>

#include "rows/table.hpp"
#include "support/memory_target.hpp"
#include "support/postgres.hpp"

namespace seedbed::test {

[[nodiscard]] std::vector<TextRow> read_sqlite(const std::string& path, const Table& table);
// The lines of the table, in the file's order.
[[nodiscard]] std::vector<TextRow> read_jsonl(const std::string& path, const Table& table);
// Reads the table's file in the folder `path`. Its header must be the names of the columns.
[[nodiscard]] std::vector<TextRow> read_csv(const std::string& path, const Table& table);
// Reads a table in a schema of a Postgres database, in the order of its pages. Spaces in jsonb are left out.
[[nodiscard]] std::vector<TextRow> read_postgres(const TestDatabase& database, const Table& table,
                                                 const std::string& schema = "public");
// The records of a CSV file, NULL for an empty field without quotes. Throws std::runtime_error for text that
// RFC 4180 does not allow.
[[nodiscard]] std::vector<TextRow> parse_csv(const std::string& text);

// Every row of a query, as SQLite's own texts, NULL for null. Opens the file for reading and writing.
std::vector<TextRow> query(const std::string& path, const std::string& sql);
// The only cell of a query.
std::string query_one(const std::string& path, const std::string& sql);
// Runs statements, and creates the file if it does not exist.
void execute(const std::string& path, const std::string& sql);

// A connection that stays open, like another program's.
class OtherProgram {
 public:
  OtherProgram(const std::string& path, const std::string& sql);
  OtherProgram(const OtherProgram&) = delete;
  OtherProgram& operator=(const OtherProgram&) = delete;
  ~OtherProgram();

 private:
  void* handle_;
};

}  // namespace seedbed::test
