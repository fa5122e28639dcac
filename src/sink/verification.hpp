// Compares the rows in a database with the records of its loads, table by table.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rows/digest.hpp"
#include "sink/loaded_database.hpp"

namespace seedbed {

enum class Verdict {
  agrees,   // the number of rows and the digest agree
  counted,  // the number of rows agrees; the values cannot be compared, and `detail` is the reason
  unknown,  // no load made the table and it holds more rows than were loaded; see `detail`
  differs,  // `detail` is the difference
};

struct VerifiedTable {
  std::string name;
  std::uint64_t recorded_rows = 0;  // by all loads together
  std::uint64_t found_rows = 0;
  Digest recorded_digest;
  std::optional<Digest> found_digest;  // set if the rows were read, not only counted
  Verdict verdict = Verdict::agrees;
  std::string detail;
};

struct Verification {
  std::size_t loads = 0;
  std::vector<VerifiedTable> tables;  // in the order in which loads first wrote to them
  [[nodiscard]] bool differs() const;
};

// Reads all tables that loads wrote to. Throws the errors of `database`.
[[nodiscard]] Verification verify_loads(LoadedDatabase& database);

// The same for `load --verify`. Throws Error(Failure::load) that names the first table that differs.
void require_verified(LoadedDatabase& database);

}  // namespace seedbed
