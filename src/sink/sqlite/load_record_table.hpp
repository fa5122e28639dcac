// The table `seedbed_load` of an SQLite file: one record for each load that the file holds (load_record.hpp).
// A second append of the same part is refused by it, and `replace` and `drop` remove only what it lists.
// Times are 'YYYY-MM-DD HH:MM:SS.ffffff', UTC. It holds no wall-clock time, so that the same load gives the
// same bytes.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sink/load_record.hpp"
#include "sink/sqlite/connection.hpp"
#include "sink/target.hpp"

namespace seedbed::sqlite {

// "SEED": the application_id of a file that a load made.
inline constexpr std::int64_t kApplicationId = 0x53454544;

// Writes the load's record, and creates the table if it does not exist.
void write_record(const Connection& connection, const LoadRequest& request, const LoadTotals& totals,
                  const std::vector<std::string>& objects);

// Checks that the load can be added to the loads recorded in its tables: see check_append() in
// load_record.hpp.
void check_append(const Connection& connection, const LoadRequest& request);

// The records of all loads, in the order of the loads. REQUIRES: the table exists. Throws
// Error(Failure::usage) if a load cannot have written it.
[[nodiscard]] std::vector<RecordedLoad> read_records(const Connection& connection);

// Tables and views of the file that no load has recorded as its own.
[[nodiscard]] std::vector<std::string> unrecorded_objects(const Connection& connection);

}  // namespace seedbed::sqlite
