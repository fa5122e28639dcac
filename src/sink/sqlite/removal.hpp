// Removes from an SQLite file what the loads of a model made there.
#pragma once
#include <string>
#include <vector>

#include "sink/sqlite/connection.hpp"

namespace seedbed::sqlite {

// Drops the tables and views in `objects` that exist, and the model's records in seedbed_load, and
// seedbed_load itself if no record is left. Returns one line for each thing removed. REQUIRES: the connection
// is in a transaction, which the caller ends. Throws Error(Failure::load) if a table, view or trigger that
// stays depends on something dropped.
std::vector<std::string> remove_objects(const Connection& connection, const std::string& model,
                                        const std::vector<std::string>& objects);

// Removes a file that a load made, if nothing is left in it. Returns false, and leaves the file, if it holds
// anything or another program uses it.
bool remove_empty_file(const std::string& path);

}  // namespace seedbed::sqlite
