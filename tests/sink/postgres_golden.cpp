#include "postgres_golden.hpp"

#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>

#include "base/civil_time.hpp"

namespace seedbed::test {
namespace {

using postgres::ServerType;

constexpr std::nullptr_t kNull = nullptr;

Cell number(std::int64_t value) { return value; }
Cell time(const char* text) { return parse_date_time(text).value(); }
Cell date(const char* text) { return parse_date(text).value(); }

std::string repeat(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

Golden integers() {
  using Int8 = std::numeric_limits<std::int64_t>;
  const auto row = [](std::int64_t a, Cell b, Cell c) { return Row{a, b, c, a}; };
  return {make_table("integers", {Type::integer, Type::integer, Type::integer, Type::integer}),
          {ServerType::int8, ServerType::int4, ServerType::int2, ServerType::numeric},
          {row(0, number(0), number(0)), row(1, number(1), number(1)), row(-1, number(-1), number(-1)),
           row(Int8::max(), number(2'147'483'647), number(32'767)),
           row(Int8::min(), number(-2'147'483'648), number(-32'768)), Row{kNull, kNull, kNull, kNull},
           row(10'000, kNull, number(10'000))}};
}

Golden decimals() {
  constexpr std::size_t kScales = 19;
  Golden golden{make_table("decimals", std::vector<Type>(kScales, Type::decimal)),
                std::vector<ServerType>(kScales, ServerType::numeric),
                {}};
  for (std::size_t scale = 0; scale < kScales; ++scale)
    golden.table.columns[scale].scale = static_cast<std::uint8_t>(scale);
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{9999}, std::int64_t{10'000},
        std::int64_t{-10'000}, std::int64_t{50'000}, std::int64_t{99'990'000}, 123'456'789'012'345'678,
        -123'456'789'012'345'678, 1'000'000'000'000'000'000, std::numeric_limits<std::int64_t>::max(),
        std::numeric_limits<std::int64_t>::min()})
    golden.rows.emplace_back(kScales, value);
  golden.rows.emplace_back(kScales, kNull);
  return golden;
}

Golden reals() {
  using Real = std::numeric_limits<double>;
  return {make_table("reals", {Type::real, Type::real}),
          {ServerType::float8, ServerType::float4},
          {Row{0.0, 0.0}, Row{-0.0, -0.0}, Row{1.5, 1.5}, Row{-0.1, -0.1}, Row{Real::max(), 3.4028235e38},
           Row{Real::denorm_min(), 1e-45}, Row{Real::quiet_NaN(), Real::quiet_NaN()},
           Row{Real::infinity(), Real::infinity()}, Row{-Real::infinity(), -Real::infinity()},
           Row{kNull, kNull}}};
}

Golden texts() {
  return {make_table("texts", {Type::text, Type::text, Type::text}),
          {ServerType::text, ServerType::text, ServerType::character},
          {Row{"", "", "abcde"}, Row{"seedbed", "Grüße, 世界 🌱", "12345"},
           Row{"a\tb\nc\\d\re\bf\fg\vh", "\x01\x7f", R"(\\\\\)"}, Row{"\\N", "\\.", " a b "},
           Row{R"("quoted", 'twice')", " spaces ", R"(\t\n\)"},
           Row{repeat("a long text, ", 1000), kNull, kNull}, Row{kNull, "NULL", "null "}}};
}

Golden times() {
  return {make_table("times", {Type::time, Type::date}),
          {ServerType::timestamptz, ServerType::date},
          {Row{time("0001-01-01 00:00:00.000001"), date("0001-01-01")},
           Row{time("1582-10-04 23:59:59.999999"), date("1582-10-15")},
           Row{time("1969-12-31 23:59:59.999999"), date("1969-12-31")},
           Row{time("1970-01-01 00:00:00.000001"), date("1970-01-01")},
           Row{time("1999-12-31 23:59:59.999999"), date("1999-12-31")},
           Row{time("2000-01-01 00:00:00.000001"), date("2000-01-01")},
           Row{time("2024-02-29 12:34:56.789012"), date("2024-02-29")},
           Row{time("9999-12-31 23:59:59.999999"), date("9999-12-31")}, Row{kNull, kNull}}};
}

Golden timestamps() {
  return {make_table("timestamps", {Type::time}),
          {ServerType::timestamp},
          {Row{time("0001-01-01 00:00:00")}, Row{time("1969-12-31 23:59:59.5")},
           Row{time("2000-01-01 00:00:00")}, Row{time("9999-12-31 23:59:59.999999")}, Row{kNull}}};
}

Golden durations() {
  using Micros = std::numeric_limits<std::int64_t>;
  return {make_table("durations", {Type::duration}),
          {ServerType::interval},
          {Row{number(0)}, Row{number(90'500'000)}, Row{number(-90'500'000)}, Row{number(-1)},
           Row{number(86'400'000'000)}, Row{Micros::max()}, Row{Micros::min()}, Row{kNull}}};
}

Golden others() {
  return {make_table("others", {Type::uuid, Type::boolean, Type::json, Type::json, Type::json}),
          {ServerType::uuid, ServerType::boolean, ServerType::json, ServerType::jsonb, ServerType::text},
          {Row{"\x01\x23\x45\x67\x89\xab\x4d\xef\x81\x23\x45\x67\x89\xab\xcd\xef", number(1),
               R"({"a":1,  "a":[ ]})", R"({"a": 1})", "{ }"},
           Row{std::string(16, '\0'), number(0), R"("\u00e9\n")", R"("é\n")", "null"},
           Row{std::string(16, '\xff'), kNull, "[]", "[1, 2.50, null, {}]", R"("\\")"},
           Row{kNull, kNull, kNull, kNull, kNull}}};
}

}  // namespace

Table make_table(const std::string& name, const std::vector<Type>& types) {
  Table table{.name = name, .columns = {}};
  for (std::size_t c = 0; c < types.size(); ++c)
    table.columns.push_back({std::string(1, static_cast<char>('a' + c)), types[c]});
  return table;
}

std::vector<Golden> goldens() {
  return {integers(),
          decimals(),
          reals(),
          texts(),
          times(),
          timestamps(),
          durations(),
          others(),
          {make_table("no_columns", {}), {}, {Row{}, Row{}, Row{}}},
          {make_table("no_rows", {Type::integer}), {ServerType::int8}, {}}};
}

std::string golden_file(const std::string& name) {
  std::ifstream file(std::string(SEEDBED_SOURCE_DIR) + "/tests/sink/golden/" + name, std::ios::binary);
  if (!file) throw std::runtime_error("tests/sink/golden/" + name + " cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace seedbed::test
