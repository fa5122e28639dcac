// Settings of servers, databases and sessions, encodings, and names of all kinds.
#include "postgres/program.hpp"
#include "support/catch.hpp"
#include "support/thrown.hpp"

using namespace seedbed;
using namespace seedbed::test;

namespace {

const Table kEverything = table_of_all_types("every \"thing\"");

TableRows everything() {
  const std::string uuid("\x00\x11\x22\x33\x44\x55\x46\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff", 16);
  return {{{1, std::int64_t{-7}, -1.5e300, std::int64_t{-5}, "a\\'b", minute(-1), std::int64_t{-1},
            std::int64_t{-90'500'000}, uuid, R"({"a":"\\'"})"},
           Row(10, nullptr)}};
}

std::string texts(const Bench& bench, const std::string& table) {
  return bench.query(
      "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';"
      "SET standard_conforming_strings = on; SET extra_float_digits = 1; SELECT * FROM " +
      table + " LIMIT 1");
}

const Table kPeople{"people", {{"id", Type::integer}, {"name", Type::text}}};

}  // namespace

TEST_CASE("settings of the session do not change what is loaded") {
  const std::string expected =
      "t|-7|-1.5e+300|-0.05|a\\'b|2023-12-31 23:59:00+00|1969-12-31|-00:01:30.5|"
      "00112233-4455-4677-8899-aabbccddeeff|{\"a\": \"\\\\'\"}\n";
  for (const std::vector<std::string>& settings :
       {std::vector<std::string>{"standard_conforming_strings = off", "backslash_quote = on"},
        {"DateStyle = 'German, DMY'", "IntervalStyle = 'sql_standard'", "TimeZone = 'Asia/Kathmandu'"},
        {"DateStyle = 'SQL, MDY'", "IntervalStyle = 'iso_8601'", "extra_float_digits = -15",
         "TimeZone = '+13'"},
        {"client_encoding = 'LATIN1'", "bytea_output = 'escape'", "xmloption = 'document'",
         "array_nulls = off"},
        {"default_transaction_isolation = 'serializable'", "default_transaction_deferrable = on"},
        {"client_min_messages = 'debug5'", "log_statement = 'all'"}}) {
    CAPTURE(settings);
    DatabaseOptions options;
    options.settings = settings;
    const Bench bench(options);
    auto request = request_for({kEverything}, IfExists::replace);
    request.verify = true;
    load_rows(bench.database(), request, everything());
    CHECK(texts(bench, "\"every \"\"thing\"\"\"") == expected);
    load_rows(bench.database(), request, everything());
    // The same as text: the column `text` takes it only so.
    bench.execute(
        "DROP TABLE \"every \"\"thing\"\"\", seedbed_load; CREATE EXTENSION citext;"
        "CREATE TABLE \"every \"\"thing\"\"\" (boolean boolean, integer bigint, real float8, decimal numeric,"
        " text citext, time timestamptz, date date, duration interval, uuid uuid, json jsonb)");
    request.if_exists = IfExists::append;
    load_rows(bench.database(), request, everything());
    CHECK(texts(bench, "\"every \"\"thing\"\"\"") == expected);
    CHECK(bench.verify().status == 0);
    CHECK(bench.query(
              "SELECT start, until FROM seedbed_load WHERE until - start = interval '10 min' AND start ="
              " '2024-01-01T00:00:00Z'") != "");
  }
}

TEST_CASE("read-only transactions: the message says what to do, and it helps") {
  DatabaseOptions options;
  options.settings = {"default_transaction_read_only = on"};
  Bench bench(options);
  const Environment off{{"PGOPTIONS", "-c default_transaction_read_only=off"}};
  for (const Words& how : {Words{}, Words{"--if-exists", "append"}}) {
    const Outcome outcome = bench.load(kSmallBank, how);
    CHECK(outcome.status == 1);
    CHECK(contains(outcome.err, "PGOPTIONS='-c default_transaction_read_only=off'"));
    CHECK(contains(outcome.err, "?options=-cdefault_transaction_read_only%3Doff"));
  }
  bench.loaded(kSmallBank, {"--shard", "1/2"}, off);
  const std::string address = bench.database().address() + "&options=-cdefault_transaction_read_only%3Doff";
  CHECK(
      bench
          .run(Words{"load"} + kSmallBank + Words{"--to", address, "--if-exists", "append", "--shard", "2/2"})
          .status == 0);
  bench.check_verified();
  const Outcome drop = bench.drop("bank");
  CHECK(drop.status == 1);
  CHECK(contains(drop.err, "PGOPTIONS='-c default_transaction_read_only=off'"));
  CHECK(bench.run({"drop", address, "bank"}).status == 0);
}

TEST_CASE("a timeout of statements ends a load, and the message says how to raise it") {
  Bench bench;
  bench.execute(
      "CREATE TABLE people (id bigint, name text);"
      "CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(60); RETURN NEW;"
      " END$$; CREATE TRIGGER act BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION act();"
      "ALTER DATABASE " +
      bench.database().name() + " SET statement_timeout = '300ms'");
  check_refused(bench.database(), request_for({kPeople}, IfExists::append), {{{std::int64_t{1}, "Ada"}}},
                Failure::load,
                {"table 'people'", "(SQLSTATE 57014)", "raise statement_timeout for this load: PGOPTIONS="});
  CHECK(bench.count("people") == "0");
}

TEST_CASE("without a schema in the search path one has to be named") {
  for (const char* path : {"search_path = ''", "search_path = nowhere, elsewhere"}) {
    DatabaseOptions options;
    options.settings = {path};
    Bench bench(options);
    for (const Words& how : {Words{}, Words{"--if-exists", "append"}}) {
      const Outcome outcome = bench.load(kSmallBank, how);
      CHECK(outcome.status == 2);
      CHECK(contains(outcome.err, "name one with --schema"));
    }
    bench.loaded(kSmallBank, {"--schema", "public", "--shard", "1/2", "--verify"});
    bench.loaded(kSmallBank, {"--schema", "public", "--if-exists", "append", "--shard", "2/2", "--verify"});
    CHECK(bench.verify({"--schema", "public"}).status == 0);
    bench.loaded(kSmallShop, {"--schema", "public"});
    CHECK(bench.drop("bank", {"--schema", "public"}).status == 0);
    CHECK(bench.load(kSmallShop, {"--schema", "public", "--if-exists", "replace"}).status == 0);
  }
}

TEST_CASE("the first schema of the search path that is there takes the tables") {
  DatabaseOptions options;
  options.settings = {"search_path = nowhere, mine, public"};
  Bench bench(options);
  bench.execute("CREATE SCHEMA mine");
  bench.loaded(kSmallBank);
  CHECK(bench.query("SELECT DISTINCT schemaname FROM pg_tables WHERE tablename = 'trx'") == "mine\n");
  bench.check_verified();
}

TEST_CASE("databases of other encodings take the texts that they have characters for") {
  for (const std::string encoding : {"SQL_ASCII", "LATIN1"}) {
    DatabaseOptions options;
    options.encoding = encoding;
    const Bench bench(options);
    auto request = request_for({kPeople}, IfExists::replace);
    request.verify = true;
    load_rows(bench.database(), request, {{{std::int64_t{1}, "Zoë Müller ß"}}});
    CHECK(bench.query("SELECT octet_length(name) FROM people") == (encoding == "LATIN1" ? "12\n" : "15\n"));
    bench.check_verified();
    bench.loaded(kSmallShop, {"--verify"});
    bench.loaded(kSmallBank, {"--verify"});
    bench.check_verified();
  }
}

TEST_CASE("a character that the database's encoding lacks is an error that names row and column") {
  DatabaseOptions options;
  options.encoding = "LATIN1";
  for (const bool text : {false, true}) {
    for (const IfExists if_exists : {IfExists::fail, IfExists::append}) {
      const Bench bench(options);
      if (text && if_exists == IfExists::append) {
        bench.execute("CREATE EXTENSION citext; CREATE TABLE people (id bigint, name citext)");
      }
      check_refused(bench.database(), request_for({kPeople}, if_exists),
                    {{{std::int64_t{1}, "Zoë"}, {std::int64_t{2}, "日本"}}}, Failure::load,
                    {"row 2 of table 'people'", "has no equivalent in encoding \"LATIN1\"",
                     "(SQLSTATE 22P05)", "load into a database with encoding UTF8"});
      CHECK(bench.query("SELECT to_regclass('seedbed_load')") == "\n");
    }
  }
}

TEST_CASE("names of models, tables and columns may be anything that Postgres keeps") {
  Bench bench;
  Table parents{"only", {{"on", Type::integer}, {"references", Type::text}}};
  parents.key = {0};
  parents.indexes = {{{1}, false}};
  Table table{"select",
              {{"Mixed Case", Type::integer}, {"quo\"te \\ '$1'", Type::text}, {"größe, (m)", Type::real}}};
  table.key = {0};
  table.indexes = {{{1, 0}, true}};
  table.references = {{0, "only", "on"}};
  Table child{"if", {{"table", Type::integer}, {"user", Type::integer}}};
  child.references = {{0, "select", "Mixed Case"}, {1, "only", "on"}};
  Table dotted{"a.b; --", {{"\"", Type::integer}}};
  dotted.references = {{0, "select", "Mixed Case"}};
  for (const std::size_t connections : {std::size_t{1}, std::size_t{4}}) {
    for (const IfExists if_exists : {IfExists::replace, IfExists::append}) {
      auto request = request_for({parents, table, child, dotted}, if_exists);
      request.identity.model = "it's a \"model\" \\ ü";
      request.identity.seed = if_exists == IfExists::append ? 1 : 2;
      request.server.connections = connections;
      request.verify = true;
      if (if_exists == IfExists::append)
        bench.execute("DELETE FROM seedbed_load; DROP TABLE \"a.b; --\", \"if\", \"select\", \"only\"");
      load_rows(bench.database(), request,
                {{{std::int64_t{1}, "x"}},
                 {{std::int64_t{1}, "y", 0.5}},
                 {{std::int64_t{1}, std::int64_t{1}}},
                 {{std::int64_t{1}}}});
      bench.check_verified();
      CHECK(bench.query("SELECT count(*) FROM pg_constraint WHERE contype IN ('f', 'p') AND connamespace ="
                        " 'public'::regnamespace AND conrelid <> 'seedbed_load'::regclass") == "6\n");
    }
  }
  check_refused(bench.database(), request_for({table}), {{}}, Failure::exists, {"holds 'select' already"});
  CHECK(bench.drop("it's a \"model\" \\ ü").status == 0);
  CHECK(bench.query("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace") == "");
}

TEST_CASE("derived tables of every type hold a model's rows") {
  Bench bench;
  const std::string model =
      bench.write("types.toml",
                  "[clock]\nstart = 2024-01-01T00:00:00Z\nduration = \"1d\"\n[entity.thing]\ncount = "
                  "50\n[entity.thing.table]\n"
                  "name = \"Every type\"\nkey = [\"int\"]\n"
                  "types = { nothing = \"json\", json = \"json\", exact = \"decimal(3)\" "
                  "}\n[entity.thing.table.columns]\n"
                  "int = \"index\"\nreal = \"uniform(-1, 1)\"\nexact = \"decimal(uniform(0, 9), 3)\"\ntext = "
                  "\"pick(std.city)\"\n"
                  "time = \"start + 1s * index\"\ndate = \"date(start + 1d * index)\"\nduration = \"90s * "
                  "index\"\nuuid = \"uuid()\"\n"
                  "bool = \"index > 7\"\njson = \"format('[{},{}]', index, index)\"\nnothing = \"null\"\n");
  bench.loaded({model}, {"--verify"});
  CHECK(
      bench.query("SELECT string_agg(format_type(atttypid, atttypmod), ',' ORDER BY attnum) FROM pg_attribute"
                  " WHERE attrelid = '\"Every type\"'::regclass AND attnum > 0") ==
      "bigint,double precision,numeric(18,3),text,timestamp with time "
      "zone,date,interval,uuid,boolean,jsonb,jsonb\n");
  const Outcome verified = bench.verify();
  CHECK(verified.status == 0);
  CHECK(contains(verified.out, "rows counted only: `json` is jsonb"));
  CHECK(bench.query("SELECT int, time, date, duration, bool, json FROM \"Every type\" WHERE int = 8") ==
        "8|2024-01-01 00:00:08+00|2024-01-09|00:12:00|t|[8, 8]\n");
}
