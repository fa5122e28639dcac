// Appending to columns of other types than the model's: what fits is kept, what does not is named.
#include "postgres/program.hpp"
#include "sink/registry.hpp"
#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

constexpr std::int64_t kSecond = 1'000'000;

struct Model {
  Type type;
  Cell cell;
  std::uint8_t scale = 0;
};

Table table_of(const Model& model) {
  return {"t", {{"id", Type::integer}, {"value", model.type, model.scale}}};
}

// The second of two rows holds the value, the first one null.
TableRows rows_of(const Model& model) {
  return {{{std::int64_t{1}, nullptr}, {std::int64_t{2}, model.cell}}};
}

struct Kept {
  const char* type;
  Model model;
  const char* reads;   // as text of the server
  const char* writer;  // "binary copy" or "text copy"
};

constexpr char kTypes[] =
    "CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE DOMAIN small AS bigint CHECK (VALUE < 100);"
    "CREATE DOMAIN name_of_place AS varchar(20); CREATE DOMAIN cents AS money CHECK (VALUE > 100::money);"
    "CREATE EXTENSION citext; CREATE EXTENSION hstore";

void check_kept(const std::vector<Kept>& all) {
  const Bench bench;
  bench.execute(kTypes);
  for (const Kept& kept : all) {
    CAPTURE(kept.type, kept.reads);
    bench.execute(std::string("CREATE TABLE t (id bigint, value ") + kept.type + ")");
    const LoadRequest request = request_for({table_of(kept.model)}, IfExists::append);
    const auto target = make_target(parse_target(bench.database().address()));
    load_all(*target, request, rows_of(kept.model));
    CHECK(target->writer_name(0) == kept.writer);
    CHECK(bench.query("SELECT value FROM t ORDER BY id") == std::string("\n") + kept.reads + "\n");
    CHECK(bench.verify().status == 0);
    bench.execute("DROP TABLE t, seedbed_load");
  }
}

struct Refused {
  const char* type;
  Model model;
  Failure failure;
  std::vector<std::string> says;
};

void check_not_kept(const std::vector<Refused>& all) {
  const Bench bench;
  bench.execute(kTypes);
  for (const Refused& refused : all) {
    CAPTURE(refused.type);
    bench.execute(std::string("CREATE TABLE t (id bigint, value ") + refused.type + ")");
    check_refused(bench.database(), request_for({table_of(refused.model)}, IfExists::append),
                  rows_of(refused.model), refused.failure, refused.says);
    CHECK(bench.count("t") == "0");
    CHECK(bench.query("SELECT to_regclass('seedbed_load')") == "\n");
    bench.execute("DROP TABLE t");
  }
}

Cell whole(std::int64_t value) { return value; }

}  // namespace

TEST_CASE("narrower columns take what fits in binary") {
  check_kept({Kept{"smallint", {Type::integer, whole(-32768)}, "-32768", "binary copy"},
              Kept{"integer", {Type::integer, whole(2147483647)}, "2147483647", "binary copy"},
              Kept{"numeric(3)", {Type::integer, whole(999)}, "999", "binary copy"},
              Kept{"real", {Type::real, 0.5}, "0.5", "binary copy"},
              Kept{"varchar(4)", {Type::text, "Gent"}, "Gent", "binary copy"},
              Kept{"char(6)", {Type::text, "Gent"}, "Gent  ", "binary copy"},
              Kept{"name_of_place", {Type::text, "Gent"}, "Gent", "binary copy"},
              Kept{"small", {Type::integer, whole(99)}, "99", "binary copy"},
              Kept{"numeric(5,2)", {Type::decimal, whole(99999), 2}, "999.99", "binary copy"},
              Kept{"numeric", {Type::decimal, whole(-5), 2}, "-0.05", "binary copy"},
              Kept{"timestamp", {Type::time, minute(1)}, "2024-01-01 00:01:00", "binary copy"},
              Kept{"json", {Type::json, R"({"b": 1,  "a": 2})"}, R"({"b": 1,  "a": 2})", "binary copy"},
              Kept{"jsonb", {Type::json, R"({"b": 1,  "a": 2})"}, R"({"a": 2, "b": 1})", "binary copy"},
              Kept{"text", {Type::json, "[1]"}, "[1]", "binary copy"}});
}

