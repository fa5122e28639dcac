// The table `seedbed_load`: a row for each load that a database holds. It says what made the rows, lets a
// second append of the same part be refused, and lists what `replace` may drop. It holds no wall-clock time,
// so that the same load gives the same bytes.
//
//   model, model_digest, parameters (JSON), seed          what was simulated
//   start, end, since, until                              'YYYY-MM-DD HH:MM:SS.ffffff', UTC
//   shard, shards                                         K and N of K/N
//   rows, digests                                         JSON objects, by table
//   objects                                               JSON array: tables and views that the load created
#pragma once
#include <string>
#include <vector>

#include "sink/sqlite/connection.hpp"
#include "sink/target.hpp"

namespace seedbed::sqlite {

// Writes the load's row, making the table if it is missing.
void write_record(const Connection& connection, const LoadRequest& request, const LoadTotals& totals,
                  const std::vector<std::string>& objects);

// Checks that the load can be added to the ones recorded in its tables. Throws Error that names the earlier
// load: exists if it wrote the same part (or one that overlaps, or was split or ended otherwise), usage if it
// is of another model, seed, start or other parameters.
void check_append(const Connection& connection, const LoadRequest& request);

// Tables and views of the file that no load recorded.
[[nodiscard]] std::vector<std::string> foreign_objects(const Connection& connection);

}  // namespace seedbed::sqlite
