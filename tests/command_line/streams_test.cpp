// Standard streams that are closed or full, and signals other than Ctrl-C.
#include <csignal>

#include <chrono>
#include <filesystem>
#include <thread>

#include "command_line/program.hpp"
#include "support/catch.hpp"

using namespace seedbed::test;

namespace {

Outcome run_in_shell(const TemporaryFolder& folder, const std::string& rest) {
  const std::string program = seedbed_command(folder.path(), {}).words.front();
  Command shell;
  shell.words = {"sh", "-c", "'" + program + "' load bank --set users=10 --duration 1d " + rest};
  shell.folder = folder.path();
  return run(shell);
}

}  // namespace

TEST_CASE("a closed or full standard error does no harm to what is loaded") {
  for (const std::string stream : {"2>&-", "2>/dev/full", "2>&- >&- <&-"}) {
    for (const std::string file : {"a.db", "a.jsonl"}) {
      INFO(stream << " into " << file);
      const TemporaryFolder folder;
      CHECK(run_in_shell(folder,
                         "--to " + std::string(file == "a.db" ? "sqlite:" : "jsonl:") + file + " " + stream)
                .status == 0);
      const TemporaryFolder whole;
      CHECK(run_in_shell(whole, "--to " + std::string(file == "a.db" ? "sqlite:" : "jsonl:") + file).status ==
            0);
      CHECK(read_file(folder.file(file)) == read_file(whole.file(file)));
      CHECK(folder.names() == std::vector<std::string>{file});
    }
  }
}

TEST_CASE("a limit on the size of files, and a terminal that goes away, leave nothing behind") {
  const TemporaryFolder folder;
  Command limited = seedbed_command(folder.path(), {"load", "bank", "--set", "users=500", "--to", "a.db"});
  limited.largest_file = 100'000;
  const Outcome outcome = run(limited);
  CHECK(outcome.status == 1);
  CHECK(has(outcome.err, "could not be read or written"));
  CHECK(folder.names().empty());

  const Process load(
      seedbed_command(folder.path(), {"load", "bank", "--set", "users=100_000", "--duration", "20000d"}));
  while (!std::filesystem::exists(folder.file("bank.db.part")))
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  load.signal(SIGHUP);
  CHECK(const_cast<Process&>(load).wait().status == 130);
  CHECK(folder.names().empty());
}
