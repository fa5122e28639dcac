// Runs other programs, the one under test above all, as a shell would: arguments, environment, folder,
// standard input; captures both outputs and the exit status.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace seedbed::test {

struct Command {
  std::vector<std::string> words;  // the program first: a path, or a name to be found on PATH
  std::string folder;              // to run in; empty: this one
  std::vector<std::pair<std::string, std::string>> environment;  // in addition to that of this process
  std::string input;
  std::uint64_t largest_file = 0;  // bytes; larger files cannot be written, as on a full disk; 0: no limit
};

struct Outcome {
  int status = 0;  // the exit code, or 128 and the number of the signal that ended it
  std::string out;
  std::string err;
};

// A running program. Destruction before wait() kills it.
class Process {
 public:
  // Throws std::runtime_error if it cannot be started.
  explicit Process(const Command& command);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  void signal(int number) const;
  // Throws std::runtime_error if the program does not end within minutes.
  Outcome wait();

 private:
  pid_t id_ = -1;
  int out_ = -1;
  int err_ = -1;
};

[[nodiscard]] Outcome run(const Command& command);

}  // namespace seedbed::test
