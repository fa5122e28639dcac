// The table `seedbed_load` of a schema: a row for each load that its tables hold; see load_history.hpp. It
// has one column more, load_id, by which a load finds its own row.
#pragma once
#include <string>
#include <vector>

#include "sink/load_history.hpp"
#include "sink/postgres/session.hpp"

namespace seedbed::postgres {

// Writes the load's row in the transaction under way, making the table if it is missing.
void write_record(Connection& connection, const Session& session, const LoadTotals& totals,
                  const std::vector<std::string>& objects);

struct OwnRecord {
  std::string load_id;
  RecordedLoad load;
};
// The loads of the schema, in the order in which they were made; none if there is no record.
[[nodiscard]] std::vector<OwnRecord> read_records(Connection& connection, const std::string& schema);

// Removes the rows of these loads.
void remove_records(Connection& connection, const std::string& schema, const std::vector<std::string>& ids);

// Tables and views of the schema that were made by loads whose rows a new one with the tables or views
// `names` replaces: those of its model, and those that made one of the names.
struct Replaced {
  std::vector<std::string> objects;  // that are there
  std::vector<std::string> load_ids;
};
[[nodiscard]] Replaced find_replaced(Connection& connection, const std::string& schema,
                                     const std::string& model, const std::vector<std::string>& names);

}  // namespace seedbed::postgres
