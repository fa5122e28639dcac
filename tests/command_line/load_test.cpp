// `seedbed load`: sinks, options, what it prints.
#include <filesystem>

#include "command_line/program.hpp"
#include "support/catch.hpp"
#include "support/run_model.hpp"

using namespace seedbed::test;

namespace {

// The options of a small load of the bank.
std::vector<std::string> small_load(std::vector<std::string> more) {
  std::vector<std::string> words{"load", "bank", "--set", "users=60"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::string digests(const TemporaryFolder& folder, const std::vector<std::string>& more) {
  std::vector<std::string> words = small_load(more);
  words.emplace_back("--json");
  return json(seedbed_out(folder, words), "$.digest");
}

std::string count(const std::string& file, const std::string& table) {
  return query(file, "SELECT count(*) FROM " + table);
}

}  // namespace

TEST_CASE("without options a load writes MODEL.db in the current folder") {
  const TemporaryFolder folder;
  const Outcome outcome = run_seedbed(folder, small_load({}));
  CHECK(outcome.status == 0);
  CHECK(outcome.out == "");
  CHECK(folder.names() == std::vector<std::string>{"bank.db"});
  CHECK(count(folder.file("bank.db"), "account") == "60\n");
  CHECK(query(folder.file("bank.db"), "PRAGMA integrity_check") == "ok\n");
  // The summary: what, from when to when, rows by table, where to.
  CHECK(outcome.err.starts_with("bank, seed 1, 2024-01-01T00:00:00Z to 2024-01-31T00:00:00Z\n"));
  CHECK(has(outcome.err, "into sqlite:bank.db ("));
}

TEST_CASE("a path with a database's ending is an sqlite target") {
  const TemporaryFolder folder;
  for (const char* name : {"a.db", "b.sqlite", "c.sqlite3"}) {
    (void)seedbed_out(folder, small_load({"--to", name}));
    CHECK(count(folder.file(name), "account") == "60\n");
  }
}

TEST_CASE("option --json prints everything about a load") {
  const TemporaryFolder folder;
  const Outcome outcome = run_seedbed(folder, small_load({"--seed", "7", "--shard", "1/2", "--json"}));
  REQUIRE(outcome.status == 0);
  CHECK(outcome.err == "");
  const auto value = [&](const std::string& path) { return json(outcome.out, path); };
  CHECK(value("$.model") == "bank");
  CHECK(value("$.seed") == "7");
  CHECK(value("$.shard") == "1/2");
  CHECK(value("$.since") == "2024-01-01T00:00:00Z");
  CHECK(value("$.until") == "2024-01-31T00:00:00Z");
  CHECK(value("$.target") == "sqlite:bank.db");
  CHECK(value("$.rows.account") == "30");
  long total = 0;
  for (const char* table : {"clickstream", "trx", "balance", "loan", "account"}) {
    CAPTURE(table);
    const std::string rows = value(std::string("$.rows.") + table);
    CHECK(rows + "\n" == count(folder.file("bank.db"), table));
    CHECK(value(std::string("$.digest.") + table).size() == 32);
    CHECK(value(std::string("$.writer.") + table) != "");
    total += std::stol(rows);
  }
  CHECK(value("$.rows_total") == std::to_string(total));
  CHECK(value("$.transitions.user.spending") == value("$.rows.trx"));
  CHECK(std::stol(value("$.refused.user.spending")) > 0);
  CHECK(value("$.noise") == "{}");
  CHECK(std::stol(value("$.bytes")) > 0);
  CHECK(std::stod(value("$.seconds")) >= 0);
  CHECK(std::stod(value("$.rows_per_second")) > 0);
  CHECK(std::stol(value("$.peak_rss_bytes")) > 1'000'000);
}

TEST_CASE("digests do not depend on sink and threads, but on seed and parameters") {
  const TemporaryFolder folder;
  const std::string once = digests(folder, {"--to", "null:"});
  CHECK(digests(folder, {"--to", "null:", "--threads", "1"}) == once);
  CHECK(digests(folder, {"--to", "null:", "--threads", "7"}) == once);
  CHECK(digests(folder, {"--to", "a.db", "--threads", "3"}) == once);
  CHECK(digests(folder, {"--to", "jsonl:a.jsonl", "--threads", "2"}) == once);
  CHECK(digests(folder, {"--to", "csv:a", "--threads", "2"}) == once);
  CHECK(digests(folder, {"--to", "null:", "--seed", "2"}) != once);
  CHECK(digests(folder, {"--to", "null:", "--set", "users=61"}) != once);
}

TEST_CASE("the same load gives the same bytes, whatever the threads") {
  const TemporaryFolder folder;
  (void)seedbed_out(folder, small_load({"--to", "a.db", "--threads", "1"}));
  (void)seedbed_out(folder, small_load({"--to", "b.db", "--threads", "7"}));
  CHECK((read_file(folder.file("a.db")) == read_file(folder.file("b.db"))));
  (void)seedbed_out(folder, small_load({"--to", "jsonl:a.jsonl", "--threads", "1"}));
  const std::string piped = seedbed_out(folder, small_load({"--to", "jsonl:-", "--threads", "7"}));
  CHECK((read_file(folder.file("a.jsonl")) == piped));
  (void)seedbed_out(folder, small_load({"--to", "csv:a", "--threads", "1"}));
  (void)seedbed_out(folder, small_load({"--to", "csv:b", "--threads", "7"}));
  for (const char* table : {"account", "balance", "clickstream", "loan", "trx"}) {
    const std::string name = std::string("/") + table + ".csv";
    CHECK((read_file(folder.file("a" + name)) == read_file(folder.file("b" + name))));
  }
}

TEST_CASE("jsonl holds every row once, in one time order") {
  const TemporaryFolder folder;
  const Outcome outcome =
      run_seedbed(folder, {"load", "bank", "--set", "users=3", "--duration", "5d", "--to", "jsonl:-"});
  REQUIRE(outcome.status == 0);
  std::string last;
  std::size_t accounts = 0;
  for (const std::string& line : lines_of(outcome.out)) {
    if (json(line, "$.table") == "account") {
      ++accounts;
      continue;
    }
    CHECK(accounts == 0);  // finish rows come after all others
    const std::string time = json(line, "$.ts");
    CHECK(last <= time);
    last = time;
  }
  CHECK(accounts == 3);
  CHECK(has(outcome.err, "into jsonl:-"));
}

TEST_CASE("option --quiet says nothing") {
  const TemporaryFolder folder;
  const Outcome outcome = run_seedbed(folder, small_load({"--quiet"}));
  CHECK(outcome.status == 0);
  CHECK(outcome.out + outcome.err == "");
}

TEST_CASE("option --progress is no obstacle where there is no terminal") {
  const TemporaryFolder folder;
  const Outcome plain = run_seedbed(folder, small_load({"--to", "null:"}));
  for (const char* when : {"auto", "always", "never"}) {
    const Outcome outcome = run_seedbed(folder, small_load({"--to", "null:", "--progress", when}));
    CHECK(outcome.status == 0);
    CHECK(!has(outcome.err, "\x1b"));  // what redraws a line is for terminals
    CHECK(lines_of(outcome.err).size() == lines_of(plain.err).size());  // plain lines come every ten seconds
  }
}

TEST_CASE("option --log-sql shows the statements, on standard error") {
  const TemporaryFolder folder;
  const Outcome outcome = run_seedbed(folder, small_load({"--log-sql"}));
  CHECK(outcome.status == 0);
  CHECK(outcome.out == "");
  for (const char* sql : {"BEGIN", "CREATE TABLE clickstream", "CREATE UNIQUE INDEX account_user_id",
                          "CREATE VIEW left_without_loan", "COMMIT"}) {
    CHECK(has(outcome.err, sql));
  }
}

TEST_CASE("option --no-indexes leaves the indexes out, --verify keeps everything") {
  const TemporaryFolder folder;
  const std::string indexes = "SELECT count(*) FROM sqlite_master WHERE type = 'index'";
  (void)seedbed_out(folder, small_load({"--to", "a.db", "--no-indexes"}));
  CHECK(query(folder.file("a.db"), indexes) == "0\n");
  CHECK(query(folder.file("a.db"), "SELECT count(*) FROM sqlite_master WHERE type = 'view'") == "1\n");
  (void)seedbed_out(folder, small_load({"--to", "b.db", "--verify"}));
  CHECK(query(folder.file("b.db"), indexes) == "5\n");
}

TEST_CASE("option --sql takes the scripts of a folder, with or without one for the dialect") {
  const TemporaryFolder folder;
  const std::string tables =
      "CREATE TABLE clickstream (user_id, event, ts INTEGER); CREATE TABLE trx (user_id, amount, ts);\n"
      "CREATE TABLE balance (ts, user_id, balance); CREATE TABLE loan (ts, user_id, loan);\n"
      "CREATE TABLE account (user_id, balance, loan, state, note TEXT DEFAULT 'mine');\n";
  std::filesystem::create_directories(folder.file("own/sqlite"));
  write_file(folder.file("own/sqlite/tables.sql"), tables);
  write_file(folder.file("own/sqlite/views.sql"), "CREATE VIEW mine AS SELECT count(*) AS n FROM account;\n");
  (void)seedbed_out(folder, small_load({"--sql", "own", "--to", "a.db"}));
  (void)seedbed_out(folder, small_load({"--sql", "own/sqlite", "--to", "b.db"}));
  for (const char* name : {"a.db", "b.db"}) {
    CHECK(query(folder.file(name), "SELECT n FROM mine") == "60\n");
    CHECK(query(folder.file(name), "SELECT DISTINCT note FROM account") == "mine\n");
    CHECK(query(folder.file(name), "SELECT DISTINCT typeof(ts) FROM clickstream") == "integer\n");
  }
}

TEST_CASE("a model takes the sql folder beside it, before a bundled one") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.file("models/bank/sqlite"));
  write_file(folder.file("models/mine.toml"), bundled_model("bank"));
  const std::string tables = read_file(SEEDBED_SOURCE_DIR "/sql/bank/sqlite/tables.sql");
  write_file(folder.file("models/bank/sqlite/tables.sql"), tables + "CREATE TABLE beside (x);\n");
  (void)seedbed_out(folder, {"load", "models/mine.toml", "--set", "users=5", "--to", "a.db"});
  CHECK(query(folder.file("a.db"), "SELECT count(*) FROM beside") == "0\n");
  CHECK(query(folder.file("a.db"), "SELECT count(*) FROM sqlite_master WHERE type = 'view'") == "0\n");