TEST_CASE("columns of other types take what the server reads from text") {
  const std::string uuid("\x00\x11\x22\x33\x44\x55\x46\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff", 16);
  check_kept({Kept{"mood", {Type::text, "bad"}, "bad", "text copy"},
              Kept{"citext", {Type::text, "a\tb\\c"}, "a\tb\\c", "text copy"},
              Kept{"hstore", {Type::text, "a=>1"}, "\"a\"=>\"1\"", "text copy"},
              Kept{"inet", {Type::text, "10.0.0.1"}, "10.0.0.1", "text copy"},
              Kept{"money", {Type::decimal, whole(-123456), 2}, "-$1,234.56", "text copy"},
              Kept{"cents", {Type::decimal, whole(123456), 2}, "$1,234.56", "text copy"},
              Kept{"text", {Type::integer, whole(-7)}, "-7", "text copy"},
              Kept{"text", {Type::boolean, whole(1)}, "t", "text copy"},
              Kept{"text", {Type::uuid, uuid}, "00112233-4455-4677-8899-aabbccddeeff", "text copy"},
              Kept{"varchar(40)", {Type::time, minute(1)}, "2024-01-01 00:01:00.000000+00", "text copy"},
              Kept{"double precision", {Type::integer, whole(7)}, "7", "text copy"},
              Kept{"numeric(6,3)", {Type::real, 0.125}, "0.125", "text copy"},
              Kept{"timestamp", {Type::date, whole(19723)}, "2024-01-01 00:00:00", "text copy"},
              Kept{"text", {Type::duration, whole(-90 * kSecond)}, "-90 seconds", "text copy"},
              Kept{"text[]", {Type::text, "{a,b}"}, "{a,b}", "text copy"}});
}

TEST_CASE("where one column needs text, the others of its table still take their values") {
  Bench bench;
  bench.execute(
      "CREATE DOMAIN large AS bigint CHECK (VALUE > 100);"
      "CREATE DOMAIN cents AS money CHECK (VALUE > 100::money);"
      "CREATE TABLE t (a large, b cents, c inet, d bytea, e jsonb, f interval, g timestamptz(3))");
  const Table table{"t",
                    {{"a", Type::integer},
                     {"b", Type::decimal, 2},
                     {"c", Type::text},
                     {"d", Type::text},
                     {"e", Type::json},
                     {"f", Type::duration},
                     {"g", Type::time}}};
  load_rows(
      bench.database(), request_for({table}, IfExists::append),
      {{{std::int64_t{101}, std::int64_t{20000}, "::1", "\\x00ff", "[\"\\\\\"]", 90 * kSecond, minute(0)}}});
  CHECK(bench.query("SET bytea_output = hex; SELECT * FROM t") ==
        "101|$200.00|::1|\\x00ff|[\"\\\\\"]|00:01:30|2024-01-01 00:00:00+00\n");
}

TEST_CASE("a value that does not fit is named by row, table and column") {
  const std::string at = "row 2 of table 't', column 'value'";
  check_not_kept(
      {Refused{"smallint", {Type::integer, whole(32768)}, Failure::load, {at, "32768"}},
       Refused{"integer", {Type::integer, whole(-2147483649)}, Failure::load, {at, "-2147483649"}},
       Refused{"real", {Type::real, 1e300}, Failure::load, {at, "1e+300"}},
       Refused{"numeric(3)",
               {Type::integer, whole(1000)},
               Failure::load,
               {at, "numeric field overflow", "22003"}},
       Refused{"numeric(5,2)", {Type::decimal, whole(100000), 2}, Failure::load, {at, "22003"}},
       Refused{"varchar(3)", {Type::text, "Gent"}, Failure::load, {at, "character varying(3)", "22001"}},
       Refused{"char(3)", {Type::text, "Gent"}, Failure::load, {at, "character(3)", "22001"}},
       Refused{"small", {Type::integer, whole(100)}, Failure::load, {at, "small_check", "23514"}},
       Refused{
           "mood", {Type::text, "sad"}, Failure::load, {at, "invalid input value for enum mood: \"sad\""}},
       Refused{"inet",
               {Type::text, "10.0.0"},
               Failure::load,
               {at, "invalid input syntax for type inet: \"10.0.0\""}},
       Refused{"jsonb", {Type::json, "{"}, Failure::load, {at, "22P02"}},
       Refused{"text", {Type::text, std::string("a\0b", 3)}, Failure::load, {at, "zero byte"}},
       Refused{"text", {Type::text, "\xff"}, Failure::load, {at, "invalid byte sequence", "22021"}}});
}

TEST_CASE("a column of another meaning is refused before the first row") {
  const std::string at = "column 'value'";
  check_not_kept(
      {Refused{"date", {Type::time, minute(1)}, Failure::usage, {at, "date"}},
       Refused{"time", {Type::time, minute(1)}, Failure::usage, {at, "time without time zone"}},
       Refused{"interval", {Type::integer, whole(7)}, Failure::usage, {at, "interval"}},
       Refused{"boolean", {Type::integer, whole(7)}, Failure::usage, {at, "boolean"}},
       Refused{"bigint", {Type::boolean, whole(1)}, Failure::usage, {at, "bigint"}},
       Refused{"bigint", {Type::time, minute(1)}, Failure::usage, {at, "bigint"}},
       Refused{"bigint", {Type::decimal, whole(1), 2}, Failure::usage, {at, "bigint"}},
       Refused{"bigint", {Type::real, 0.5}, Failure::usage, {at, "bigint"}},
       Refused{"numeric(9,1)", {Type::decimal, whole(1), 2}, Failure::usage, {at, "numeric(9,1)", "round"}},
       Refused{"mood", {Type::integer, whole(1)}, Failure::usage, {at, "mood"}},
       Refused{"integer", {Type::duration, whole(kSecond)}, Failure::usage, {at, "integer"}},
       Refused{"uuid", {Type::integer, whole(1)}, Failure::usage, {at, "uuid"}}});
}
