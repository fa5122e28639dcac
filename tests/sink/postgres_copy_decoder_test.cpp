#include "sink/postgres/copy/copy_decoder.hpp"

#include <limits>
#include <string>

#include "base/error.hpp"
#include "postgres_golden.hpp"
#include "sink/postgres/copy/byte_order.hpp"
#include "sink/postgres/copy/copy_encoder.hpp"
#include "support/catch.hpp"

using namespace seedbed;
using postgres::CopyDecoder;
using postgres::ServerType;

namespace {

// A model's type and a server's.
struct Pair {
  Type from;
  ServerType to;
};

// The message for bytes of a COPY that has columns of these types.
std::string complaint(const std::vector<Pair>& pairs, const std::string& bytes) {
  std::vector<Type> from;
  std::vector<ServerType> to;
  for (const Pair& pair : pairs) {
    from.push_back(pair.from);
    to.push_back(pair.to);
  }
  const Table table = test::make_table("events", from);
  CopyDecoder decoder(table, to);
  Batch batch(table);
  try {
    decoder.decode(bytes, batch);
    decoder.finish();
  } catch (const Error& error) {
    CHECK(error.failure() == Failure::load);
    return error.what();
  }
  return "";
}

// Rows of one field each.
std::string one_field(const std::vector<std::string>& fields) {
  std::string bytes(postgres::copy_header());
  char number[4];
  for (const std::string& field : fields) {
    bytes.append(number, postgres::put16(number, 1));
    bytes.append(number, postgres::put32(number, static_cast<std::uint32_t>(field.size())));
    bytes.append(field);
  }
  return bytes.append(postgres::copy_trailer());
}

std::string numeric(std::vector<std::uint16_t> words) {
  std::string bytes;
  char number[2];
  for (const std::uint16_t word : words) bytes.append(number, postgres::put16(number, word));
  return bytes;
}

// The integers that a server's numerics are read as, in a decimal column of the scale.
std::vector<std::int64_t> read_numerics(std::uint8_t scale, const std::vector<std::string>& fields) {
  Table table = test::make_table("events", {Type::decimal});
  table.columns[0].scale = scale;
  CopyDecoder decoder(table, {ServerType::numeric});
  Batch batch(table);
  decoder.decode(one_field(fields), batch);
  std::vector<std::int64_t> values;
  for (std::size_t r = 0; r < batch.rows(); ++r) values.push_back(batch.integer(0, r));
  return values;
}

constexpr Pair kNumeric{Type::integer, ServerType::numeric};
constexpr Pair kInt4{Type::integer, ServerType::int4};

}  // namespace

TEST_CASE("decoding says where data that is cut short ends", "[postgres]") {
  const std::string whole = one_field({"\1\2\3\4", "\5\6\7\1"});
  CHECK(complaint({kInt4}, whole).empty());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string message = complaint({kInt4}, whole.substr(0, size));
    CHECK(message.ends_with("the data broke off"));
  }
  CHECK(complaint({kInt4}, whole + "x").ends_with("at row 3: there is more after the data's end"));
}

TEST_CASE("decoding refuses what is not the table's binary COPY", "[postgres]") {
  const std::string header(postgres::copy_header());
  CHECK(complaint({kInt4}, "PGCOPY\n\377\r\n\n\0\0\0\0\0\0\0\0") ==
        "rows of table 'events' came back in a form that is not understood, at row 1: the data broke off");
  CHECK(complaint({kInt4}, "7\t2024-01-01 00:00:00\n").ends_with("it is not binary COPY data"));
  std::string flagged = header;
  flagged[12] = 1;
  CHECK(complaint({kInt4}, flagged).ends_with("its header has flags that are unknown"));
  CHECK(complaint({kInt4, kInt4}, one_field({"\1\2\3\4"})).ends_with("the row has 1 fields, not 2"));
  CHECK(complaint({kInt4}, header + std::string("\377\376", 2)).ends_with("the row has -2 fields, not 1"));
  CHECK(
      complaint({kInt4}, header + std::string("\0\1\377\377\377\376", 6)).ends_with("a field has -2 bytes"));
  CHECK(complaint({kInt4}, one_field({"\1\2\3\4", "\1"})) ==
        "row 2 of table 'events', column 'a': a field of 1 bytes is no integer");
  CHECK(complaint({{Type::json, ServerType::jsonb}}, one_field({"\2{}"})) ==
        "row 1 of table 'events', column 'a': the server's jsonb is of a version that is unknown");
  CHECK(complaint({{Type::json, ServerType::jsonb}}, one_field({""})).ends_with("version that is unknown"));
}

