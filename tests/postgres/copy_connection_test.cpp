// How soon a client notices that the server has refused a row.
#include "sink/postgres/server/connection.hpp"
#include "support/catch.hpp"
#include "support/postgres.hpp"
#include "support/thrown.hpp"

using namespace seedbed::postgres;
using namespace seedbed::test;

namespace {

constexpr std::size_t kSlice = std::size_t{64} << 10;  // what CopyStream sends at once
constexpr std::size_t kMegabyte = std::size_t{1} << 20;
constexpr std::size_t kMost = std::size_t{64} << 20;

std::string rows_of(const std::string& cell) {
  std::string rows;
  while (rows.size() < kSlice) rows += cell + "\n";
  return rows;
}

// Bytes that were sent after the row that the server refuses, until it was heard.
std::size_t sent_after_refused_row(const std::string& address) {
  Connection connection({address, "seedbed test", {}, {}});
  connection.execute("BEGIN");
  connection.begin_copy("COPY t FROM STDIN");
  const std::string good = rows_of("12345678");
  for (std::size_t sent = 0; sent < 8 * kMegabyte; sent += good.size()) REQUIRE_FALSE(connection.put(good));
  bool heard = connection.put(std::string("no number\n"));
  std::size_t sent = 0;
  for (; !heard && sent < kMost; sent += good.size()) heard = connection.put(good);
  CHECK(heard);
  CHECK(contains(message_of([&] { connection.end_copy(); }), "no number"));
  connection.reset();
  return sent;
}

}  // namespace

TEST_CASE("a refused row is noticed within a megabyte") {
  const TestDatabase database;
  database.execute("CREATE TABLE t (n integer NOT NULL)");
  for (const std::string& address : {database.address(), database.tcp_address()}) {
    const std::size_t sent = sent_after_refused_row(address);
    CAPTURE(address.find("127.0.0.1"), sent);
    CHECK(sent <= kMegabyte);
  }
  CHECK(database.leftovers() == "");
}
