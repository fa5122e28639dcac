// The records of loads in the table `seedbed_load`, one row per load, in every database: their texts, and
// whether another load may be added to them. Each sink stores them in columns of its own types.
//
//   model, model_digest, parameters (JSON), seed     the simulation
//   start, end, since, until                         times, to the microsecond
//   shard, shards                                    K and N of K/N
//   rows, digests                                    JSON objects by table: {"user":12}, {"user":"00ff…"}
//   columns                                          {"user":[["id","int"],["amount","decimal(2)"]]}: the
//                                                    model's types, needed to read the rows back
//   objects                                          JSON array: tables and views that the load created
//
// All functions are pure.
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

// Checks that `now` can be added to the tables that `earlier` wrote. `display_name` is the target in
// messages: "'a.db'". Throws Error that describes the earlier load: exists if it wrote the same part, an
// overlapping one, or a part of another split or end; usage if its model, seed, start or parameters differ.
void check_append(const LoadIdentity& earlier, const LoadIdentity& now, const std::string& display_name);

[[nodiscard]] std::string rows_json(const LoadRequest& request, const LoadTotals& totals);
[[nodiscard]] std::string digests_json(const LoadRequest& request, const LoadTotals& totals);
[[nodiscard]] std::string columns_json(const std::vector<Table>& tables);
// The text of the objects comes from json_array() in json_writer.hpp.

// The JSON columns of one record.
struct RecordTexts {
  std::string rows, digests;
  std::string columns;  // "": recorded by a version that did not write them
  std::string objects;
};

// The part of a record that is about one table.
struct RecordedTable {
  Table table;  // name and columns; no columns if `columns` was not recorded
  std::uint64_t rows = 0;
  Digest digest;
};

// One record.
struct RecordedLoad {
  LoadIdentity identity;
  std::vector<RecordedTable> tables;
  std::vector<std::string> objects;
};

// The record of a load, without the objects.
[[nodiscard]] RecordedLoad record_of(const LoadRequest& request, const LoadTotals& totals);

// Fills `to.tables` and `to.objects`, in the order of the texts. Throws Error(Failure::usage) if a load
// cannot have written the texts.
void read_record_texts(const RecordTexts& texts, const std::string& display_name, RecordedLoad& to);

}  // namespace seedbed
