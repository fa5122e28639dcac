#include "base/numbers.hpp"

#include <limits>

#include "support/catch.hpp"

using namespace seedbed;

TEST_CASE("counts have commas") {
  CHECK(format_count(0) == "0");
  CHECK(format_count(999) == "999");
  CHECK(format_count(1'000) == "1,000");
  CHECK(format_count(1'234'567) == "1,234,567");
  CHECK(format_count(std::numeric_limits<std::uint64_t>::max()) == "18,446,744,073,709,551,615");
}

TEST_CASE("bytes have a unit and two or more digits") {
  CHECK(format_bytes(0) == "0 B");
  CHECK(format_bytes(999) == "999 B");
  CHECK(format_bytes(1'000) == "1.0 kB");
  CHECK(format_bytes(1'540'000) == "1.5 MB");
  CHECK(format_bytes(9'940'000) == "9.9 MB");
  CHECK(format_bytes(9'960'000) == "10 MB");
  CHECK(format_bytes(999'499'999) == "999 MB");
  CHECK(format_bytes(999'500'000) == "1.0 GB");
  CHECK(format_bytes(123'000'000'000) == "123 GB");
  CHECK(format_bytes(std::numeric_limits<std::uint64_t>::max()) == "18 EB");
}
