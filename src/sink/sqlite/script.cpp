#include "sink/sqlite/script.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "base/error.hpp"

namespace seedbed::sqlite {
namespace {

int allow_all_but_transactions(void*, int action, const char*, const char*, const char*, const char*) {
  switch (action) {
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
    case SQLITE_ATTACH:
    case SQLITE_DETACH: return SQLITE_DENY;
    default: return SQLITE_OK;
  }
}

// Forbids transactions and attached files until it is destroyed.
class Restriction {
 public:
  explicit Restriction(const Connection& connection) : handle_(connection.handle()) {
    sqlite3_set_authorizer(handle_, allow_all_but_transactions, nullptr);
  }
  Restriction(const Restriction&) = delete;
  Restriction& operator=(const Restriction&) = delete;
  ~Restriction() { sqlite3_set_authorizer(handle_, nullptr, nullptr); }

 private:
  sqlite3* handle_;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

class ScriptRun {
 public:
  ScriptRun(const Connection& connection, std::string_view sql, const std::string& name)
      : connection_(connection), restriction_(connection), sql_(sql), name_(name) {}

  // Runs the next statement and returns its text. Returns "" at the end of the script.
  std::string_view run_next() {
    while (at_ < sql_.size()) {
      const auto rest = sql_.substr(at_);
      const char* tail = nullptr;
      sqlite3_stmt* handle = nullptr;
      const int code = sqlite3_prepare_v2(connection_.handle(), rest.data(), static_cast<int>(rest.size()),
                                          &handle, &tail);
      if (code != SQLITE_OK) fail(code);
      const auto text = trimmed(rest.substr(0, static_cast<std::size_t>(tail - rest.data())));
      if (handle == nullptr && text.empty()) return {};
      Statement statement(connection_, handle);
      if (handle != nullptr) run(statement, text);
      at_ += static_cast<std::size_t>(tail - rest.data());
      if (handle != nullptr) return text;
    }
    return {};
  }

 private:
  void run(const Statement& statement, std::string_view text) {
    connection_.log(std::string(text));
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) code = sqlite3_step(statement.handle());
    if (code != SQLITE_DONE) fail(code);
  }

  [[noreturn]] void fail(int code) const {
    const auto begin = sql_.find_first_not_of(" \t\r\n", at_);
    const auto line =
        1 + std::count(sql_.begin(), sql_.begin() + static_cast<std::ptrdiff_t>(std::min(begin, sql_.size())),
                       '\n');
    std::string message = name_ + ":" + std::to_string(line) + ": the statement that begins here failed";
    if ((code & 0xff) == SQLITE_AUTH) {
      throw Error(Failure::usage,
                  message +
                      ": a script runs inside the load's transaction and may not begin or end "
                      "one, nor attach other files");
    }
    if ((code & 0xff) == SQLITE_ERROR) {
      throw Error(Failure::usage, message + ": " + sqlite3_errmsg(connection_.handle()));
    }
    connection_.fail(message);
  }

  const Connection& connection_;
  Restriction restriction_;
  std::string_view sql_;
  const std::string& name_;
  std::size_t at_ = 0;
};

}  // namespace

void run_script(const Connection& connection, std::string_view sql, const std::string& name,
                const std::function<void(std::string_view)>& visit) {
  ScriptRun run(connection, sql, name);
  for (auto text = run.run_next(); !text.empty(); text = run.run_next()) {
    if (visit) visit(text);
  }
}

}  // namespace seedbed::sqlite
