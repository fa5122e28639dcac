// Support for tests of faults: loads by the built program, and the content of a database after them.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/postgres.hpp"
#include "support/process.hpp"
#include "support/proxy.hpp"
#include "support/temporary_folder.hpp"
#include "support/thrown.hpp"

namespace seedbed::test {

// The longest wait for any event, also under sanitizers and on a busy machine.
inline constexpr std::chrono::seconds kPatience(30);

// Whether tables have foreign keys. Where rows are appended under them, those of a moment are sent together.
// failing: an index that cannot be made of the rows.
enum class Keys { none, foreign, failing };

// Banks with primary keys, indexes, a view, and foreign keys that hold once all is loaded.
class BankLoads {
 public:
  explicit BankLoads(Keys keys = Keys::foreign);

  // `seedbed load bank …` into this address.
  [[nodiscard]] Command command(const std::string& address, const std::vector<std::string>& more) const;
  [[nodiscard]] Outcome run(const std::string& address, const std::vector<std::string>& more) const;
  // The same, which must succeed, into the database's socket.
  void load(const TestDatabase& database, const std::vector<std::string>& more) const;
  // What such loads, one after the other, leave in a database that was empty: content_of() it.
  [[nodiscard]] std::string content_after(const std::vector<std::vector<std::string>>& loads) const;

 private:
  TemporaryFolder folder_;
};

// Everything that readers of the schema public see, as text that two databases have in common if and only if
// they hold the same: each table with its rows' number and a hash of them in any order, views, indexes,
// constraints, and what the loads recorded.
[[nodiscard]] std::string content_of(const TestDatabase& database);

// A proxy's address with a password, which no output may show.
[[nodiscard]] std::string address_with_password(const Proxy& proxy, const TestDatabase& database);

// Checks that the load ended with this exit code and these texts, showed no password, and left nothing
// behind.
void check_failed(const Outcome& outcome, int status, const std::vector<std::string>& texts,
                  const TestDatabase& database);

// Makes a load take hours; no test waits for its end.
[[nodiscard]] std::vector<std::string> endless(std::vector<std::string> words);
// Shards of such a load: a small part of the first one, which soon ends, and all of the second, appended.
extern const std::vector<std::string> kSmallShard;
extern const std::vector<std::string> kEndlessShard;

// Until that is so; fails after kPatience.
void wait_until(const std::string& what, const std::function<bool()>& is_so);
// Until code under test has the server run a statement that is LIKE this.
void wait_for_statement(const TestDatabase& database, const std::string& like);
// Until no process of the server works for the code under test.
void wait_for_no_connections(const TestDatabase& database);

}  // namespace seedbed::test
