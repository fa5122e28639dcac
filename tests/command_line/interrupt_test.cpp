// Ctrl-C, and readers that stop reading.
#include <csignal>

#include <chrono>
#include <filesystem>
#include <thread>

#include "command_line/program.hpp"
#include "support/catch.hpp"

using namespace seedbed::test;

namespace {

// Hours of work: none of these loads may end by itself.
const std::vector<std::string> kEndless{"load",       "bank",   "--set",     "users=100_000",
                                        "--duration", "20000d", "--threads", "2"};

std::vector<std::string> endless(std::vector<std::string> more) {
  std::vector<std::string> words = kEndless;
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// Until the file has grown to some size: the load is in its middle then.
void wait_for(const std::string& file, std::uintmax_t bytes) {
  for (int i = 0; i < 60'000; ++i) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(file, error);
    if (!error && size >= bytes) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  FAIL("the load never wrote " << file);
}

}  // namespace

TEST_CASE("Ctrl-C in the middle leaves nothing behind") {
  for (const std::string target : {"sqlite:new.db", "jsonl:new.db", "csv:new.db"}) {
    for (const int signal : {SIGINT, SIGTERM}) {
      const TemporaryFolder folder;
      Process load(seedbed_command(folder.path(), endless({"--to", target})));
      wait_for(folder.file(target == "csv:new.db" ? "new.db.part/balance.csv" : "new.db.part"), 100'000);
      load.signal(signal);
      const Outcome outcome = load.wait();
      CAPTURE(target, outcome.err);
      CHECK(outcome.status == 130);
      CHECK(has(outcome.err, "seedbed: interrupted; the target is as it was before\n"));
      CHECK(folder.names().empty());
    }
  }
}

TEST_CASE("Ctrl-C while replacing or appending keeps the old file") {
  for (const std::string mode : {"replace", "append"}) {
    const TemporaryFolder folder;
    const bool appends = mode == "append";
    // What is appended later is the rest of the same run.
    (void)seedbed_out(folder,
                      endless({"--to", "old.db", "--shard", "1/20000", "--until", "2024-01-02", "--quiet"}));
    const std::string before =
        query(folder.file("old.db"), "SELECT count(*), total(user_id) FROM clickstream");
    std::vector<std::string> words = endless({"--to", "old.db", "--if-exists", mode});
    if (appends) words.insert(words.end(), {"--shard", "2/20000"});
    Process load(seedbed_command(folder.path(), words));
    if (appends) {
      wait_for(folder.file("old.db-journal"), 1);
    } else {
      wait_for(folder.file("old.db.part"), 100'000);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    load.signal(SIGINT);
    const Outcome outcome = load.wait();
    CAPTURE(mode, outcome.err);
    CHECK(outcome.status == 130);
    CHECK(folder.names() == std::vector<std::string>{"old.db"});
    CHECK(query(folder.file("old.db"), "SELECT count(*), total(user_id) FROM clickstream") == before);
    CHECK(query(folder.file("old.db"), "PRAGMA integrity_check") == "ok\n");
  }
}

TEST_CASE("a second Ctrl-C ends at once, the old file stays, and the next load is not in its way") {
  const TemporaryFolder folder;
  const std::vector<std::string> small{"load", "bank",   "--set",       "users=20",
                                       "--to", "old.db", "--if-exists", "replace"};
  (void)seedbed_out(folder, small);
  const std::string before = read_file(folder.file("old.db"));
  {
    Process load(seedbed_command(folder.path(), endless({"--to", "old.db", "--if-exists", "replace"})));
    wait_for(folder.file("old.db.part"), 100'000);
    load.signal(SIGINT);
    load.signal(SIGINT);
    CHECK(load.wait().status == 130);
  }
  CHECK((read_file(folder.file("old.db")) == before));
  (void)seedbed_out(folder, small);
  CHECK((read_file(folder.file("old.db")) == before));
  CHECK(folder.names() == std::vector<std::string>{"old.db"});
}

TEST_CASE("kill -9 in the middle keeps the old file, and the next load succeeds") {
  const TemporaryFolder folder;
  const std::vector<std::string> small{"load", "bank",   "--set",       "users=20",
                                       "--to", "old.db", "--if-exists", "replace"};
  (void)seedbed_out(folder, small);
  const std::string before = read_file(folder.file("old.db"));
  {
    const Process load(seedbed_command(folder.path(), endless({"--to", "old.db", "--if-exists", "replace"})));
    wait_for(folder.file("old.db.part"), 100'000);
  }  // killed here
  CHECK((read_file(folder.file("old.db")) == before));
  (void)seedbed_out(folder, small);
  CHECK((read_file(folder.file("old.db")) == before));
  CHECK(folder.names() == std::vector<std::string>{"old.db"});
}

TEST_CASE("a csv folder survives Ctrl-C and kill -9 while it is replaced, and the next load succeeds") {
  const TemporaryFolder folder;
  const std::vector<std::string> small{"load", "bank",    "--set",       "users=20",
                                       "--to", "csv:old", "--if-exists", "replace"};
  (void)seedbed_out(folder, small);
  const std::string before = read_file(folder.file("old/balance.csv"));
  for (const int signal : {SIGINT, SIGKILL}) {
    Process load(seedbed_command(folder.path(), endless({"--to", "csv:old", "--if-exists", "replace"})));
    wait_for(folder.file("old.part/balance.csv"), 100'000);
    load.signal(signal);
    (void)load.wait();
    CHECK((read_file(folder.file("old/balance.csv")) == before));
    CHECK((folder.names().size() == 1) == (signal == SIGINT));
  }
  (void)seedbed_out(folder, small);
  CHECK((read_file(folder.file("old/balance.csv")) == before));
  CHECK(folder.names() == std::vector<std::string>{"old"});
}

TEST_CASE("two loads into one csv folder do not harm each other") {
  const TemporaryFolder folder;
  Process first(seedbed_command(folder.path(), endless({"--to", "csv:a"})));
  wait_for(folder.file("a.part/balance.csv"), 1);
  const Outcome second = run_seedbed(folder, {"load", "bank", "--set", "users=5", "--to", "csv:a"});
  CHECK(second.status == 1);
  CHECK(has(second.err, "another load is writing 'a.part'"));
  first.signal(SIGINT);
  CHECK(first.wait().status == 130);
  CHECK(folder.names().empty());
}

TEST_CASE("a reader that has seen enough ends the load quietly") {
  const TemporaryFolder folder;
  const std::string script = "set -o pipefail; " SEEDBED_PROGRAM
                             " load bank --set users=2000 --duration 3000d --to jsonl:- --quiet | head -n1";
  const Outcome outcome = run({{"bash", "-c", script}, folder.path(), {}, "", 0});
  CHECK(outcome.status == 0);
  CHECK(outcome.err == "");
  CHECK(lines_of(outcome.out).size() == 1);
  CHECK(json(outcome.out, "$.table") != "");
}
