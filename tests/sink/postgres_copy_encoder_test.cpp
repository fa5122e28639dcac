#include "sink/postgres/copy/copy_encoder.hpp"

#include <limits>
#include <string>

#include "base/error.hpp"
#include "postgres_golden.hpp"
#include "support/catch.hpp"
#include "support/rows.hpp"

using namespace seedbed;
using postgres::ByteBuffer;
using postgres::CopyEncoder;
using postgres::ServerType;
using test::Row;

namespace {

std::string encoded(const test::Golden& golden) {
  ByteBuffer out;
  out.append(postgres::copy_header());
  const CopyEncoder encoder(golden.table, golden.types);
  encoder.encode(test::make_batch(golden.table, golden.rows), 0, out);
  out.append(postgres::copy_trailer());
  return std::string(out.view());
}

// The message for rows of one column, which stand behind 100 others; "" if there is none.
std::string complaint(Type from, ServerType to, const std::vector<Row>& rows) {
  const Table table = test::make_table("events", {from});
  const CopyEncoder encoder(table, {to});
  ByteBuffer out;
  out.append("before");
  try {
    encoder.encode(test::make_batch(table, rows), 100, out);
  } catch (const Error& error) {
    CHECK(error.failure() == Failure::load);
    CHECK(out.view() == "before");
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("rows are encoded as a server sends them", "[postgres]") {
  for (const test::Golden& golden : test::goldens()) {
    INFO(golden.table.name);
    CHECK((encoded(golden) == test::golden_file(golden.table.name + ".bin")));
  }
}

TEST_CASE("batches are encoded one behind the other", "[postgres]") {
  for (const test::Golden& golden : test::goldens()) {
    INFO(golden.table.name);
    const CopyEncoder encoder(golden.table, golden.types);
    ByteBuffer out;
    out.append(postgres::copy_header());
    for (const Row& row : golden.rows) encoder.encode(test::make_batch(golden.table, {row}), 0, out);
    out.append(postgres::copy_trailer());
    CHECK((out.view() == test::golden_file(golden.table.name + ".bin")));
  }
}

TEST_CASE("a value out of the column's range is named with its row", "[postgres]") {
  using Real = std::numeric_limits<double>;
  const Row fine{std::int64_t{0}};
  const Row null{nullptr};
  const auto integer = [](std::int64_t value) { return Row{value}; };
  CHECK(complaint(Type::integer, ServerType::int2, {fine, null, integer(32'768), integer(40'000)}) ==
        "row 103 of table 'events', column 'a': 32768 does not fit into the column's type, smallint");
  CHECK(complaint(Type::integer, ServerType::int2, {integer(-32'769)}) ==
        "row 101 of table 'events', column 'a': -32769 does not fit into the column's type, smallint");
  CHECK(complaint(Type::integer, ServerType::int4, {fine, integer(-2'147'483'649)}) ==
        "row 102 of table 'events', column 'a': -2147483649 does not fit into the column's type, integer");
  CHECK(complaint(Type::integer, ServerType::int4, {integer(2'147'483'648)}) ==
        "row 101 of table 'events', column 'a': 2147483648 does not fit into the column's type, integer");
  CHECK(complaint(Type::real, ServerType::float4, {Row{1.0}, null, Row{-1e39}}) ==
        "row 103 of table 'events', column 'a': -1e+39 does not fit into the column's type, real");
  CHECK(complaint(Type::real, ServerType::float4, {Row{1e-46}}) ==
        "row 101 of table 'events', column 'a': 1e-46 does not fit into the column's type, real");
  CHECK(complaint(Type::real, ServerType::float4, {Row{Real::infinity()}, Row{Real::quiet_NaN()}}) == "");
}

TEST_CASE("times and dates outside the server's range are refused", "[postgres]") {
  constexpr std::int64_t kDay = 86'400'000'000;
  constexpr std::int64_t kLeast = -2'440'588;
  const auto integer = [](std::int64_t value) { return Row{value}; };
  CHECK(complaint(Type::date, ServerType::date, {integer(kLeast), integer(2'145'042'905)}) == "");
  CHECK(complaint(Type::date, ServerType::date, {integer(kLeast - 1)}) ==
        "row 101 of table 'events', column 'a': -4713-11-23 does not fit into the column's type, date");
  CHECK(complaint(Type::date, ServerType::date, {integer(2'145'042'906)}) ==
        "row 101 of table 'events', column 'a': +5874898-01-01 does not fit into the column's type, date");
  CHECK(complaint(Type::time, ServerType::timestamptz,
                  {integer(kLeast * kDay), integer(std::numeric_limits<std::int64_t>::max())}) == "");
  CHECK(complaint(Type::time, ServerType::timestamp, {integer(kLeast * kDay - 1)}) ==
        "row 101 of table 'events', column 'a': -4713-11-23 23:59:59.999999 does not fit into the column's "
        "type, "
        "timestamp");
}

TEST_CASE("a text with a zero byte is refused", "[postgres]") {
  const std::vector<Row> rows = {Row{""}, Row{nullptr}, Row{std::string("a\0b", 3)}};
  const std::string message =
      "row 103 of table 'events', column 'a': the text holds a zero byte, which Postgres cannot store";
  CHECK(complaint(Type::text, ServerType::text, rows) == message);
  CHECK(complaint(Type::text, ServerType::character, rows) == message);
  CHECK(complaint(Type::json, ServerType::jsonb, rows) == message);
}
