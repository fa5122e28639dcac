// Takes out of a file what loads of a model put there.
#pragma once
#include <string>
#include <vector>

#include "sink/sqlite/connection.hpp"

namespace seedbed::sqlite {

// Drops those of the tables and views that are there, the model's rows of seedbed_load, and seedbed_load with
// its last row; returns a line for each. The connection is in a transaction, which the caller ends. Throws
// Error(Failure::load) if a table, view or trigger that stays needs something that goes.
std::vector<std::string> remove_objects(const Connection& connection, const std::string& model,
                                        const std::vector<std::string>& objects);

// Removes a file that loads made and in which nothing is left. Waits for nobody: if someone uses the file or
// has put something in, it stays, and the answer is false.
bool remove_empty_file(const std::string& path);

}  // namespace seedbed::sqlite
