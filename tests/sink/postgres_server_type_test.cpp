#include "sink/postgres/server/server_type.hpp"

#include "support/catch.hpp"

using namespace seedbed;
using postgres::keeps_whole;
using postgres::ServerType;

namespace {

constexpr std::int32_t kNone = -1;

Column column(Type type, std::uint8_t scale = 0) { return {"a", type, scale}; }

}  // namespace

TEST_CASE("types are known by their numbers", "[postgres]") {
  CHECK(postgres::server_type(20) == ServerType::int8);
  CHECK(postgres::server_type(1043) == ServerType::text);
  CHECK(postgres::server_type(1042) == ServerType::character);
  CHECK(postgres::server_type(1184) == ServerType::timestamptz);
  CHECK_FALSE(postgres::server_type(18));   // "char"
  CHECK_FALSE(postgres::server_type(790));  // money
  CHECK(postgres::sql_name(ServerType::float4) == "real");
}

TEST_CASE("a type is encodable where its values can be the column's", "[postgres]") {
  CHECK(postgres::is_encodable(Type::integer, ServerType::int2));
  CHECK(postgres::is_encodable(Type::integer, ServerType::numeric));
  CHECK_FALSE(postgres::is_encodable(Type::integer, ServerType::float8));
  CHECK_FALSE(postgres::is_encodable(Type::real, ServerType::numeric));
  CHECK_FALSE(postgres::is_encodable(Type::decimal, ServerType::int8));
  CHECK(postgres::is_encodable(Type::json, ServerType::text));
  CHECK_FALSE(postgres::is_encodable(Type::text, ServerType::json));
  CHECK_FALSE(postgres::is_encodable(Type::time, ServerType::date));
}

TEST_CASE("columns that keep values whole, whatever their modifier", "[postgres]") {
  CHECK(keeps_whole(column(Type::integer), ServerType::int2, kNone));
  CHECK(keeps_whole(column(Type::integer), ServerType::int8, kNone));
  CHECK(keeps_whole(column(Type::real), ServerType::float8, kNone));
  CHECK_FALSE(keeps_whole(column(Type::real), ServerType::float4, kNone));
  CHECK_FALSE(keeps_whole(column(Type::real), ServerType::numeric, kNone));
  CHECK(keeps_whole(column(Type::text), ServerType::text, 24));  // varchar(20)
  CHECK_FALSE(keeps_whole(column(Type::text), ServerType::character, 24));
  CHECK(keeps_whole(column(Type::json), ServerType::json, kNone));
  CHECK(keeps_whole(column(Type::json), ServerType::text, kNone));
  CHECK_FALSE(keeps_whole(column(Type::json), ServerType::jsonb, kNone));
  CHECK(keeps_whole(column(Type::uuid), ServerType::uuid, kNone));
  CHECK(keeps_whole(column(Type::date), ServerType::date, kNone));
  CHECK(keeps_whole(column(Type::boolean), ServerType::boolean, kNone));
}

// The modifiers below are those that a server gave to columns of these types.
TEST_CASE("a numeric keeps decimals of its scale and less", "[postgres]") {
  constexpr std::int32_t kNumeric10_2 = 655'366;
  constexpr std::int32_t kNumeric10_minus2 = 657'410;
  constexpr std::int32_t kNumeric3_5 = 196'617;
  CHECK(keeps_whole(column(Type::decimal, 18), ServerType::numeric, kNone));
  CHECK(keeps_whole(column(Type::decimal, 2), ServerType::numeric, kNumeric10_2));
  CHECK(keeps_whole(column(Type::integer), ServerType::numeric, kNumeric10_2));
  CHECK_FALSE(keeps_whole(column(Type::decimal, 3), ServerType::numeric, kNumeric10_2));
  CHECK_FALSE(keeps_whole(column(Type::integer), ServerType::numeric, kNumeric10_minus2));
  CHECK(keeps_whole(column(Type::decimal, 5), ServerType::numeric, kNumeric3_5));
  CHECK_FALSE(keeps_whole(column(Type::decimal, 6), ServerType::numeric, kNumeric3_5));
}

TEST_CASE("times and durations need microseconds", "[postgres]") {
  CHECK(keeps_whole(column(Type::time), ServerType::timestamptz, kNone));
  CHECK(keeps_whole(column(Type::time), ServerType::timestamp, 6));
  CHECK_FALSE(keeps_whole(column(Type::time), ServerType::timestamptz, 3));
  const auto duration = [](std::int32_t modifier) {
    return keeps_whole(column(Type::duration), ServerType::interval, modifier);
  };
  CHECK(duration(kNone));
  CHECK(duration(2'147'418'118));        // interval(6)
  CHECK_FALSE(duration(2'147'418'115));  // interval(3)
  CHECK(duration(268'500'991));          // interval second
  CHECK(duration(402'718'719));          // interval minute to second
  CHECK(duration(469'827'583));          // interval hour to second
  CHECK_FALSE(duration(470'286'338));    // interval day to second(2)
  CHECK_FALSE(duration(67'174'399));     // interval hour
  CHECK_FALSE(duration(327'679));        // interval year
}
