#include "command_line/program.hpp"

#include <sqlite3.h>

#include <memory>
#include <sstream>
#include <stdexcept>

#include "support/catch.hpp"

namespace seedbed::test {
namespace {

struct Close {
  void operator()(sqlite3* handle) const noexcept { sqlite3_close(handle); }
};

int append_row(void* to, int columns, char** cells, char**) {
  auto& text = *static_cast<std::string*>(to);
  for (int c = 0; c < columns; ++c) {
    if (c > 0) text += '|';
    text += cells[c] == nullptr ? "" : cells[c];
  }
  text += '\n';
  return 0;
}

}  // namespace

Command seedbed_command(const std::string& folder, std::vector<std::string> words) {
  Command command;
  command.folder = folder;
  command.words = {SEEDBED_PROGRAM};
  command.words.insert(command.words.end(), words.begin(), words.end());
  return command;
}

Outcome run_seedbed(const TemporaryFolder& folder, std::vector<std::string> words) {
  return run(seedbed_command(folder.path(), std::move(words)));
}

std::string seedbed_out(const TemporaryFolder& folder, std::vector<std::string> words) {
  const Outcome outcome = run_seedbed(folder, std::move(words));
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  return outcome.out;
}

std::string query(const std::string& file, const std::string& sql) {
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE, nullptr);
  const std::unique_ptr<sqlite3, Close> handle(raw);
  std::string text;
  if (opened != SQLITE_OK || sqlite3_exec(raw, sql.c_str(), append_row, &text, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(raw));
  }
  return text;
}

std::string json(const std::string& text, const std::string& path) {
  const auto quoted = [](const std::string& plain) {
    std::string sql = "'";
    for (const char c : plain) sql += c == '\'' ? std::string("''") : std::string(1, c);
    return sql + "'";
  };
  std::string value = query(":memory:", "SELECT json_extract(" + quoted(text) + ", " + quoted(path) + ")");
  value.pop_back();  // the line break
  return value;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace seedbed::test
