// Targets that cannot be written to, or hold what must not be lost.
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "command_line/program.hpp"
#include "support/catch.hpp"
#include "support/skip.hpp"

using namespace seedbed::test;

namespace {

std::vector<std::string> load_into(const std::string& target, const std::string& if_exists = "replace") {
  return {"load", "bank", "--set", "users=60", "--to", target, "--if-exists", if_exists, "--quiet"};
}

// One paragraph that begins with the program's name.
void check_message(const Outcome& outcome, const std::string& phrase) {
  CAPTURE(outcome.err);
  CHECK(outcome.out == "");
  CHECK(outcome.err.starts_with("seedbed: "));
  CHECK(lines_of(outcome.err).size() == 1);
  CHECK(has(outcome.err, phrase));
}

}  // namespace

TEST_CASE("a full disk ends the load, and nothing is left") {
  const TemporaryFolder folder;
  write_file(folder.file("old.jsonl"), "old\n");
  (void)seedbed_out(folder, {"load", "bank", "--set", "users=2", "--to", "old.db"});
  const std::string old = read_file(folder.file("old.db"));
  (void)seedbed_out(folder, {"load", "bank", "--set", "users=2", "--to", "csv:old"});
  const std::string old_csv = read_file(folder.file("old/balance.csv"));
  for (const char* target :
       {"new.db", "old.db", "jsonl:new.jsonl", "jsonl:old.jsonl", "csv:new", "csv:old"}) {
    Command command = seedbed_command(folder.path(), load_into(target));
    command.largest_file = 100'000;
    const Outcome outcome = run(command);
    CAPTURE(target);
    CHECK(outcome.status == 1);
    CHECK(outcome.err.starts_with("seedbed: "));
  }
  CHECK(folder.names() == std::vector<std::string>{"old", "old.db", "old.jsonl"});
  CHECK((read_file(folder.file("old/balance.csv")) == old_csv));
  CHECK((read_file(folder.file("old.db")) == old));
  CHECK(read_file(folder.file("old.jsonl")) == "old\n");
}

TEST_CASE("a file system without room ends the load with a message that says so") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("disk"));
  const auto on_small_disk = [&](const std::string& script) {
    return run({{"unshare", "-m", "sh", "-c",
                 "mount -t tmpfs -o size=200k tmpfs disk && cd disk && { " + script + "; }"},
                folder.path(),
                {},
                "",
                0});
  };
  if (on_small_disk("true").status != 0) {
    skip("this user may not mount a small file system");
    return;
  }
  const std::string load = SEEDBED_PROGRAM " load bank --set users=60 --quiet --to ";
  for (const char* target : {"new.db", "jsonl:new.jsonl", "csv:new"}) {
    const Outcome outcome = on_small_disk(load + target + "; echo $?; ls -A");
    CAPTURE(target);
    CHECK(outcome.out == "1\n");  // the exit code, and no file
    CHECK(outcome.err.starts_with("seedbed: "));
    CHECK((has(outcome.err, "full") || has(outcome.err, "No space left on device")));
  }
  const Outcome append =
      on_small_disk(load + "a.db --until 2024-01-02 --no-indexes; cksum a.db; " + load +
                    "a.db --since 2024-01-02 --if-exists append; echo $?; cksum a.db; ls -A");
  const std::vector<std::string> lines = lines_of(append.out);
  CAPTURE(append.out, append.err);
  REQUIRE(lines.size() == 4);
  CHECK(lines[1] == "1");
  CHECK(lines[0] == lines[2]);
  CHECK(lines[3] == "a.db");
}

TEST_CASE("standard output that is full is an error") {
  const TemporaryFolder folder;
  const Outcome outcome =
      run({{"sh", "-c", SEEDBED_PROGRAM " load bank --set users=60 --to jsonl:- --quiet >/dev/full"},
           folder.path(),
           {},
           "",
           0});
  CHECK(outcome.status == 1);
  check_message(outcome, "No space left on device");
}

TEST_CASE("a folder that does not exist or is a file is reported") {
  const TemporaryFolder folder;
  write_file(folder.file("file"), "");
  for (const char* scheme : {"sqlite:", "jsonl:", "csv:"}) {
    const Outcome missing = run_seedbed(folder, load_into(std::string(scheme) + "nowhere/a.db"));
    CHECK(missing.status == 2);
    check_message(missing, "the folder 'nowhere' does not exist");
    const Outcome file = run_seedbed(folder, load_into(std::string(scheme) + "file/a.db"));
    CHECK(file.status == 2);
    check_message(file, "'file");
  }
  CHECK(folder.names() == std::vector<std::string>{"file"});
}

TEST_CASE("a folder that may not be written to is reported") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("locked"));
  std::vector<std::string> words{"setpriv", "--reuid", "65534", "--clear-groups", SEEDBED_PROGRAM};
  const std::vector<std::string> load = load_into("locked/a.db");
  words.insert(words.end(), load.begin(), load.end());
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  std::filesystem::permissions(folder.file("locked"), std::filesystem::perms(0555));
  const bool root = ::geteuid() == 0;
  const Outcome outcome = root ? run({words, folder.path(), {}, "", 0}) : run_seedbed(folder, load);
  if (root && (outcome.status == 126 || outcome.status == 127)) {
    skip("as root, and without setpriv to become another user, every folder may be written to");
    return;
  }
  CHECK(outcome.status == 1);
  check_message(outcome, "cannot write in the folder 'locked'");
  CHECK(std::filesystem::is_empty(folder.file("locked")));
}

