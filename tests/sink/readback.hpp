// Reads what sinks wrote with SQLite (for JSON too) or libpq, and nothing of the sinks' own code, into the
// texts of cell_text().
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
// Of the table's file in the folder `path`; its header must be the names of the columns.
[[nodiscard]] std::vector<TextRow> read_csv(const std::string& path, const Table& table);
// Of the table in a schema of a Postgres database, in the order of its pages. Spaces in jsonb are left out.
[[nodiscard]] std::vector<TextRow> read_postgres(const TestDatabase& database, const Table& table,
                                                 const std::string& schema = "public");
// A CSV file's records, NULL for a field of nothing at all. Throws std::runtime_error for what RFC 4180 does
// not allow.
[[nodiscard]] std::vector<TextRow> parse_csv(const std::string& text);

// Every row of a query, as SQLite's own texts, NULL for null. Opens read-write, as any program would.
std::vector<TextRow> query(const std::string& path, const std::string& sql);
// The only cell of a query.
std::string query_one(const std::string& path, const std::string& sql);
// Runs statements; the file is made if it is not there.
void execute(const std::string& path, const std::string& sql);

// A connection that stays open, as another program's would.
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
