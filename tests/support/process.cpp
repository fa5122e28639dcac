#include "support/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <thread>

namespace seedbed::test {
namespace {

// Under sanitizers and on a busy machine the slowest run takes a tenth of this.
constexpr auto kPatience = std::chrono::seconds(300);

// Files in memory instead of pipes, so that nobody has to read while the program writes.
int memory_file(const char* name) {
  const int descriptor = ::memfd_create(name, MFD_CLOEXEC);
  if (descriptor < 0) throw std::runtime_error(std::string("memfd_create: ") + std::strerror(errno));
  return descriptor;
}

std::string content_of(int descriptor) {
  struct stat info {};
  ::fstat(descriptor, &info);
  std::string text(static_cast<std::size_t>(info.st_size), '\0');
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return text;
}

void limit_files(std::uint64_t largest) {
  const rlimit limit{largest, largest};
  ::setrlimit(RLIMIT_FSIZE, &limit);
  ::signal(SIGXFSZ, SIG_IGN);  // the write fails instead
}

// In the child, after fork(): only functions that are allowed there, then exec.
[[noreturn]] void become(const Command& command, char** words, int in, int out, int err) {
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGPIPE, SIG_DFL);
  if (!command.folder.empty() && ::chdir(command.folder.c_str()) != 0) ::_exit(126);
  for (const auto& [name, value] : command.environment) ::setenv(name.c_str(), value.c_str(), 1);
  if (command.largest_file > 0) limit_files(command.largest_file);
  ::execvp(words[0], words);
  ::_exit(127);
}

}  // namespace

Process::Process(const Command& command) {
  std::vector<char*> words;
  for (const std::string& word : command.words) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const int in = memory_file("stdin");
  if (::pwrite(in, command.input.data(), command.input.size(), 0) < 0)
    throw std::runtime_error("no memory for the input");
  out_ = memory_file("stdout");
  err_ = memory_file("stderr");
  id_ = ::fork();
  if (id_ == 0) become(command, words.data(), in, out_, err_);
  ::close(in);
  if (id_ < 0) throw std::runtime_error(std::string("fork: ") + std::strerror(errno));
}

Process::~Process() {
  if (id_ > 0) {
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }
  ::close(out_);
  ::close(err_);
}

void Process::signal(int number) const { ::kill(id_, number); }

Outcome Process::wait() {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  int status = 0;
  for (pid_t ended = 0; (ended = ::waitpid(id_, &status, WNOHANG)) != id_;) {
    if (ended < 0 && errno != EINTR)
      throw std::runtime_error(std::string("waitpid: ") + std::strerror(errno));
    if (std::chrono::steady_clock::now() > until) throw std::runtime_error("the program does not end");
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  id_ = -1;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), content_of(out_),
          content_of(err_)};
}

Outcome run(const Command& command) { return Process(command).wait(); }

}  // namespace seedbed::test
