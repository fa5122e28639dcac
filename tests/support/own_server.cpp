#include "support/own_server.hpp"

#include <stdexcept>

#include "support/process.hpp"

namespace seedbed::test {
namespace {

constexpr const char* kScript = SEEDBED_SOURCE_DIR "/scripts/postgres.sh";

Outcome run_script(std::vector<std::string> words) {
  words.insert(words.begin(), {"bash", kScript});
  return run({words, "", {}, "", 0});
}

void run_script_well(const std::vector<std::string>& words) {
  const Outcome outcome = run_script(words);
  if (outcome.status != 0) throw std::runtime_error("scripts/postgres.sh " + words[0] + ": " + outcome.err);
}

std::string first_line(const std::string& file) {
  const std::string text = read_file(file);
  return text.substr(0, text.find('\n'));
}

std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace

void OwnServer::ClosePipe::operator()(std::FILE* pipe) const noexcept { ::pclose(pipe); }

OwnServer::OwnServer(const std::vector<std::string>& configuration) {
  const std::string keep =
      "exec setsid bash " + quoted(kScript) + " --keep " + quoted(folder_.path()) + " >/dev/null";
  // Closed on exec: programs that a test runs must not hold the pipe open.
  keeper_.reset(::popen(keep.c_str(), "we"));
  if (keeper_ == nullptr) throw std::runtime_error("cannot run scripts/postgres.sh");
  std::vector<std::string> create{"--create", folder_.path()};
  create.insert(create.end(), configuration.begin(), configuration.end());
  run_script_well(create);
  start();
  server_ = {folder_.path(), first_line(folder_.file("port")), "postgres",
             first_line(folder_.file("password"))};
}

void OwnServer::crash() { run_script_well({"--stop", folder_.path(), "immediate"}); }

void OwnServer::stop() { run_script_well({"--stop", folder_.path(), "fast"}); }

void OwnServer::start() { run_script_well({"--start", folder_.path()}); }

std::string OwnServer::add_small_tablespace(const std::string& name, int megabytes) {
  const Outcome mounted = run_script({"--mount", folder_.path(), name, std::to_string(megabytes)});
  if (mounted.status == 3) return mounted.out.substr(0, mounted.out.find('\n'));
  if (mounted.status != 0) throw std::runtime_error("scripts/postgres.sh --mount: " + mounted.err);
  PostgresSession(server_.address("postgres"))
      .execute("CREATE TABLESPACE " + name + " LOCATION '" + folder_.file(name) + "'");
  return "";
}

}  // namespace seedbed::test
