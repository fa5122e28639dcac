// A model's SQL scripts, split into statements and tried out before the first row.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "sink/postgres/load/script.hpp"
#include "sink/target.hpp"

namespace seedbed::postgres {

class SchemaScripts {
 public:
  // The request's SQL, or DDL derived from its tables. Throws what check_allowed() does.
  SchemaScripts(const LoadRequest& request, const Connection& connection);

  // These run in the current transaction. create_tables() makes `schema` the search_path. Throw ServerError
  // that names script and line.
  void create_tables(Connection& connection, const std::string& schema) const;
  // Makes the tables that create_tables() creates UNLOGGED. REQUIRES: try_out() was called.
  void make_unlogged(Connection& connection) const;
  void create_indexes(Connection& connection) const;
  void create_views(Connection& connection) const;

  // Runs all scripts in `schema`, in a transaction that is rolled back. Throws Error(Failure::usage) if
  // tables.sql or indexes.sql make anything but tables, indexes and owned sequences there, or tables.sql
  // makes foreign keys. Afterwards relations() are the tables, indexes, sequences and views that the scripts
  // make. If `indexes` is false, indexes() keeps only the indexes that foreign keys need, and the foreign
  // keys.
  void try_out(Connection& connection, const std::string& schema, bool indexes);
  [[nodiscard]] const std::vector<std::string>& relations() const { return relations_; }
  // Tables and views among them.
  [[nodiscard]] const std::vector<std::string>& objects() const { return objects_; }

  // The statements of indexes.sql, to be run in parallel.
  [[nodiscard]] const std::vector<ScriptStatement>& indexes() const { return indexes_; }
  [[nodiscard]] const std::string& indexes_name() const { return indexes_name_; }
  [[nodiscard]] const std::string& tables_name() const { return tables_name_; }

 private:
  void check_plain(Connection& connection, const std::string& schema, const std::string& script) const;
  void check_no_references(Connection& connection, const std::string& schema,
                           const std::set<std::string>& others) const;
  void keep_needed_indexes(Connection& connection, const std::string& schema,
                           const std::vector<std::set<std::string>>& made);

  std::vector<ScriptStatement> tables_, indexes_, views_;
  std::string tables_name_, indexes_name_, views_name_;  // for messages
  std::vector<std::string> relations_, objects_, made_tables_;
};

// Makes `schema` the whole search_path until the transaction ends.
void search_only(Connection& connection, const std::string& schema);

}  // namespace seedbed::postgres
