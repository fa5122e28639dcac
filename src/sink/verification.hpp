// Compares what a database holds with what its loads recorded, table by table.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rows/digest.hpp"
#include "sink/loaded_database.hpp"

namespace seedbed {

enum class Verdict {
  agrees,   // rows and digest
  counted,  // the rows' number agrees; their values cannot be compared, and `detail` says why
  unknown,  // somebody else made the table and it holds more rows than were loaded: `detail`
  differs,  // `detail` says what
};

struct VerifiedTable {
  std::string name;
  std::uint64_t recorded_rows = 0;  // of all loads
  std::uint64_t found_rows = 0;
  Digest recorded_digest;
  std::optional<Digest> found_digest;  // of a table whose rows were read, not counted
  Verdict verdict = Verdict::agrees;
  std::string detail;
};

struct Verification {
  std::size_t loads = 0;
  std::vector<VerifiedTable> tables;  // in the order of their first loads
  [[nodiscard]] bool differs() const;
};

// Reads all tables that loads wrote into. Throws what `database` throws.
[[nodiscard]] Verification verify_loads(LoadedDatabase& database);

// The same for `load --verify`: throws Error(Failure::load) that names a table which differs.
void require_verified(LoadedDatabase& database);

}  // namespace seedbed
