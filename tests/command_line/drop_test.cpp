// `seedbed drop`: what loads of a model made goes, and nothing else.
#include "command_line/program.hpp"
#include "support/catch.hpp"

using namespace seedbed::test;

namespace {

using Names = std::vector<std::string>;

void load(const TemporaryFolder& folder, std::vector<std::string> more) {
  std::vector<std::string> words{"load", "--to", "a.db", "--if-exists", "append", "--quiet"};
  words.insert(words.end(), more.begin(), more.end());
  (void)seedbed_out(folder, words);
}
void load_bank(const TemporaryFolder& folder, std::vector<std::string> more = {}) {
  std::vector<std::string> words{"bank", "--set", "users=20", "--duration", "5d"};
  words.insert(words.end(), more.begin(), more.end());
  load(folder, words);
}
void load_shop(const TemporaryFolder& folder) { load(folder, {"shop", "--set", "customers=20"}); }

Outcome drop(const TemporaryFolder& folder, const std::string& model = "bank") {
  return run_seedbed(folder, {"drop", "a.db", model});
}

std::string objects_in(const TemporaryFolder& folder) {
  return query(folder.file("a.db"),
               "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema WHERE type <> 'index' "
               "ORDER BY name)");
}

}  // namespace

TEST_CASE("drop takes out a model, and the file with the last") {
  const TemporaryFolder folder;
  load_bank(folder);
  load_shop(folder);
  const Outcome bank = drop(folder);
  CHECK(bank.status == 0);
  CHECK(bank.out == "");
  CHECK(lines_of(bank.err) == Names{"dropped view left_without_loan", "dropped table account",
                                    "dropped table balance", "dropped table clickstream",
                                    "dropped table loan", "dropped table trx",
                                    "dropped the record of 1 load"});
  CHECK(run_seedbed(folder, {"verify", "a.db"}).status == 0);
  CHECK(query(folder.file("a.db"), "SELECT model FROM seedbed_load") == "shop\n");
  CHECK(query(folder.file("a.db"), "PRAGMA integrity_check") == "ok\n");
  const Outcome shop = drop(folder, "shop");
  CHECK(shop.status == 0);
  CHECK(lines_of(shop.err).back() == "dropped the file 'a.db', in which nothing was left");
  CHECK(folder.names().empty());
}

TEST_CASE("a model that was dropped can be loaded again") {
  const TemporaryFolder folder;
  load_shop(folder);
  load_bank(folder);
  CHECK(drop(folder).status == 0);
  load_bank(folder);
  CHECK(run_seedbed(folder, {"verify", "a.db"}).status == 0);
}

TEST_CASE("all loads of the model go, and only theirs") {
  const TemporaryFolder folder;
  load_bank(folder, {"--shard", "1/2"});
  load_bank(folder, {"--shard", "2/2"});
  (void)query(folder.file("a.db"),
              "CREATE TABLE mine (x); INSERT INTO mine VALUES (7); CREATE INDEX i ON trx (ts)");
  const Outcome outcome = drop(folder);
  CHECK(outcome.status == 0);
  CHECK(has(outcome.err, "dropped the records of 2 loads\n"));
  CHECK(objects_in(folder) == "mine\n");
  CHECK(query(folder.file("a.db"), "SELECT x FROM mine") == "7\n");
}

TEST_CASE("a file that somebody else made stays") {
  const TemporaryFolder folder;
  write_file(folder.file("a.db"), "");
  (void)query(folder.file("a.db"), "CREATE TABLE mine (x); PRAGMA application_id = 99");
  load_bank(folder);
  (void)query(folder.file("a.db"), "DROP TABLE mine");
  CHECK(drop(folder).status == 0);
  CHECK(folder.names() == Names{"a.db"});
  CHECK(objects_in(folder) == "\n");
}

TEST_CASE("a file in write-ahead mode is removed with its logs, and through a link") {
  const TemporaryFolder folder;
  load_bank(folder);
  (void)query(folder.file("a.db"), "PRAGMA journal_mode = WAL; DELETE FROM trx");
  SECTION("by its name") { CHECK(drop(folder).status == 0); }
  SECTION("by a link, which stays and takes the next load") {
    REQUIRE(run({{"ln", "-s", "a.db", "link.db"}, folder.path(), {}, "", 0}).status == 0);
    CHECK(run_seedbed(folder, {"drop", "link.db", "bank"}).status == 0);
    CHECK(folder.names() == Names{"link.db"});
    (void)seedbed_out(folder, {"load", "bank", "--set", "users=2", "--to", "link.db", "--quiet"});
    CHECK(run_seedbed(folder, {"drop", "a.db", "bank"}).status == 0);
    REQUIRE(run({{"rm", "link.db"}, folder.path(), {}, "", 0}).status == 0);
  }
  CHECK(folder.names().empty());
}

