// Moves a fresh load's tables into the target schema, and checks for conflicts there.
#pragma once
#include <string>
#include <vector>

#include "sink/postgres/load/load_record_table.hpp"
#include "sink/postgres/load/schema_scripts.hpp"
#include "sink/postgres/load/session.hpp"
#include "sink/postgres/load/staging.hpp"

namespace seedbed::postgres {

// Throws Error(Failure::exists) if one of the tables exists and the load may not replace it.
void check_tables_absent(Session& session, const std::vector<Table>& tables);

// Returns what the load replaces. Throws Error: if another relation of the schema has one of the names
// `relations`, exists, or usage with `--if-exists replace`; load if an object of the user depends on a
// replaced one.
[[nodiscard]] Replaced check_conflicts(Session& session, const std::vector<std::string>& relations);

// Begins a transaction, which the caller commits: drops the replaced objects, moves the tables out of the
// staging schema, creates the views, records the load.
void publish_tables(Session& session, const Staging& staging, const SchemaScripts& scripts,
                    const LoadTotals& totals);

// Drops those of the views and tables that exist, in the current transaction; returns "view …" or "table …"
// for each. Throws ServerError if another object depends on one of them.
std::vector<std::string> drop_relations(Connection& connection, const std::string& schema,
                                        const std::vector<std::string>& names);

// Sets the sequences of the table's identity and serial columns past the largest value in the column.
void set_all_sequences(Connection& connection, const std::string& schema, const std::string& table);
// The same, only for the columns that the model writes: the user may lack privileges on sequences of other
// columns.
void set_written_sequences(Connection& connection, const std::string& schema, const Table& table);

// The size of the tables among `objects`, in bytes, with indexes. Called after COMMIT, so it never fails: 0
// if the server returns an error.
[[nodiscard]] std::uint64_t size_of(Connection& connection, const std::string& schema,
                                    const std::vector<std::string>& objects);

}  // namespace seedbed::postgres
