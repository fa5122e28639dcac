// A model's SQL, split, and tried out before the first row.
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

  // All run in the transaction under way, where `schema` is first in the search_path. Throw ServerError that
  // names script and line.
  void create_tables(Connection& connection, const std::string& schema) const;
  // The tables that were made, after try_out() has told them.
  void make_unlogged(Connection& connection) const;
  void create_indexes(Connection& connection) const;
  void create_views(Connection& connection) const;

  // Runs everything in `schema`, in a transaction that is rolled back. Throws Error(Failure::usage) if the
  // scripts make anything but plain tables there, or tables.sql makes foreign keys. Afterwards relations()
  // are the tables, indexes, sequences and views that the scripts make, and without `indexes` indexes.sql
  // makes only those that foreign keys need.
  void try_out(Connection& connection, const std::string& schema, bool indexes);
  [[nodiscard]] const std::vector<std::string>& relations() const { return relations_; }
  // Tables and views among them.
  [[nodiscard]] const std::vector<std::string>& objects() const { return objects_; }

  // The statements of indexes.sql, for running side by side.
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

// Makes `schema` the only one in which names are found, until the transaction ends.
void search_only(Connection& connection, const std::string& schema);

}  // namespace seedbed::postgres
