// Servers that a test crashes, configures and fills.
#include "support/own_server.hpp"

#include <chrono>
#include <filesystem>
#include <thread>

#include "support/catch.hpp"
#include "support/process.hpp"
#include "support/skip.hpp"
#include "support/thrown.hpp"

using namespace seedbed::test;

TEST_CASE("a server of a test's own has its configuration, and is gone afterwards") {
  std::string folder;
  std::string address;
  {
    const OwnServer own({"max_connections = 7", "work_mem = '3MB'"});
    folder = own.server().socket_folder;
    const TestDatabase database(own.server());
    address = database.tcp_address();
    CHECK(own.server().port != shared_postgres().port);
    CHECK(database.query("SHOW work_mem") == "3MB\n");
    CHECK(PostgresSession(address).query("SHOW max_connections") == "7\n");
  }
  CHECK_FALSE(std::filesystem::exists(folder));
  CHECK(contains(message_of([&] { (void)PostgresSession(address); }), "Connection refused"));
}

TEST_CASE("a crashed server keeps what was committed, and nothing else") {
  OwnServer own;
  const TestDatabase database(own.server());
  database.execute("CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
  PostgresSession open = database.session();
  open.execute("BEGIN; INSERT INTO t VALUES (2)");
  own.crash();
  CHECK(contains(message_of([&] { open.execute("COMMIT"); }), "connection"));
  CHECK(message_of([&] { (void)database.query("SELECT 1"); }) != "");
  own.start();
  CHECK(contains(own.log(), "was not properly shut down; automatic recovery in progress"));
  CHECK(database.query("SELECT a FROM t") == "1\n");
  own.stop();
  own.start();
  CHECK(database.query("SELECT a FROM t") == "1\n");
}

TEST_CASE("a small tablespace is soon full") {
  OwnServer own;
  const std::string why_not = own.add_small_tablespace("small", 12);
  if (!why_not.empty()) {
    skip(why_not);
    return;
  }
  DatabaseOptions options;
  options.tablespace = "small";
  const TestDatabase database(own.server(), options);
  CHECK(contains(message_of([&] {
                   database.execute(
                       "CREATE TABLE t AS SELECT repeat('x', 200) FROM generate_series(1, 1000000)");
                 }),
                 "No space left on device"));
  CHECK(database.query("SELECT 1") == "1\n");
}

TEST_CASE("the server of a killed test is stopped and removed") {
  const TemporaryFolder folder;
  const std::string server = folder.file("server");
  std::filesystem::create_directory(server);
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  const std::string script = SEEDBED_SOURCE_DIR "/scripts/postgres.sh";
  {
    // A shell that holds the other end of the pipe, as a test does, and is killed.
    Process killed({{"bash", "-c",
                     "exec 8> >(exec setsid bash \"$0\" --keep \"$1\"); bash \"$0\" --create \"$1\" 8>&- &&"
                     " bash \"$0\" --start \"$1\" 8>&- && touch \"$2\" && exec sleep 600",
                     script, server, folder.file("started")},
                    "",
                    {},
                    "",
                    0});
    for (int i = 0; i < 6000 && !std::filesystem::exists(folder.file("started")); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    CHECK(std::filesystem::exists(server + "/data/postmaster.pid"));
  }
  for (int i = 0; i < 6000 && std::filesystem::exists(server); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK(folder.names() == std::vector<std::string>{"started"});
}