TEST_CASE("a target that is a folder is reported") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("a.db"));
  for (const char* target : {"a.db", "sqlite:a.db", "jsonl:a.db"}) {
    const Outcome outcome = run_seedbed(folder, load_into(target));
    CHECK(outcome.status == 2);
    check_message(outcome, "'a.db' is a folder: name a file in it");
  }
  CHECK(folder.names() == std::vector<std::string>{"a.db"});
}

TEST_CASE("a file that is no SQLite database is kept") {
  const TemporaryFolder folder;
  const std::string letter =
      "Dear reader, this is no database, however long it may be, and nobody may write over it.\n";
  write_file(folder.file("a.db"), letter);
  for (const char* mode : {"replace", "append"}) {
    const Outcome outcome = run_seedbed(folder, load_into("a.db", mode));
    CHECK(outcome.status == 2);
    check_message(outcome, "'a.db' is not an SQLite database, and is left as it is");
  }
  CHECK(run_seedbed(folder, load_into("a.db", "fail")).status == 3);
  CHECK(read_file(folder.file("a.db")) == letter);
  CHECK(folder.names() == std::vector<std::string>{"a.db"});
}

TEST_CASE("a database with tables of somebody else's is kept") {
  const TemporaryFolder folder;
  std::ofstream(folder.file("a.db")).close();
  (void)query(folder.file("a.db"), "CREATE TABLE precious (x); INSERT INTO precious VALUES (42)");
  const Outcome outcome = run_seedbed(folder, load_into("a.db"));
  CHECK(outcome.status == 2);
  check_message(outcome, "holds tables or views that seedbed did not make ('precious')");
  CHECK(query(folder.file("a.db"), "SELECT x FROM precious") == "42\n");
  CHECK(folder.names() == std::vector<std::string>{"a.db"});
}

TEST_CASE("a file that another program has locked is kept") {
  for (const char* mode : {"replace", "append"}) {
    const TemporaryFolder folder;
    (void)seedbed_out(folder, {"load", "bank", "--set", "users=60", "--to", "a.db", "--until", "2024-01-02"});
    sqlite3* other = nullptr;
    REQUIRE(sqlite3_open(folder.file("a.db").c_str(), &other) == SQLITE_OK);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> closing(other, sqlite3_close);
    REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE; DELETE FROM loan; SELECT count(*) FROM trx", nullptr,
                         nullptr, nullptr) == SQLITE_OK);
    std::vector<std::string> words = load_into("a.db", mode);
    words.insert(words.end(), {"--since", "2024-01-02"});
    const Outcome outcome = run_seedbed(folder, words);
    CHECK(outcome.status == 1);
    check_message(outcome, "'a.db' is in use by another program");
    REQUIRE(sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK);
    CHECK(query(folder.file("a.db"), "SELECT count(*) FROM seedbed_load") == "1\n");
    CHECK(folder.names() == std::vector<std::string>{"a.db"});
  }
}

TEST_CASE("a stale log beside the old file does not bring the old rows back") {
  const TemporaryFolder folder;
  // A program that died: its log holds what never came into the file.
  (void)seedbed_out(folder, {"load", "bank", "--set", "users=60", "--to", "a.db"});
  {
    sqlite3* other = nullptr;
    REQUIRE(sqlite3_open(folder.file("a.db").c_str(), &other) == SQLITE_OK);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> closing(other, sqlite3_close);
    REQUIRE(sqlite3_exec(other, "PRAGMA journal_mode = WAL; DELETE FROM account WHERE user_id >= 7", nullptr,
                         nullptr, nullptr) == SQLITE_OK);
    std::filesystem::create_directory(folder.file("dead"));
    for (const char* name : {"a.db", "a.db-wal"})
      std::filesystem::copy(folder.file(name), folder.file(std::string("dead/") + name));
  }
  REQUIRE(std::filesystem::file_size(folder.file("dead/a.db-wal")) > 0);
  (void)seedbed_out(folder,
                    {"load", "bank", "--set", "users=30", "--to", "dead/a.db", "--if-exists", "replace"});
  CHECK(query(folder.file("dead/a.db"), "SELECT count(*) FROM account") == "30\n");
  CHECK(query(folder.file("dead/a.db"), "PRAGMA integrity_check") == "ok\n");
  std::filesystem::remove(folder.file("dead/a.db"));

  // A log whose database is gone.
  std::filesystem::copy(folder.file("a.db"), folder.file("dead/b.db-wal"));
  (void)seedbed_out(folder, {"load", "bank", "--set", "users=30", "--to", "dead/b.db"});
  CHECK(query(folder.file("dead/b.db"), "SELECT count(*) FROM account") == "30\n");
}

TEST_CASE("two loads into one file do not harm each other") {
  const TemporaryFolder folder;
  Process first(
      seedbed_command(folder.path(), {"load", "bank", "--set", "users=3000", "--to", "a.db", "--quiet"}));
  for (int i = 0; i < 10'000 && folder.names().empty(); ++i) ::usleep(1000);
  const Outcome second = run_seedbed(folder, load_into("a.db", "fail"));
  CHECK((second.status == 1 || second.status == 3 || second.status == 0));
  const Outcome outcome = first.wait();
  const std::string users = query(folder.file("a.db"), "SELECT count(*) FROM account");
  CHECK(users == (outcome.status == 0 ? "3000\n" : "60\n"));
  CHECK((outcome.status == 0) == (second.status != 0));
  CHECK(folder.names() == std::vector<std::string>{"a.db"});
}
