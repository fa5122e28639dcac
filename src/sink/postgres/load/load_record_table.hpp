// The table `seedbed_load` of a schema: a row for each load that its tables hold; see load_record.hpp. It
// has one column more, load_id, by which a load finds its own row.
#pragma once
#include <string>
#include <vector>

#include "sink/load_record.hpp"
#include "sink/postgres/load/session.hpp"

namespace seedbed::postgres {

// Writes the load's row in the transaction under way, making the table if it is missing.
void write_record(Connection& connection, const Session& session, const LoadTotals& totals,
                  const std::vector<std::string>& objects);

// Before the first row: the schema's seedbed_load, if there is one, is one that loads write, and this user
// may. Throws Error: usage if somebody else made it, load without the privilege.
void check_record(Connection& connection, const std::string& schema);

struct OwnRecord {
  std::string load_id;
  RecordedLoad load;
};
// The loads of the schema, in the order in which they were made; none if there is no record.
[[nodiscard]] std::vector<OwnRecord> read_records(Connection& connection, const std::string& schema);

// Removes the rows of these loads.
void remove_records(Connection& connection, const std::string& schema, const std::vector<std::string>& ids);

// What a new load of a model, with tables and views of these names, takes the place of.
struct Replaced {
  std::vector<std::string> objects;   // tables and views that loads of the model made, and that are there
  std::vector<std::string> load_ids;  // of those loads, and of others that wrote into tables of these names
};
[[nodiscard]] Replaced find_replaced(Connection& connection, const std::string& schema,
                                     const std::string& model, const std::vector<std::string>& names);

// Of `names`, tables and views that loads of the model made, those that still are what was made: a table that
// lacks one of the loaded columns is somebody else's, who took the name.
[[nodiscard]] std::vector<std::string> existing_objects(Connection& connection, const std::string& schema,
                                                   const std::vector<RecordedLoad>& loads,
                                                   const std::vector<std::string>& names);

}  // namespace seedbed::postgres
