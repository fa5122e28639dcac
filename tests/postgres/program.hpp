// Support for tests of loads into Postgres: runs the program against a database of the test, and loads rows
// written by hand.
#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "sink/target.hpp"
#include "support/postgres.hpp"
#include "support/process.hpp"
#include "support/rows.hpp"
#include "support/temporary_folder.hpp"

namespace seedbed::test {

using Words = std::vector<std::string>;
using Environment = std::vector<std::pair<std::string, std::string>>;

// A small bank: some hundred rows in five tables.
extern const Words kSmallBank;
// A small shop, whose tables have keys, indexes and foreign keys.
extern const Words kSmallShop;

// A database and a folder, for one load after another.
class Bench {
 public:
  explicit Bench(const DatabaseOptions& options = {}) : database_(options) {}

  [[nodiscard]] TestDatabase& database() { return database_; }
  [[nodiscard]] const TestDatabase& database() const { return database_; }
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }
  [[nodiscard]] std::string query(const std::string& sql) const { return database_.query(sql); }
  void execute(const std::string& sql) const { database_.execute(sql); }
  // Drops everything in the schema public.
  void empty() const { database_.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public"); }
  [[nodiscard]] std::string count(const std::string& table) const;

  // `seedbed words…`, in the folder.
  [[nodiscard]] Outcome run(const Words& words, const Environment& environment = {}) const;
  // `seedbed load words… --to ADDRESS more…`.
  [[nodiscard]] Outcome load(const Words& words, const Words& more = {},
                             const Environment& environment = {}) const;
  // The same, which must succeed; returns standard output.
  std::string loaded(const Words& words, const Words& more = {}, const Environment& environment = {}) const;
  [[nodiscard]] Outcome verify(const Words& more = {}) const;
  [[nodiscard]] Outcome drop(const std::string& model, const Words& more = {}) const;
  // Checks that verify finds no difference.
  void check_verified() const;

  // At a path of a JSON text: json(out, "rows,trx").
  [[nodiscard]] std::string json(const std::string& text, const std::string& path) const;
  // A file in the folder, which its path is returned of; folders on the way are made.
  std::string write(const std::string& name, const std::string& text) const;

 private:
  TestDatabase database_;
  TemporaryFolder folder_;
};

[[nodiscard]] Words operator+(Words words, const Words& more);

// A load by hand of the whole run [0, 10) minutes.
[[nodiscard]] LoadRequest request_for(const std::vector<Table>& tables, IfExists if_exists = IfExists::fail);
using TableRows = std::vector<std::vector<Row>>;
void load_rows(const TestDatabase& database, const LoadRequest& request, const TableRows& rows);

// The Error that `act` ends in.
struct Thrown {
  Failure failure = Failure::in_doubt;
  std::string message = "nothing was thrown";
};
[[nodiscard]] Thrown thrown_by(const std::function<void()>& act);
// The load is refused so, and says this.
void check_refused(const TestDatabase& database, const LoadRequest& request, const TableRows& rows,
                   Failure failure, const std::vector<std::string>& says);

}  // namespace seedbed::test
