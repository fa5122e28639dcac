// A bundled world's rows in memory, column by column, for statistics.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace seedbed::test {

struct WorldSpec {
  std::string model;                                         // a bundled model's name
  std::vector<std::pair<std::string, std::string>> set;      // parameters
  std::vector<std::pair<std::string, std::string>> changes;  // of the model's text: what stands there once,
                                                             // and what comes in its place
  std::int64_t days = 0;                                     // how long the run is; 0: as the model says
  std::uint64_t seed = 1;
};

// The same with one more parameter, or with one set otherwise.
[[nodiscard]] WorldSpec with(WorldSpec spec, const std::string& parameter, const std::string& value);

using Numbers = std::vector<std::int64_t>;

inline constexpr std::int64_t kNullCell = INT64_MIN;

// Loads a world and keeps the columns that are asked for. Times are microseconds since 1970, decimals count
// the last digit, a real is rounded to millionths, a text is a number that word() knows.
class WorldRows {
 public:
  // `columns`: "session.started_at".
  WorldRows(const WorldSpec& spec, const std::vector<std::string>& columns);

  // Throws std::out_of_range for a column that was not asked for.
  [[nodiscard]] const Numbers& operator[](const std::string& column) const { return columns_.at(column); }
  // -1 for a text that no row has.
  [[nodiscard]] std::int64_t word(const std::string& text) const;
  [[nodiscard]] std::int64_t start() const { return start_; }
  [[nodiscard]] std::int64_t end() const { return end_; }
  [[nodiscard]] std::uint64_t fired(const std::string& actor, const std::string& transition) const;

 private:
  std::map<std::string, Numbers> columns_;
  std::map<std::string, std::int64_t, std::less<>> words_;
  std::map<std::string, std::uint64_t> fired_;
  std::int64_t start_ = 0;
  std::int64_t end_ = 0;
};

}  // namespace seedbed::test
