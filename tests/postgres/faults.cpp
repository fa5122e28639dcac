#include "postgres/faults.hpp"

#include <chrono>
#include <sstream>
#include <thread>

namespace seedbed::test {
namespace {

constexpr const char* kPassword = "pa55word-of-nobody";

constexpr const char* kTables =
    "CREATE TABLE clickstream (user_id bigint NOT NULL, event text, ts timestamptz NOT NULL);\n"
    "CREATE TABLE trx (user_id bigint NOT NULL, amount bigint, ts timestamptz NOT NULL);\n"
    "CREATE TABLE balance (ts timestamptz NOT NULL, user_id bigint NOT NULL, balance bigint);\n"
    "CREATE TABLE loan (ts timestamptz NOT NULL, user_id bigint NOT NULL, loan bigint);\n"
    "CREATE TABLE account (user_id bigint NOT NULL, balance bigint, loan bigint, state text);\n";
constexpr const char* kIndexes =
    "ALTER TABLE account ADD PRIMARY KEY (user_id);\n"
    "CREATE INDEX trx_user_id ON trx (user_id, ts);\n"
    "CREATE INDEX balance_user_id ON balance (user_id, ts);\n";
constexpr const char* kForeignKeys = "ALTER TABLE trx ADD FOREIGN KEY (user_id) REFERENCES account;\n";
constexpr const char* kViews = "CREATE VIEW rich AS SELECT user_id FROM account WHERE balance > 1000;\n";

// Tables, views, indexes, constraints.
constexpr const char* kObjects =
    "SELECT concat_ws(' ', relkind, relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    " UNION ALL SELECT concat_ws(' ', conname, pg_get_constraintdef(oid), convalidated)"
    " FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1";
constexpr const char* kTableNames =
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    " AND relname <> 'seedbed_load' ORDER BY 1";

}  // namespace

const std::vector<std::string> kSmallShard =
    endless({"--shard", "1/20000", "--until", "2024-01-03", "--seed", "1"});
const std::vector<std::string> kEndlessShard =
    endless({"--shard", "2/20000", "--if-exists", "append", "--seed", "1"});

BankLoads::BankLoads(Keys keys) {
  write_file(folder_.file("tables.sql"), kTables);
  write_file(folder_.file("indexes.sql"),
             std::string(kIndexes) + (keys == Keys::foreign   ? kForeignKeys
                                      : keys == Keys::failing ? "CREATE UNIQUE INDEX once ON trx (user_id);\n"
                                                              : ""));
  write_file(folder_.file("views.sql"), kViews);
}

Command BankLoads::command(const std::string& address, const std::vector<std::string>& more) const {
  Command command;
  command.folder = folder_.path();
  command.words = {SEEDBED_PROGRAM, "load", "bank",  "--set",   "users=100",     "--sql",
                   folder_.path(),  "--to", address, "--quiet", "--connections", "2",
                   "--threads",     "2"};
  command.words.insert(command.words.end(), more.begin(), more.end());
  return command;
}

Outcome BankLoads::run(const std::string& address, const std::vector<std::string>& more) const {
  return test::run(command(address, more));
}

void BankLoads::load(const TestDatabase& database, const std::vector<std::string>& more) const {
  const Outcome outcome = run(database.address(), more);
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
}

std::string BankLoads::content_after(const std::vector<std::vector<std::string>>& loads) const {
  const TestDatabase database;
  for (const std::vector<std::string>& words : loads) load(database, words);
  const std::string content = content_of(database);
  REQUIRE(contains(content, "trx"));
  return content;
}

std::string content_of(const TestDatabase& database) {
  PostgresSession session = database.session();
  // Of one moment; and where a lock is in the way, a failure instead of a test that hangs.
  session.execute("SET lock_timeout = '60s'; BEGIN ISOLATION LEVEL REPEATABLE READ");
  std::string content = session.query(kObjects);
  std::istringstream names(session.query(kTableNames));
  for (std::string name; std::getline(names, name);) {
    content += name + ": " +
               session.query("SELECT count(*), sum(hashtextextended(t::text, 0)::numeric) FROM public." +
                             name + " AS t");
  }
  if (contains(content, "r seedbed_load")) {
    content += session.query(
        "SELECT model, parameters, seed, since, until, shard, shards, rows, digests, objects"
        " FROM public.seedbed_load ORDER BY seed, shard, since");
  }
  return content;
}

std::string address_with_password(const Proxy& proxy, const TestDatabase& database) {
  std::string address = proxy.address(database.name());
  return address.insert(address.find('@'), std::string(":") + kPassword);
}

void check_failed(const Outcome& outcome, int status, const std::vector<std::string>& texts,
                  const TestDatabase& database) {
  INFO(outcome.err);
  CHECK(outcome.status == status);
  for (const std::string& text : texts) {
    CAPTURE(text);
    CHECK(contains(outcome.err, text));
  }
  CHECK_FALSE(contains(outcome.err + outcome.out, kPassword));
  CHECK(database.leftovers() == "");
}

std::vector<std::string> endless(std::vector<std::string> words) {
  words.insert(words.end(), {"--set", "users=100_000", "--duration", "20000d"});
  return words;
}

void wait_until(const std::string& what, const std::function<bool()>& is_so) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > until) FAIL("in vain: " << what);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void wait_for_statement(const TestDatabase& database, const std::string& like) {
  const std::string sql =
      "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'"
      " AND application_name LIKE 'seedbed bank%' AND query LIKE '" +
      like + "'";
  wait_until(like, [&] { return database.query(sql) == "t\n"; });
}

void wait_for_no_connections(const TestDatabase& database) {
  wait_until("no connection", [&] { return database.connections() == 0 && database.advisory_locks() == 0; });
}

}  // namespace seedbed::test
