// A connection that is cut in any phase of a load.
#include <optional>

#include "postgres/faults.hpp"

using namespace seedbed::test;

namespace {

const std::vector<std::string> kFirst{"--seed", "1"};
const std::vector<std::string> kReplace{"--seed", "2", "--if-exists", "replace"};

// Statements of every phase of a load that replaces, in their order.
const std::vector<std::string> kPhases{"pg_try_advisory_lock",
                                       "CREATE SCHEMA",
                                       "COMMENT ON SCHEMA",
                                       "CREATE TABLE clickstream",
                                       "ROLLBACK",
                                       "TRUNCATE",
                                       "COPY",
                                       "ADD PRIMARY KEY",
                                       "CREATE INDEX",
                                       "FOREIGN KEY",
                                       "ANALYZE",
                                       "pg_advisory_xact_lock",
                                       "DROP VIEW",
                                       "DROP TABLE",
                                       "DELETE FROM",
                                       "SET SCHEMA",
                                       "CREATE VIEW rich AS",
                                       ".seedbed_load (load_id",
                                       "DROP SCHEMA"};

Cut statement_after(Cut cut, const std::string& statement, const std::string& before) {
  cut.text = statement;
  cut.only_after = before;
  return cut;
}

// Statements that come more than once, by what their connection has done before: what is tried out is done
// again later, and there are three transactions to commit.
std::vector<Cut> repeated(const Cut& cut) {
  std::vector<Cut> cuts{statement_after(cut, "COMMIT", "COMMENT ON SCHEMA"),
                        statement_after(cut, "COMMIT", "TRUNCATE"),
                        statement_after(cut, "CREATE VIEW rich AS", "DROP VIEW")};
  for (const char* statement : {"ADD PRIMARY KEY", "CREATE INDEX trx", "FOREIGN KEY", "ANALYZE"})
    cuts.push_back(statement_after(cut, statement, "TRUNCATE"));
  return cuts;
}

// A database with a load's data, and a proxy before it.
struct OldData {
  BankLoads loads;
  TestDatabase database;
  std::optional<Proxy> proxy;
  std::string address;
  std::string before;

  OldData() {
    loads.load(database, kFirst);
    before = content_of(database);
    proxy.emplace(database.server());
    address = address_with_password(*proxy, database);
  }
  Outcome replace() const { return loads.run(address, kReplace); }
  void check_cut_harms_nothing(const Cut& cut) {
    CAPTURE(cut.text, cut.only_after, static_cast<int>(cut.moment));
    proxy->plan(cut);
    const Outcome outcome = replace();
    CHECK(proxy->was_cut());
    check_failed(outcome, 1, {"the connection was lost while ", "run the load again"}, database);
    CHECK(content_of(database) == before);
  }
};

}  // namespace

TEST_CASE("a connection cut before any statement of a load fails it, and leaves the old data alone") {
  OldData old;
  for (const std::string& phase : kPhases) old.check_cut_harms_nothing(Cut::before(phase));
  for (const Cut& cut : repeated(Cut::before(""))) old.check_cut_harms_nothing(cut);
  old.check_cut_harms_nothing(Cut::in_copy(0));
  old.check_cut_harms_nothing(Cut::in_copy(50'000));
  CHECK(old.replace().status == 0);
  CHECK(content_of(old.database) == old.loads.content_after({kFirst, kReplace}));
  CHECK(old.database.leftovers() == "");
}

TEST_CASE("a connection cut after any statement but the last commit fails a load too") {
  OldData old;
  for (const std::string& phase : kPhases) {
    if (phase != "COPY") old.check_cut_harms_nothing(Cut::after_answer_to(phase));
  }
  for (const Cut& cut : repeated(Cut::after_answer_to(""))) old.check_cut_harms_nothing(cut);
}
