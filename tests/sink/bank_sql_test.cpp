// The bank's views for SQLite, on so few rows that the answer can be worked out by hand.
#include "sink/readback.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace seedbed::test;

namespace {

std::string script(const std::string& name) {
  return read_file(std::string(SEEDBED_SOURCE_DIR "/sql/bank/sqlite/") + name);
}

}  // namespace

TEST_CASE("left_without_loan finds visits with little money", "[bank]") {
  TemporaryFolder folder;
  const auto path = folder.file("bank.db");
  const bool indexes = GENERATE(true, false);
  execute(path, script("tables.sql"));
  execute(
      path,
      // User 1 is poor after a purchase in the same minute as a visit, then rich, then poor again.
      "INSERT INTO balance (user_id, ts, balance) VALUES (1, '01', 200), (1, '03', 99), (1, '05', 900), (1, "
      "'07', 5);"
      "INSERT INTO trx (user_id, ts, amount) VALUES (1, '03', 101), (1, '07', 895);"
      "INSERT INTO clickstream (user_id, ts, event) VALUES"
      " (1, '00', 'login'), (1, '01', 'open_loan_screen'), (1, '02', 'close_loan_screen'),"
      " (1, '03', 'open_loan_screen'), (1, '04', 'close_loan_screen'),"
      " (1, '05', 'open_loan_screen'), (1, '06', 'close_loan_screen'),"
      " (1, '08', 'open_loan_screen'), (1, '09', 'close_loan_screen');"
      // The balance of users 2 and 3 never changes; user 3 has enough.
      "INSERT INTO clickstream (user_id, ts, event) VALUES (2, '01', 'open_loan_screen'), (2, '02', "
      "'close_loan_screen'),"
      " (3, '01', 'open_loan_screen'), (3, '02', 'close_loan_screen');"
      "INSERT INTO account (user_id, balance) VALUES (1, 5), (2, 99), (3, 100);"
      // Users 4 and 5 buy something after the visit: they had 60 + 30 and 80 + 30.
      "INSERT INTO clickstream (user_id, ts, event) VALUES (4, '02', 'close_loan_screen'),"
      " (5, '01', 'open_loan_screen'), (5, '02', 'close_loan_screen');"
      "INSERT INTO trx (user_id, ts, amount) VALUES (4, '03', 30), (5, '03', 30);"
      "INSERT INTO balance (user_id, ts, balance) VALUES (4, '03', 60), (5, '03', 80);"
      // User 6 takes a loan after the visit and had 10050 - 10000. User 7 gets income after the visit, so the
      // balance is unknown. User 8 takes the loan during the visit.
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
