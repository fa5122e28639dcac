// The records of loads, and whether another load may be appended: the same for every database.
#include "sink/load_record.hpp"

#include "base/json_reader.hpp"
#include "base/json_writer.hpp"
#include "sink/readback.hpp"
#include "sink/small_loads.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

const Table kAllTypes{"every \"thing\"\n\x01 ü",
                      {{"boolean", Type::boolean},
                       {"integer", Type::integer},
                       {"real", Type::real},
                       {"decimal", Type::decimal, 2},
                       {"whole", Type::decimal, 0},
                       {"te,xt]", Type::text},
                       {"time", Type::time},
                       {"date", Type::date},
                       {"duration", Type::duration},
                       {"uuid", Type::uuid},
                       {"json", Type::json}}};

RecordTexts texts_of(const LoadRequest& request, const LoadTotals& totals) {
  return {rows_json(request, totals), digests_json(request, totals), columns_json(request.tables),
          json_array({"a", "b\\c"})};
}

}  // namespace

TEST_CASE("a record reads back as it was written", "[record]") {
  LoadRequest request;
  request.tables = {kAllTypes, kVisits};
  const LoadTotals totals{{~std::uint64_t{0}, 0}, {{1, ~std::uint64_t{0}}, {}}};
  RecordedLoad load;
  read_record_texts(texts_of(request, totals), "'a.db'", load);
  REQUIRE(load.tables.size() == 2);
  for (std::size_t t = 0; t < 2; ++t) {
    const Table& table = load.tables[t].table;
    CHECK(table.name == request.tables[t].name);
    CHECK(load.tables[t].rows == totals.rows[t]);
    CHECK((load.tables[t].digest == totals.digests[t]));
    REQUIRE(table.columns.size() == request.tables[t].columns.size());
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      CHECK(table.columns[c].name == request.tables[t].columns[c].name);
      CHECK((table.columns[c].type == request.tables[t].columns[c].type));
      CHECK(table.columns[c].scale == request.tables[t].columns[c].scale);
    }
  }
  CHECK(load.objects == std::vector<std::string>{"a", "b\\c"});
}

TEST_CASE("columns are recorded in a form that people can read", "[record]") {
  CHECK(
      columns_json({{"user", {{"id", Type::integer}, {"amount", Type::decimal, 2}, {"born", Type::date}}}}) ==
      R"j({"user":[["id","int"],["amount","decimal(2)"],["born","date"]]})j");
}

TEST_CASE("a record whose JSON a database has formatted anew reads the same", "[record]") {
  RecordedLoad load;
  read_record_texts({R"( { "b" : 1 ,"a": 2 } )",
                     R"({"a":"000000000000000000000000000000ff", "b": "00000000000000010000000000000000"})",
                     R"({"a": [["x", "int"]], "b": [["y", "json"]]})", "[ ]"},
                    "here", load);
  REQUIRE(load.tables.size() == 2);
  CHECK(load.tables[0].table.name == "b");
  CHECK(load.tables[0].digest.high == 1);
  CHECK((load.tables[0].table.columns.at(0).type == Type::json));
  CHECK(load.tables[1].digest.low == 255);
  CHECK(load.objects.empty());
}

TEST_CASE("a record without columns has tables without columns", "[record]") {
  RecordedLoad load;
  read_record_texts({R"({"a":1})", R"({"a":"00000000000000000000000000000000"})", "", R"(["a"])"}, "here",
                    load);
  CHECK(load.tables.at(0).table.columns.empty());
}

TEST_CASE("a record that a load cannot have written is refused, and its column named", "[record]") {
  const RecordTexts good{R"({"a":1})", R"({"a":"00000000000000000000000000000000"})",
                         R"({"a":[["x","int"]]})", "[]"};
  struct Case {
    std::string RecordTexts::*text;
    const char* value;
    const char* names;
  };
  for (const Case& bad :
       {Case{&RecordTexts::rows, "", "`rows`"}, Case{&RecordTexts::rows, "[1]", "`rows`"},
        Case{&RecordTexts::rows, R"({"a":-1})", "`rows`"}, Case{&RecordTexts::rows, R"({"a":1)", "`rows`"},
        Case{&RecordTexts::rows, R"({"a":1}})", "`rows`"},
        Case{&RecordTexts::digests, R"({"b":"00000000000000000000000000000000"})", "`digests`"},
        Case{&RecordTexts::digests, R"({"a":"0000000000000000000000000000000g"})", "`digests`"},
        Case{&RecordTexts::digests, R"({"a":"00"})", "`digests`"},
        Case{&RecordTexts::columns, R"({"a":[]})", "`columns`"},
        Case{&RecordTexts::columns, R"({"a":[["x","integer"]]})", "`columns`"},
        Case{&RecordTexts::columns, R"j({"a":[["x","int(3)"]]})j", "`columns`"},
        Case{&RecordTexts::columns, R"j({"a":[["x","decimal(256)"]]})j", "`columns`"},
        Case{&RecordTexts::columns, R"({"a":[["x"]]})", "`columns`"},
        Case{&RecordTexts::objects, R"([1])", "`objects`"},
        Case{&RecordTexts::objects, R"([[[[[[[[[[[[]]]]]]]]]]]])", "`objects`"}}) {
    RecordTexts texts = good;
    texts.*bad.text = bad.value;
    const auto error = caught([&] {
      RecordedLoad load;
      load.identity.model = "bank";
      read_record_texts(texts, "'a.db'", load);
    });
    CAPTURE(bad.value);
    CHECK(error.failure == Failure::usage);
    CHECK(error.says(bad.names));
    CHECK(error.says("in 'a.db'"));
    CHECK(error.says("model bank"));
  }
}

TEST_CASE("JSON escapes are read", "[record]") {
  const auto value = parse_json(R"("\"\\\/\b\f\n\r\t\u0001\u00fc\u20AC€")");
  REQUIRE(value);
  CHECK(value->text == "\"\\/\b\f\n\r\t\x01ü€€");
  for (const char* bad :
       {R"("\x")", R"("\u12")", R"("\ud800")", R"(")", R"("a)", R"("\)", "tru", "1 2", "-x"})
    CHECK_FALSE(parse_json(bad));
}

TEST_CASE("a load can be appended to a file whose records have no columns", "[record][sqlite]") {
  TemporaryFolder folder;
  const auto path = folder.file("a.db");
  LoadRequest request = visits_request();
  request.identity.until = minute(5);
  load_visits(path, request);
  execute(path, "ALTER TABLE seedbed_load DROP COLUMN columns");
  request.if_exists = IfExists::append;
  request.identity.since = minute(5);
  request.identity.until = minute(10);
  load_visits(path, request);
  CHECK(query(path, "SELECT columns FROM seedbed_load") ==
        std::vector<TextRow>{{"NULL"}, {R"({"visits":[["user_id","int"],["page","text"],["ts","time"]]})"}});
}
