#include "sink/verification.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/error.hpp"
#include "base/numbers.hpp"

namespace seedbed {
namespace {

// The records of all loads of one table, added up.
struct Expected {
  Table table;
  std::uint64_t rows = 0;
  Digest digest;
  bool made_by_load = false;
};

std::vector<Expected> sum_up(const std::vector<RecordedLoad>& loads, const LoadedDatabase& database) {
  std::vector<Expected> all;
  for (const RecordedLoad& load : loads) {
    for (const RecordedTable& part : load.tables) {
      auto table = std::find_if(all.begin(), all.end(), [&](const Expected& known) {
        return database.same_name(known.table.name, part.table.name);
      });
      if (table == all.end()) table = all.insert(all.end(), Expected{part.table, 0, {}, false});
      // An older version of seedbed recorded no columns; a later load of the model may have recorded them.
      if (table->table.columns.empty()) table->table = part.table;
      table->rows += part.rows;
      table->digest += part.digest;
    }
  }
  for (Expected& table : all) {
    for (const RecordedLoad& load : loads) {
      table.made_by_load |=
          std::any_of(load.objects.begin(), load.objects.end(),
                      [&](const std::string& name) { return database.same_name(name, table.table.name); });
    }
  }
  return all;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::string rows_text(std::uint64_t rows) { return format_count(rows) + (rows == 1 ? " row" : " rows"); }

std::pair<Verdict, std::string> judge_rows(const Expected& expected, std::uint64_t found) {
  if (found < expected.rows) return {Verdict::differs, rows_text(expected.rows - found) + " missing"};
  const std::string more = rows_text(found - expected.rows);
  if (expected.made_by_load) return {Verdict::differs, more + " too many"};
  return {Verdict::unknown, "the table existed before the first load, and " + more +
                                " more than were loaded may be its own: nothing can be compared"};
}

// REQUIRES: the table has all its columns, and the number of rows agrees.
std::pair<Verdict, std::string> judge_values(const Expected& expected, const TableState& state,
                                             const std::optional<Digest>& found,
                                             const std::string& bad_cell) {
  if (expected.table.columns.empty())
    return {Verdict::counted, "rows counted only: the version that loaded them recorded no columns"};
  if (!state.unreadable.empty()) return {Verdict::counted, "rows counted only: " + state.unreadable};
  if (!bad_cell.empty()) return {Verdict::differs, bad_cell};
  if (found == expected.digest) return {Verdict::agrees, ""};
  if (!state.cut_columns.empty())
    return {Verdict::counted, "rows counted only: " + joined(state.cut_columns)};
  return {Verdict::differs, "values differ: the digest is not the recorded one"};
}

VerifiedTable verify_table(LoadedDatabase& database, const Expected& expected) {
  VerifiedTable result{expected.table.name, expected.rows, 0, expected.digest, {}, Verdict::differs, ""};
  const TableState state = database.inspect(expected.table);
  if (!state.exists) {
    result.detail = "the table does not exist";
    return result;
  }
  std::string bad_cell;
  const bool complete = state.missing_columns.empty();
  if (complete && state.unreadable.empty() && !expected.table.columns.empty()) {
    result.found_digest.emplace();
    bad_cell = database.scan(expected.table, [&](const Batch& batch) {
      result.found_rows += batch.rows();
      *result.found_digest += digest_of(batch);
    });
  } else {
    result.found_rows = database.count_rows(expected.table);
  }
  if (!complete) {
    const bool one = state.missing_columns.size() == 1;
    result.detail = (one ? "the column " : "the columns ") + joined(state.missing_columns) +
                    (one ? " does not exist" : " do not exist");
    return result;
  }
  std::tie(result.verdict, result.detail) = result.found_rows == expected.rows
                                                ? judge_values(expected, state, result.found_digest, bad_cell)
                                                : judge_rows(expected, result.found_rows);
  return result;
}

}  // namespace

bool Verification::differs() const {
  return std::any_of(tables.begin(), tables.end(),
                     [](const VerifiedTable& table) { return table.verdict == Verdict::differs; });
}

Verification verify_loads(LoadedDatabase& database) {
  const std::vector<RecordedLoad> loads = database.loads();
  Verification result{loads.size(), {}};
  for (const Expected& expected : sum_up(loads, database))
    result.tables.push_back(verify_table(database, expected));
  return result;
}

void require_verified(LoadedDatabase& database) {
  for (const VerifiedTable& table : verify_loads(database).tables) {
    if (table.verdict != Verdict::differs) continue;
    throw Error(Failure::load, "table '" + table.name + "' does not hold what was written: " + table.detail);
  }
}

}  // namespace seedbed
