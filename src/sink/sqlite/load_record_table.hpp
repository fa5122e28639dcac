// The table `seedbed_load` (load_history.hpp) in SQLite: a row for each load that a file holds. It says what
// made the rows, lets a second append of the same part be refused, and lists what `replace` and `drop` may
// remove. Times are 'YYYY-MM-DD HH:MM:SS.ffffff', UTC. It holds no wall-clock time, so that the same load
// gives the same bytes.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sink/load_record.hpp"
#include "sink/sqlite/connection.hpp"
#include "sink/target.hpp"

namespace seedbed::sqlite {

// "SEED": of a file that a load made.
inline constexpr std::int64_t kApplicationId = 0x53454544;

// Writes the load's row, making the table if it is missing.
void write_record(const Connection& connection, const LoadRequest& request, const LoadTotals& totals,
                  const std::vector<std::string>& objects);

// Checks that the load can be added to the ones recorded in its tables: see check_append() in
// load_history.hpp.
void check_append(const Connection& connection, const LoadRequest& request);

// Every load, in order. The table is there. Throws Error(Failure::usage) if it is not what loads write.
[[nodiscard]] std::vector<RecordedLoad> read_loads(const Connection& connection);

// Tables and views of the file that no load recorded.
[[nodiscard]] std::vector<std::string> foreign_objects(const Connection& connection);

}  // namespace seedbed::sqlite
