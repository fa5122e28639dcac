// The bank's SQL for SQLite, on rows small enough to tell the answer by hand.
#include "sink/readback.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace seedbed::test;

namespace {

std::string script(const std::string& name) {
  return read_file(std::string(SEEDBED_SOURCE_DIR) + "/sql/bank/sqlite/" + name);
}

}  // namespace

TEST_CASE("left_without_loan finds visits with little money", "[bank]") {
  TemporaryFolder folder;
  const auto path = folder.file("bank.db");
  const bool indexes = GENERATE(true, false);
  execute(path, script("tables.sql"));
  execute(
      path,
      // 1: poor after a purchase, at the very minute of a change; then rich; then poor again.
      "INSERT INTO balance (user_id, ts, balance) VALUES (1, '01', 200), (1, '03', 99), (1, '05', 900), (1, "
      "'07', 5);"
      "INSERT INTO trx (user_id, ts, amount) VALUES (1, '03', 101), (1, '07', 895);"
      "INSERT INTO clickstream (user_id, ts, event) VALUES"
      " (1, '00', 'login'), (1, '01', 'open_loan_screen'), (1, '02', 'close_loan_screen'),"
      " (1, '03', 'open_loan_screen'), (1, '04', 'close_loan_screen'),"
      " (1, '05', 'open_loan_screen'), (1, '06', 'close_loan_screen'),"
      " (1, '08', 'open_loan_screen'), (1, '09', 'close_loan_screen');"
      // 2: no change ever; 3: the same, with enough.
      "INSERT INTO clickstream (user_id, ts, event) VALUES (2, '01', 'open_loan_screen'), (2, '02', "
      "'close_loan_screen'),"
      " (3, '01', 'open_loan_screen'), (3, '02', 'close_loan_screen');"
      "INSERT INTO account (user_id, balance) VALUES (1, 5), (2, 99), (3, 100);"
      // 4: a purchase comes after the visit: 60 + 30. 5: the same, 80 + 30.
      "INSERT INTO clickstream (user_id, ts, event) VALUES (4, '02', 'close_loan_screen'),"
      " (5, '01', 'open_loan_screen'), (5, '02', 'close_loan_screen');"
      "INSERT INTO trx (user_id, ts, amount) VALUES (4, '03', 30), (5, '03', 30);"
      "INSERT INTO balance (user_id, ts, balance) VALUES (4, '03', 60), (5, '03', 80);"
      // 6: a loan comes after the visit, 10050 - 10000. 7: income does: unknown. 8: takes the loan.
      "INSERT INTO clickstream (user_id, ts, event) VALUES (6, '01', 'open_loan_screen'), (6, '02', "
      "'close_loan_screen'),"
      " (6, '03', 'open_loan_screen'), (6, '04', 'take_loan'),"
      " (7, '01', 'open_loan_screen'), (7, '02', 'close_loan_screen'),"
      " (8, '01', 'open_loan_screen'), (8, '02', 'take_loan');"
      "INSERT INTO loan (user_id, ts, loan) VALUES (6, '04', 10000), (8, '02', 10000);"
      "INSERT INTO balance (user_id, ts, balance) VALUES (6, '04', 10050), (7, '03', 50), (8, '02', 10001);");
  if (indexes) execute(path, script("indexes.sql"));
  execute(path, script("views.sql"));
  CHECK(query(path, "SELECT * FROM left_without_loan ORDER BY user_id, left_at") ==
        std::vector<TextRow>{{"1", "03", "04", "99"},
                             {"1", "08", "09", "5"},
                             {"2", "01", "02", "99"},
                             {"4", "NULL", "02", "90"},
                             {"6", "01", "02", "50"}});
}
