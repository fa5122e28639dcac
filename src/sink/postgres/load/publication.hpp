// How a fresh load's tables take their place, and what may be in their way.
#pragma once
#include <string>
#include <vector>

#include "sink/postgres/load/load_record_table.hpp"
#include "sink/postgres/load/schema_scripts.hpp"
#include "sink/postgres/load/session.hpp"
#include "sink/postgres/load/staging.hpp"

namespace seedbed::postgres {

// Throws Error(Failure::exists) if one of the tables is there and the load may not replace it.
void check_tables_absent(Session& session, const std::vector<Table>& tables);

// What the load replaces. Throws Error if another relation of the schema has one of the names `relations`
// (exists, or usage where the load replaces), or if something of the user's depends on what is replaced
// (load).
[[nodiscard]] Replaced check_conflicts(Session& session, const std::vector<std::string>& relations);

// In the transaction under way, which the caller commits: drops what is replaced, moves the tables of the
// staging schema to their place, makes the views, records the load.
void publish_tables(Session& session, const Staging& staging, const SchemaScripts& scripts,
                    const LoadTotals& totals);

// Drops those of the views and tables that are there, in the transaction under way; returns "view …" and
// "table …" for each. Throws ServerError if something else depends on one of them.
std::vector<std::string> drop_relations(Connection& connection, const std::string& schema,
                                        const std::vector<std::string>& names);

// Sets the sequences of the table's identity and serial columns past the largest value.
void set_all_sequences(Connection& connection, const std::string& schema, const std::string& table);
// The same of the columns that a model writes only: others may be none of this user's business.
void set_written_sequences(Connection& connection, const std::string& schema, const Table& table);

// In bytes, with indexes; of the tables among `objects`. The load is there: where the server does not say it,
// 0, and no failure.
[[nodiscard]] std::uint64_t size_of(Connection& connection, const std::string& schema,
                                    const std::vector<std::string>& objects);

}  // namespace seedbed::postgres