  write_file(folder.file("models/lost.toml"),
             replaced(bundled_model("bank"), "sql     = \"bank\"", "sql     = \"nosuch\""));
  const Outcome lost = run_seedbed(folder, {"load", "models/lost.toml", "--to", "b.db"});
  CHECK(lost.status == 2);
  CHECK(has(lost.err, "no SQL for `sql = \"nosuch\"`: looked for models/nosuch/sqlite/tables.sql"));
}

TEST_CASE("a model without sql gets its tables derived") {
  const TemporaryFolder folder;
  write_file(folder.file("mine.toml"), replaced(bundled_model("bank"), "sql     = \"bank\"", ""));
  (void)seedbed_out(folder, {"load", "mine.toml", "--set", "users=5"});
  CHECK(count(folder.file("bank.db"), "account") == "5\n");  // named by the model, not its file
}

TEST_CASE("option --if-exists: fail keeps what is there, replace exchanges it, append adds to it") {
  const TemporaryFolder folder;
  (void)seedbed_out(folder, small_load({}));
  const std::string before = read_file(folder.file("bank.db"));
  const Outcome again = run_seedbed(folder, small_load({"--seed", "2"}));
  CHECK(again.status == 3);
  CHECK(again.err.starts_with("seedbed: 'bank.db' exists already: --if-exists replace"));
  CHECK((read_file(folder.file("bank.db")) == before));

  const Outcome appended = run_seedbed(folder, small_load({"--if-exists", "append"}));
  CHECK(appended.status == 3);  // exactly this load is there
  CHECK((read_file(folder.file("bank.db")) == before));

  (void)seedbed_out(folder, small_load({"--seed", "2", "--if-exists", "replace"}));
  CHECK((read_file(folder.file("bank.db")) != before));
  CHECK(query(folder.file("bank.db"), "SELECT count(*), max(seed) FROM seedbed_load") == "1|2\n");
  CHECK(folder.names() == std::vector<std::string>{"bank.db"});
}

