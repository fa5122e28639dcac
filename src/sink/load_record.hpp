// The loads that a database records in its table `seedbed_load`, whichever database it is: whether another
// may be added to them, and the texts of their record. A sink keeps them in columns of its own types.
//
//   model, model_digest, parameters (JSON), seed     what was simulated
//   start, end, since, until                         times, to the microsecond
//   shard, shards                                    K and N of K/N
//   rows, digests                                    JSON objects by table: {"user":12}, {"user":"00ff…"}
//   columns                                          {"user":[["id","int"],["amount","decimal(2)"]]}: the
//                                                    model's types, by which the rows are read back
//   objects                                          JSON array: tables and views that the load created
//
// All pure.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rows/digest.hpp"
#include "rows/table.hpp"
#include "sink/target.hpp"

namespace seedbed {

// "model bank, seed 1, shard 1/1, from … until …".
[[nodiscard]] std::string describe(const LoadIdentity& load);

// Checks that `now` can be added to the tables that `earlier` wrote. `place` is what the target is called in
// messages: "'a.db'". Throws Error that names the earlier load: exists if it wrote the same part (or one that
// overlaps, or was split or ended otherwise), usage if it is of another model, seed, start or other
// parameters.
void check_append(const LoadIdentity& earlier, const LoadIdentity& now, const std::string& place);

[[nodiscard]] std::string rows_json(const LoadRequest& request, const LoadTotals& totals);
[[nodiscard]] std::string digests_json(const LoadRequest& request, const LoadTotals& totals);
[[nodiscard]] std::string columns_json(const std::vector<Table>& tables);
// The objects' text is json_array() of json_text.hpp.

// A load's columns of texts.
struct LoadTexts {
  std::string rows, digests;
  std::string columns;  // "": recorded by a version that did not write them
  std::string objects;
};

struct RecordedTable {
  Table table;  // its name and columns; no columns if `columns` was not recorded
  std::uint64_t rows = 0;
  Digest digest;
};

struct RecordedLoad {
  LoadIdentity identity;
  std::vector<RecordedTable> tables;
  std::vector<std::string> objects;
};

// What the load records, but for the objects.
[[nodiscard]] RecordedLoad recorded(const LoadRequest& request, const LoadTotals& totals);

// Fills `to.tables` and `to.objects`, in the order of the texts. Throws Error(Failure::usage) where they are
// not what a load writes.
void read_texts(const LoadTexts& texts, const std::string& place, RecordedLoad& to);

}  // namespace seedbed
