// Models that the tests of whole runs share.
#pragma once
#include <string>

namespace seedbed::test {

// Two actor kinds that write the same two tables, arrivals between the ticks, refused transitions, several
// rows of a table in one event, finish rows, every type of column with and without nulls, text that changes
// places. Parameters `people` and `shops`; two days of ten-minute ticks; `end` is not named.
[[nodiscard]] std::string mixed_model();

}  // namespace seedbed::test