TEST_CASE("what others made on top of the tables makes drop fail, with nothing changed") {
  struct Case {
    const char* sql;
    const char* says;
  };
  for (const Case& other :
       {Case{"CREATE VIEW mine AS SELECT * FROM trx", "the view 'mine' uses what would be dropped"},
        Case{"CREATE VIEW mine AS SELECT * FROM left_without_loan", "the view 'mine' uses"},
        Case{"CREATE VIEW mine AS SELECT 1 WHERE EXISTS (SELECT 1 FROM Trx)", "the view 'mine' uses"},
        Case{"CREATE UNIQUE INDEX u ON account (user_id); CREATE TABLE mine (u REFERENCES Account (user_id))",
             "a foreign key of the table 'mine' references the table 'Account'"},
        Case{"CREATE TABLE mine (x); CREATE TRIGGER t AFTER INSERT ON mine BEGIN DELETE FROM trx; END",
             "a trigger on 'mine' uses"},
        Case{
            "CREATE TABLE mine (x, y AS (x)); CREATE TRIGGER t AFTER UPDATE OF x ON mine BEGIN SELECT * FROM "
            "trx; END",
            "a trigger on 'mine' uses"}}) {
    const TemporaryFolder folder;
    load_bank(folder);
    (void)query(folder.file("a.db"), other.sql);
    const std::string before = read_file(folder.file("a.db"));
    const Outcome outcome = drop(folder);
    CAPTURE(other.sql, outcome.err);
    CHECK(outcome.status == 1);
    CHECK(has(outcome.err, other.says));
    CHECK(has(outcome.err, "Nothing in 'a.db' was changed"));
    CHECK((read_file(folder.file("a.db")) == before));
  }
}

TEST_CASE("what was broken before is in nobody's way") {
  const TemporaryFolder folder;
  load_bank(folder);
  (void)query(folder.file("a.db"),
              "CREATE VIEW broken AS SELECT * FROM nowhere; CREATE TABLE t (x REFERENCES nowhere (y));"
              "CREATE VIEW fine AS SELECT 1; CREATE TABLE u (x);"
              "CREATE TRIGGER g AFTER INSERT ON u BEGIN DELETE FROM t; END;"
              "CREATE TRIGGER own AFTER INSERT ON trx BEGIN DELETE FROM loan; END; DROP TABLE loan");
  CHECK(drop(folder).status == 0);
  CHECK(objects_in(folder) == "broken fine g t u\n");
}

TEST_CASE("tables that people made stay with their rows, and a note says so") {
  const TemporaryFolder folder;
  write_file(folder.file("own.toml"),
             "[clock]\nstart = 2024-01-01T00:00:00Z\nduration = \"1d\"\n"
             "[entity.town]\ncount = 3\n[entity.town.table]\ncolumns = { id = \"index\" }\n");
  write_file(folder.file("a.db"), "");
  (void)query(folder.file("a.db"), "CREATE TABLE town (id INTEGER); INSERT INTO town VALUES (-1)");
  load(folder, {"own.toml"});
  const Outcome outcome = drop(folder, "own");
  CHECK(outcome.status == 0);
  CHECK(lines_of(outcome.err) ==
        Names{"dropped the record of 1 load",
              "note: the table town stays with its rows: it existed before the first load, which only added "
              "rows"});
  CHECK(query(folder.file("a.db"), "SELECT count(*) FROM town") == "4\n");
  CHECK(objects_in(folder) == "town\n");
}

TEST_CASE("a model is named as it was recorded, or by its file, which may be changed or gone") {
  const std::string text =
      "[clock]\nstart = 2024-01-01T00:00:00Z\nduration = \"1d\"\n"
      "[entity.town]\ncount = 3\n[entity.town.table]\ncolumns = { id = \"index\" }\n";
  struct Case {
    const char* header;
    const char* word;
    const char* after;  // what the file holds when drop runs; null: as it was
  };
  for (const Case& named :
       {Case{"", "own", nullptr}, Case{"", "own.toml", nullptr}, Case{"", "./own.toml", nullptr},
        Case{"", "own.toml", "no model any more"}, Case{"", "gone/own.toml", nullptr},
        Case{"[model]\nname = \"towns\"\n", "towns", nullptr},
        Case{"[model]\nname = \"towns\"\n", "own.toml", nullptr}}) {
    const TemporaryFolder folder;
    write_file(folder.file("own.toml"), named.header + text);
    load(folder, {"own.toml"});
    if (named.after != nullptr) write_file(folder.file("own.toml"), named.after);
    const Outcome outcome = drop(folder, named.word);
    CAPTURE(named.header, named.word, outcome.err);
    CHECK(outcome.status == 0);
    CHECK(folder.names() == Names{"own.toml"});
  }
}

TEST_CASE("a model that was not loaded is refused with exit code 2, and the nearest named") {
  const TemporaryFolder folder;
  load_bank(folder);
  const std::string before = read_file(folder.file("a.db"));
  for (const auto& [word, says] : std::vector<std::pair<std::string, std::string>>{
           {"bnak", "'a.db' holds no load of a model `bnak`; did you mean `bank`?"},
           {"Bank", "did you mean `bank`?"},
           {"shop", "it holds loads of: bank"},
           {"bnk.toml", "did you mean `bank`?"},
           {"", "it holds loads of: bank"}}) {
    const Outcome outcome = drop(folder, word);
    CAPTURE(word, outcome.err);
    CHECK(outcome.status == 2);
    CHECK(outcome.out == "");
    CHECK(has(outcome.err, says));
  }
  CHECK((read_file(folder.file("a.db")) == before));
  CHECK(folder.names() == Names{"a.db"});
}
