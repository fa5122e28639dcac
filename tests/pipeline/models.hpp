// Models shared by the tests of whole runs.
#pragma once
#include <string>

namespace seedbed::test {

// Two actor kinds that write the same two tables, arrivals between the ticks, refused transitions, several
// rows of a table in one event, finish rows, every type of column with and without nulls, texts that are
// exchanged between attributes. Parameters `people` and `shops`; two days of ten-minute ticks; `end` is not
// used.
[[nodiscard]] std::string mixed_model();

}  // namespace seedbed::test