TEST_CASE("option --end now moves the start, --start and --duration say the rest") {
  const TemporaryFolder folder;
  const auto span = [&](std::vector<std::string> more) {
    std::vector<std::string> words{"load", "bank", "--set", "users=5", "--to", "null:", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    const std::string out = seedbed_out(folder, words);
    return json(out, "$.since") + " " + json(out, "$.until");
  };
  CHECK(span({"--start", "2025-06-01"}) == "2025-06-01T00:00:00Z 2025-07-01T00:00:00Z");
  CHECK(span({"--end", "2025-06-01"}) == "2025-05-02T00:00:00Z 2025-06-01T00:00:00Z");
  CHECK(span({"--duration", "36h"}) == "2024-01-01T00:00:00Z 2024-01-02T12:00:00Z");
  CHECK(span({"--end", "2025-06-01T12:00:00Z", "--duration", "1d"}) ==
        "2025-05-31T12:00:00Z 2025-06-01T12:00:00Z");
  CHECK(span({"--start", "2025-05-31", "--end", "2025-06-01"}) ==
        "2025-05-31T00:00:00Z 2025-06-01T00:00:00Z");
  const std::string now = span({"--end", "now", "--duration", "1d"});
  const std::string today = query(
      ":memory:", "SELECT julianday('now') - julianday('" + now.substr(now.find(' ') + 1) + "') < 0.01");
  CHECK(today == "1\n");
}
