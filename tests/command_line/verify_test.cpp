// `seedbed verify`: what was loaded is found as it was, and every change is found and named.
#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "command_line/program.hpp"
#include "support/catch.hpp"

using namespace seedbed::test;

namespace {

const std::vector<std::string> kBankTables{"clickstream", "trx", "balance", "loan", "account"};

void load_bank(const TemporaryFolder& folder, std::vector<std::string> more = {}) {
  std::vector<std::string> words{"load", "bank", "--set",       "users=20", "--duration", "5d",
                                 "--to", "a.db", "--if-exists", "append",   "--quiet"};
  words.insert(words.end(), more.begin(), more.end());
  (void)seedbed_out(folder, words);
}

void load_shop(const TemporaryFolder& folder) {
  (void)seedbed_out(
      folder, {"load", "shop", "--set", "customers=20", "--to", "a.db", "--if-exists", "append", "--quiet"});
}

Outcome verify(const TemporaryFolder& folder, std::vector<std::string> more = {}) {
  std::vector<std::string> words{"verify", "a.db"};
  words.insert(words.end(), more.begin(), more.end());
  return run_seedbed(folder, words);
}

// The line about the table; "" if there is none.
std::string line_about(const std::string& table, const std::string& out) {
  for (const std::string& line : lines_of(out)) {
    if (line.starts_with("  " + table + " ")) return line;
  }
  return "";
}

// Waits until another process reads the file.
bool is_read_soon(const std::string& file) {
  for (int i = 0; i < 10'000; ++i) {
    try {
      (void)query(file, "BEGIN EXCLUSIVE; ROLLBACK");
    } catch (const std::runtime_error&) {
      return true;  // locked
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

}  // namespace

TEST_CASE("verify finds what was loaded, a line a table") {
  const TemporaryFolder folder;
  load_bank(folder);
  const std::string before = read_file(folder.file("a.db"));
  const Outcome outcome = verify(folder);
  CHECK(outcome.status == 0);
  CHECK(outcome.err == "");
  const auto lines = lines_of(outcome.out);
  REQUIRE(lines.size() == 2 + kBankTables.size());
  CHECK(lines.front() == "'a.db': 1 load");
  CHECK(lines.back() == "5 of 5 tables hold what was loaded");
  for (std::size_t t = 0; t < kBankTables.size(); ++t) {
    CHECK(lines[t + 1].starts_with("  " + kBankTables[t] + " "));
    CHECK(lines[t + 1].ends_with(" rows  digest ok"));
    CHECK(lines[t + 1].size() == lines[1].size());
  }
  CHECK((read_file(folder.file("a.db")) == before));
  CHECK(folder.names() == std::vector<std::string>{"a.db"});
}

TEST_CASE("verify prints one JSON object") {
  const TemporaryFolder folder;
  load_bank(folder);
  const std::string good = verify(folder, {"--json"}).out;
  CHECK(json(good, "$.ok") == "1");
  CHECK(json(good, "$.loads") == "1");
  CHECK(json(good, "$.tables.trx.verdict") == "ok");
  CHECK(json(good, "$.tables.trx.rows") + "\n" == query(folder.file("a.db"), "SELECT count(*) FROM trx"));
  CHECK(json(good, "$.tables.trx.digest") == json(good, "$.tables.trx.digest_recorded"));
  (void)query(folder.file("a.db"), "DELETE FROM trx WHERE rowid = 1; DROP TABLE loan");
  const Outcome outcome = verify(folder, {"--json"});
  CHECK(outcome.status == 1);
  CHECK(json(outcome.out, "$.ok") == "0");
  CHECK(json(outcome.out, "$.tables.trx.verdict") == "differs");
  CHECK(json(outcome.out, "$.tables.trx.detail") == "1 row missing");
  CHECK(json(outcome.out, "$.tables.loan.digest") == "");
  CHECK(json(outcome.out, "$.tables.account.verdict") == "ok");
}

TEST_CASE("verify finds every change, and names it") {
  struct Change {
    const char* table;
    const char* sql;
    const char* found;
  };
  for (const Change& change :
       {Change{"trx", "UPDATE trx SET amount = amount + 1 WHERE rowid = 7", "values differ"},
        Change{"trx", "UPDATE trx SET amount = NULL WHERE rowid = 7", "values differ"},
        Change{"trx", "UPDATE trx SET amount = 'much' WHERE rowid = 7",
               "row 7 holds 'much' in column `amount`, which is not how a load writes the type int"},
        Change{"trx", "DELETE FROM trx WHERE rowid = 7", "1 row missing"},
        Change{"trx", "DELETE FROM trx", " rows missing"},
        Change{"trx", "INSERT INTO trx SELECT * FROM trx WHERE rowid = 7", "1 row too many"},
        Change{"clickstream",
               "UPDATE clickstream SET event = CASE event WHEN 'login' THEN 'take_loan' ELSE 'login' END "
               "WHERE rowid IN (1, (SELECT min(rowid) FROM clickstream WHERE event <> 'login'))",
               "values differ"},
        Change{"account",
               "UPDATE account SET balance = (SELECT balance FROM account AS other WHERE other.rowid = 3 - "
               "account.rowid) WHERE rowid IN (1, 2)",
               "values differ"},
        Change{"loan", "DROP VIEW left_without_loan; DROP TABLE loan", "the table does not exist"},
        Change{"trx", "ALTER TABLE trx RENAME COLUMN amount TO sum", "the column `amount` does not exist"},
        Change{"trx", "ALTER TABLE trx RENAME TO spent", "the table does not exist"},
        Change{"trx", "ALTER TABLE trx RENAME TO spent; CREATE VIEW trx AS SELECT * FROM spent",
               "the table does not exist"}}) {
    const TemporaryFolder folder;
    load_bank(folder);
    (void)query(folder.file("a.db"), change.sql);
    const Outcome outcome = verify(folder);
    CAPTURE(change.sql, outcome.out, outcome.err);
    CHECK(outcome.status == 1);
    CHECK(outcome.err == "");
    CHECK(has(line_about(change.table, outcome.out), "DIFFERS: "));
    CHECK(has(line_about(change.table, outcome.out), change.found));
    CHECK(lines_of(outcome.out).back() == "4 of 5 tables hold what was loaded, 1 differs");
  }
}

TEST_CASE("a new column, index or view, and another order of rows, are no difference") {
  const TemporaryFolder folder;
  load_bank(folder);
  (void)query(folder.file("a.db"),
              "ALTER TABLE trx ADD COLUMN note TEXT DEFAULT 'n'; CREATE INDEX i ON trx (amount);"
              "CREATE VIEW v AS SELECT 1; CREATE TABLE mine (x);"
              "CREATE TABLE copy AS SELECT * FROM loan ORDER BY loan; DELETE FROM loan;"
              "INSERT INTO loan SELECT * FROM copy; VACUUM");
  CHECK(verify(folder).status == 0);
}

TEST_CASE("slices and shards that were appended are verified as a whole") {
  const TemporaryFolder folder;
  load_bank(folder, {"--shard", "1/2", "--until", "2024-01-03T12:00:00Z"});
  load_bank(folder, {"--shard", "2/2"});
  load_bank(folder, {"--shard", "1/2", "--since", "2024-01-03T12:00:00Z"});
  const Outcome outcome = verify(folder);
  CHECK(outcome.status == 0);
  CHECK(lines_of(outcome.out).front() == "'a.db': 3 loads");
  CHECK(lines_of(outcome.out).size() == 2 + kBankTables.size());
}

TEST_CASE("two models in one file are verified together") {
  const TemporaryFolder folder;
  load_bank(folder);
  load_shop(folder);
  CHECK(verify(folder).status == 0);
  (void)query(folder.file("a.db"), "UPDATE customer SET rowid = -rowid; DELETE FROM loan WHERE rowid = 1");
  const Outcome outcome = verify(folder);
  CHECK(outcome.status == 1);
  CHECK(has(line_about("loan", outcome.out), "1 row missing"));
  CHECK(lines_of(outcome.out).back() == "12 of 13 tables hold what was loaded, 1 differs");
}

TEST_CASE("a load of no rows is verified") {
  const TemporaryFolder folder;
  load_bank(folder, {"--until", "2024-01-01T00:00:01Z", "--set", "users=1"});
  CHECK(verify(folder).status == 0);
  CHECK(has(line_about("trx", verify(folder).out), " 0 rows  digest ok"));
}

TEST_CASE("a negative zero, which SQLite does not keep, is no difference") {
  const TemporaryFolder folder;
  write_file(folder.file("zero.toml"),
             "[clock]\nstart = 2024-01-01T00:00:00Z\nduration = \"1d\"\n"
             "[entity.town]\ncount = 3\n[entity.town.table]\n"
             "columns = { x = \"0.0 * -1.0\", y = \"0.5 - index\" }\n");
  REQUIRE(has(seedbed_out(folder, {"load", "zero.toml", "--to", "jsonl:-", "--quiet"}), "\"x\":-0,"));
  (void)seedbed_out(folder, {"load", "zero.toml", "--to", "a.db", "--quiet"});
  CHECK(verify(folder).status == 0);
}

TEST_CASE("tables that people made may hold other rows, and verify says so") {
  const TemporaryFolder folder;
  write_file(folder.file("a.db"), "");
  (void)query(folder.file("a.db"),
              "CREATE TABLE clickstream (user_id, event TEXT, ts INTEGER);"
              "CREATE TABLE trx (user_id INTEGER, amount INTEGER, ts TEXT);"
              "INSERT INTO trx VALUES (-1, -1, 'once');"
              "CREATE TABLE balance (ts TEXT, user_id INTEGER, balance INTEGER);"
              "CREATE TABLE loan (ts TEXT, user_id INTEGER, loan INTEGER);"
              "CREATE TABLE account (user_id INTEGER, balance INTEGER, loan INTEGER, state TEXT)");
  load_bank(folder);
  const Outcome outcome = verify(folder);
  CAPTURE(outcome.out);
  CHECK(outcome.status == 0);
  CHECK(has(line_about("trx", outcome.out), "existed before the first load, and 1 row more"));
  CHECK(has(line_about("account", outcome.out), "digest ok"));
  (void)query(folder.file("a.db"), "DELETE FROM trx WHERE rowid <= 2");
  CHECK(verify(folder).status == 1);
  (void)query(folder.file("a.db"), "UPDATE clickstream SET ts = ts + 1 WHERE rowid = 1");
  CHECK(has(line_about("clickstream", verify(folder).out), "rows counted only: `ts` keeps milliseconds"));
}

TEST_CASE("a record without columns is reported") {
  const TemporaryFolder folder;
  load_bank(folder);
  (void)query(folder.file("a.db"), "ALTER TABLE seedbed_load DROP COLUMN columns");
  const Outcome outcome = verify(folder);
  CHECK(outcome.status == 0);
  CHECK(has(outcome.out, "rows counted only: the version that loaded them recorded no columns"));
  CHECK(lines_of(outcome.out).back() == "0 of 5 tables hold what was loaded, 5 by their number of rows");
  (void)query(folder.file("a.db"), "DELETE FROM loan WHERE rowid = 1");
  CHECK(verify(folder).status == 1);
}

TEST_CASE("verify reads write-ahead logs and files that nobody may write") {
  const TemporaryFolder folder;
  load_bank(folder);
  (void)query(folder.file("a.db"), "PRAGMA journal_mode = WAL");
  CHECK(verify(folder).status == 0);
  CHECK(folder.names() == std::vector<std::string>{"a.db"});
  REQUIRE(::chmod(folder.file("a.db").c_str(), 0444) == 0);
  REQUIRE(::chmod(folder.path().c_str(), 0555) == 0);
  CHECK(verify(folder).status == 0);
  REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
}

TEST_CASE("what is no loaded database is refused with exit code 2, and left as it is") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("folder"));
  write_file(folder.file("text.db"), std::string(5000, 'x'));
  write_file(folder.file("empty.db"), "");
  write_file(folder.file("other.db"), "");
  (void)query(folder.file("other.db"), "CREATE TABLE t (x)");
  write_file(folder.file("alien.db"), "");
  (void)query(folder.file("alien.db"), "CREATE TABLE seedbed_load (x); INSERT INTO seedbed_load VALUES (1)");
  const auto names = folder.names();
  struct Case {
    const char* target;
    const char* says;
  };
  for (const Case& bad :
       {Case{"none.db", "there is no file 'none.db'"}, Case{"no/where.db", "no"},
        Case{"sqlite:folder", "'folder' is a folder"}, Case{"/dev/null.db", "/dev/null.db"},
        Case{"sqlite:/dev/null", "not a regular file"}, Case{"text.db", "is not an SQLite database"},
        Case{"empty.db", "'empty.db' records no load: it has no table seedbed_load"},
        Case{"other.db", "records no load"}, Case{"alien.db", "the table seedbed_load in 'alien.db'"},
        Case{"jsonl:x", "'jsonl:x' is not a database"}, Case{"jsonl:-", "is not a database"},
        Case{"csv:folder", "is not a database"}, Case{"null:", "'null:' is not a database"},
        Case{"a.txt", "is not a target"}, Case{"sqlit:a.db", "did you mean sqlite"},
        Case{"sqlite:", "names no file"}}) {
    for (const bool drops : {false, true}) {
      const Outcome outcome = drops ? run_seedbed(folder, {"drop", bad.target, "bank"})
                                    : run_seedbed(folder, {"verify", bad.target});
      CAPTURE(bad.target, drops, outcome.err);
      CHECK(outcome.status == 2);
      CHECK(outcome.out == "");
      CHECK(outcome.err.starts_with("seedbed: "));
      CHECK(has(outcome.err, bad.says));
      CHECK(folder.names() == names);
    }
  }
}

TEST_CASE("command lines of verify that are wrong are refused with the nearest word") {
  const TemporaryFolder folder;
  load_bank(folder);
  struct Case {
    std::vector<std::string> words;
    const char* says;
  };
  for (const Case& bad : {Case{{"verify"}, "target is required"},
                          Case{{"verify", "a.db", "b.db"}, "`b.db` is one word too many"},
                          Case{{"verify", "a.db", "--jsn"}, "did you mean `--json`?"},
                          Case{{"verify", "a.db", "--shema", "s"}, "did you mean `--schema`?"},
                          Case{{"verify", "a.db", "--schema"}, "--schema"},
                          Case{{"verify", "a.db", "--schema", "public"}, "--schema is for Postgres"},
                          Case{{"verfy", "a.db"}, "did you mean `verify`?"}, Case{{"drop"}, "required"},
                          Case{{"drop", "a.db"}, "model is required"},
                          Case{{"drop", "a.db", "bank", "x"}, "`x` is one word too many"},
                          Case{{"drop", "a.db", "bank", "--schem", "x"}, "did you mean `--schema`?"},
                          Case{{"drop", "a.db", "bank", "--schema", "x"}, "--schema is for Postgres"},
                          Case{{"drp", "a.db", "bank"}, "did you mean `drop`?"}}) {
    const Outcome outcome = run_seedbed(folder, bad.words);
    CAPTURE(bad.words, outcome.err);
    CHECK(outcome.status == 2);
    CHECK(outcome.out == "");
    CHECK(has(outcome.err, bad.says));
  }
  CHECK(verify(folder).status == 0);
}

TEST_CASE("Ctrl-C ends verify with 130") {
  const TemporaryFolder folder;
  load_bank(folder);
  // Rows enough for a second of reading.
  (void)query(folder.file("a.db"),
              "INSERT INTO trx SELECT t.* FROM trx AS t, (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT "
              "i + 1 FROM n WHERE i < 8000) SELECT i FROM n)");
  Process process(seedbed_command(folder.path(), {"verify", "a.db"}));
  REQUIRE(is_read_soon(folder.file("a.db")));
  process.signal(SIGINT);
  const Outcome outcome = process.wait();
  CAPTURE(outcome.err, outcome.out);
  CHECK(outcome.status == 130);
}
