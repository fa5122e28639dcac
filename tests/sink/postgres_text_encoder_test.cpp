#include "sink/postgres/copy/text_encoder.hpp"

#include <limits>
#include <string>

#include "base/civil_time.hpp"
#include "base/error.hpp"
#include "postgres_golden.hpp"
#include "support/catch.hpp"
#include "support/rows.hpp"

using namespace seedbed;
using postgres::ByteBuffer;
using postgres::TextEncoder;
using test::Row;

namespace {

std::string encoded(const Table& table, const std::vector<Row>& rows) {
  ByteBuffer out;
  TextEncoder(table).encode(test::make_batch(table, rows), 0, out);
  return std::string(out.view());
}

// The line of a row of one column, without its end.
std::string field(Type type, const test::Cell& cell) {
  const std::string line = encoded(test::make_table("events", {type}), {Row{cell}});
  REQUIRE(line.ends_with('\n'));
  return line.substr(0, line.size() - 1);
}

// The message for a row of one column, which stands behind 100 others.
std::string complaint(Type type, const test::Cell& cell) {
  const Table table = test::make_table("events", {type});
  ByteBuffer out;
  try {
    TextEncoder(table).encode(test::make_batch(table, {Row{cell}}), 100, out);
  } catch (const Error& error) {
    CHECK(error.failure() == Failure::load);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("rows are written as a server writes them", "[postgres]") {
  for (const test::Golden& golden : test::goldens()) {
    const std::string& name = golden.table.name;
    // Timestamps and intervals have forms that need no server's settings to be read; reals have other
    // exponents.
    if (name == "timestamps" || name == "durations" || name == "reals" || name == "no_rows") continue;
    INFO(name);
    CHECK((encoded(golden.table, golden.rows) == test::golden_file(name + ".txt")));
  }
}

TEST_CASE("reals are the shortest text, or the server's names", "[postgres]") {
  using Real = std::numeric_limits<double>;
  CHECK(field(Type::real, 0.1) == "0.1");
  CHECK(field(Type::real, -0.0) == "-0");
  CHECK(field(Type::real, Real::max()) == "1.7976931348623157e+308");
  CHECK(field(Type::real, Real::quiet_NaN()) == "NaN");
  CHECK(field(Type::real, -Real::quiet_NaN()) == "NaN");
  CHECK(field(Type::real, Real::infinity()) == "Infinity");
  CHECK(field(Type::real, -Real::infinity()) == "-Infinity");
}

TEST_CASE("times are in UTC, with all digits", "[postgres]") {
  CHECK(field(Type::time, test::minute(720)) == "2024-01-01 12:00:00.000000+00");
  CHECK(field(Type::date, std::int64_t{-1}) == "1969-12-31");
  CHECK(complaint(Type::time, kYear1 - 1) ==
        "row 101 of table 'events', column 'a': 0000-12-31 23:59:59.999999 is not in the years 1 to 9999");
  CHECK(complaint(Type::date, kYear10000 / kMicrosPerDay) ==
        "row 101 of table 'events', column 'a': +10000-01-01 is not in the years 1 to 9999");
}

TEST_CASE("durations are seconds, and hours where those would be too many", "[postgres]") {
  using Micros = std::numeric_limits<std::int64_t>;
  CHECK(field(Type::duration, std::int64_t{0}) == "0 seconds");
  CHECK(field(Type::duration, std::int64_t{90'500'000}) == "90.5 seconds");
  CHECK(field(Type::duration, std::int64_t{-1}) == "-0.000001 seconds");
  CHECK(field(Type::duration, std::int64_t{2'147'483'647'999'999}) == "2147483647.999999 seconds");
  CHECK(field(Type::duration, std::int64_t{2'147'483'648'000'000}) == "596523 hours 848 seconds");
  CHECK(field(Type::duration, Micros::min()) == "-2562047788 hours -54.775808 seconds");
}

TEST_CASE("a zero byte is no text", "[postgres]") {
  const std::string message =
      "row 101 of table 'events', column 'a': the text holds a zero byte, which Postgres cannot store";
  CHECK(complaint(Type::text, std::string("a\0b", 3)) == message);
  CHECK(complaint(Type::json, std::string(1, '\0')) == message);
}

TEST_CASE("a type's sample has the form of its values", "[postgres]") {
  CHECK(postgres::sample_text(Type::boolean) == field(Type::boolean, std::int64_t{1}));
  CHECK(postgres::sample_text(Type::integer) == field(Type::integer, std::int64_t{7}));
  CHECK(postgres::sample_text(Type::real) == field(Type::real, 0.5));
  CHECK(postgres::sample_text(Type::time) ==
        field(Type::time, parse_date_time("2024-01-31T12:00:00.5Z").value()));
  CHECK(postgres::sample_text(Type::date) == field(Type::date, parse_date("2024-01-31").value()));
  CHECK(postgres::sample_text(Type::duration) == field(Type::duration, std::int64_t{90'500'000}));
  CHECK(postgres::sample_text(Type::text).empty());
}
