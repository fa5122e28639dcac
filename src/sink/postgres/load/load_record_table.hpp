// The table `seedbed_load` of a schema: a row for each load that its tables hold; see load_record.hpp. It
// has an additional column, load_id, by which a load finds its own row.
#pragma once
#include <string>
#include <vector>

#include "sink/load_record.hpp"
#include "sink/postgres/load/session.hpp"

namespace seedbed::postgres {

// Writes the load's row in the current transaction; creates the table if it is missing.
void write_record(Connection& connection, const Session& session, const LoadTotals& totals,
                  const std::vector<std::string>& objects);

// Called before the first row. If the schema has a seedbed_load, checks that loads made it and that this user
// may write to it. Throws Error: usage if it was not made by a load, load if the privilege is missing.
void check_record(Connection& connection, const std::string& schema);

struct OwnRecord {
  std::string load_id;
  RecordedLoad load;
};
// The loads of the schema, oldest first; empty if there is no seedbed_load.
[[nodiscard]] std::vector<OwnRecord> read_records(Connection& connection, const std::string& schema);

// Removes the rows with these load ids.
void remove_records(Connection& connection, const std::string& schema, const std::vector<std::string>& ids);

// What a new load of a model replaces, given the names of its tables and views.
struct Replaced {
  std::vector<std::string> objects;  // existing tables and views that loads of the model made
  std::vector<std::string>
      load_ids;  // of those loads, and of loads of other models that wrote into tables with these names
};
[[nodiscard]] Replaced find_replaced(Connection& connection, const std::string& schema,
                                     const std::string& model, const std::vector<std::string>& names);

// Returns those of `names` that still exist as made. `names` are tables and views that loads of the model
// made. A table that lacks one of the loaded columns is a table of the user with the same name: it is left
// out.
[[nodiscard]] std::vector<std::string> existing_objects(Connection& connection, const std::string& schema,
                                                        const std::vector<RecordedLoad>& loads,
                                                        const std::vector<std::string>& names);

}  // namespace seedbed::postgres