TEST_CASE("decoding skips a header's extension", "[postgres]") {
  std::string bytes = one_field({"\1\2\3\4"});
  bytes[18] = 3;
  CHECK(complaint({kInt4}, bytes.insert(19, "abc")).empty());
}

TEST_CASE("decoding refuses values that a model cannot hold", "[postgres]") {
  const auto filled = [](std::size_t size, char byte) { return std::string(size, byte); };
  const std::string most8 = '\x7f' + filled(7, '\xff');
  CHECK(complaint({{Type::time, ServerType::timestamptz}}, one_field({filled(8, '\0'), most8})) ==
        "row 2 of table 'events', column 'a': the server's timestamptz is not one that the model's time can "
        "hold");
  CHECK(complaint({{Type::time, ServerType::timestamp}}, one_field({'\x80' + filled(7, '\0')})) != "");
  CHECK(complaint({{Type::time, ServerType::timestamp}}, one_field({most8.substr(0, 7) + '\xfe'})) != "");
  CHECK(complaint({{Type::date, ServerType::date}}, one_field({"\x7f\xff\xff\xff"})) != "");
  CHECK(complaint({{Type::date, ServerType::date}}, one_field({std::string("\x80\0\0\0", 4)})) != "");
  CHECK(complaint({{Type::date, ServerType::date}}, one_field({"\x7f\xff\xff\xfe"})) == "");
  const Pair interval{Type::duration, ServerType::interval};
  CHECK(complaint({interval}, one_field({filled(15, '\0') + '\1'})) != "");                     // a month
  CHECK(complaint({interval}, one_field({most8 + std::string("\0\0\0\1\0\0\0\0", 8)})) != "");  // and a day
}

TEST_CASE("an interval's days count as 24 hours", "[postgres]") {
  const Table table = test::make_table("events", {Type::duration});
  CopyDecoder decoder(table, {ServerType::interval});
  Batch batch(table);
  decoder.decode(one_field({std::string("\0\0\0\0\0\0\0\2\377\377\377\377\0\0\0\0", 16)}), batch);
  CHECK(batch.integer(0, 0) == 2 - 86'400'000'000);
}

TEST_CASE("a numeric's own scale and its zeros do not matter", "[postgres]") {
  CHECK(
      read_numerics(2, {numeric({1, 0, 0, 0, 7}), numeric({1, 0, 0, 9, 7}), numeric({2, 0, 0, 2, 7, 0}),
                        numeric({3, 1, 0x4000, 2, 0, 7, 1200}), numeric({1, 1, 0, 0, 3}),
                        numeric({0, 0, 0, 0}), numeric({0, 5, 0x4000, 0}), numeric({1, 32'767, 0, 0, 0})}) ==
      std::vector<std::int64_t>{700, 700, 700, -712, 3'000'000, 0, 0, 0});
  CHECK(read_numerics(0, {numeric({5, 4, 0, 0, 922, 3372, 368, 5477, 5807}),
                          numeric({5, 4, 0x4000, 0, 922, 3372, 368, 5477, 5808})}) ==
        std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::max(),
                                  std::numeric_limits<std::int64_t>::min()});
}

TEST_CASE("decoding refuses numerics beyond the model's", "[postgres]") {
  for (const auto& words :
       std::vector<std::vector<std::uint16_t>>{{0, 0, 0xc000, 0},        // NaN
                                               {0, 0, 0xd000, 0},        // infinity
                                               {0, 0, 0xf000, 0},        // minus infinity
                                               {1, 0xffff, 0, 1, 5000},  // 0.5, in an integer column
                                               {1, 0x8000, 0, 0, 1},     // very small
                                               {1, 32'767, 0, 0, 1},     // very large
                                               {1, 0, 0, 0, 10'000},     // no digit
                                               {2, 0, 0, 0, 1},          // a digit short
                                               {0, 0},                   // a head short
                                               {5, 4, 0, 0, 922, 3372, 368, 5477, 5808},  // 2^63
                                               {5, 4, 0x4000, 0, 922, 3372, 368, 5477, 5809}}) {
    CHECK(
        complaint({kNumeric}, one_field({numeric(words)})) ==
        "row 1 of table 'events', column 'a': the server's numeric is not one that the model's int can hold");
  }
}
