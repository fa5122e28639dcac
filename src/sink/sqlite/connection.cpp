#include "sink/sqlite/connection.hpp"

#include <sqlite3.h>

#include <utility>

#include "base/error.hpp"
#include "sink/file/file_system.hpp"

namespace seedbed::sqlite {
namespace {

// Long enough for another process to end a small transaction, too short to look like a hang.
constexpr int kBusyTimeoutMs = 2000;

// Steps of SQLite's virtual machine between two calls of is_interrupted(): a millisecond or less.
constexpr int kStepsPerCheck = 10'000;

int is_interrupted(void* interrupt) { return static_cast<const Interrupt*>(interrupt)->requested() ? 1 : 0; }

// SQLite reads "file:x" as a URI and ":memory:" as a database in memory; "./" prevents that.
std::string as_file_name(const std::string& path) { return path.starts_with('/') ? path : "./" + path; }

// The path as a URI for SQLITE_OPEN_URI, with the characters that have a meaning there escaped.
std::string as_address(const std::string& path) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string address = "file:";
  for (const char c : path) {
    if (c != '%' && c != '?' && c != '#') {
      address += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    address += '%';
    address += kDigits[byte >> 4];
    address += kDigits[byte & 15];
  }
  return address;
}

}  // namespace

void CloseConnection::operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
void FinalizeStatement::operator()(sqlite3_stmt* handle) const noexcept { sqlite3_finalize(handle); }

Statement& Statement::bind(int parameter, std::int64_t value) {
  if (sqlite3_bind_int64(handle_.get(), parameter, value) != SQLITE_OK)
    connection_->fail("cannot bind a value");
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
  const int code =
      sqlite3_bind_text64(handle_.get(), parameter, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (code != SQLITE_OK) connection_->fail("cannot bind a text");
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) {
    connection_->fail(std::string("in '") + connection_->shown() + "': " + sqlite3_sql(handle_.get()));
  }
  return false;
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }

std::string Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  if (text == nullptr) return {};
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

std::string Statement::name(int column) const {
  const char* name = sqlite3_column_name(handle_.get(), column);
  return name == nullptr ? "" : name;
}

Connection::Connection(const std::string& path, std::string shown, Log log)
    : Connection(Verbatim{}, as_file_name(path), std::move(shown), std::move(log)) {}

Connection Connection::for_reading(const std::string& path, std::string shown) {
  Connection connection(path, shown, {});
  connection.execute("PRAGMA query_only = ON");
  if (connection.understands("SELECT 1 FROM sqlite_schema")) return connection;
  // In write-ahead mode SQLite needs files beside the database, which it cannot create in a read-only folder.
  // If there is no log and no journal, the file is complete and nobody is writing to it.
  const int code = sqlite3_errcode(connection.handle()) & 0xff;
  const bool must_write = code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
  if (!must_write || file_size(path + "-wal") > 0 || file_exists(path + "-journal")) return connection;
  return {Verbatim{}, as_address(as_file_name(path)) + "?immutable=1", std::move(shown), {}, true};
}

Connection Connection::in_memory() { return {Verbatim{}, ":memory:", "a database in memory", {}}; }

Connection::Connection(Verbatim, const std::string& name, std::string shown, Log log, bool is_address)
    : shown_(std::move(shown)), log_(std::move(log)) {
  sqlite3* handle = nullptr;
  const int flags =
      SQLITE_OPEN_NOMUTEX | (is_address ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI : SQLITE_OPEN_READWRITE);
  const int code = sqlite3_open_v2(name.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (handle == nullptr) throw Error(Failure::load, "not enough memory to open '" + shown_ + "'");
  if (code != SQLITE_OK) fail("cannot open '" + shown_ + "'");
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
}

void Connection::end_when(Interrupt interrupt) const {
  *interrupt_ = interrupt;
  sqlite3_progress_handler(handle_.get(), kStepsPerCheck, is_interrupted, interrupt_.get());
}

void Connection::execute(const std::string& sql) const {
  log(sql);
  Statement statement = prepare(sql);
  while (statement.step()) {
  }
}

Statement Connection::prepare(std::string_view sql) const {
  sqlite3_stmt* handle = nullptr;
  if (sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &handle, nullptr) !=
      SQLITE_OK) {
    fail("in '" + shown_ + "': " + std::string(sql));
  }
  return {*this, handle};
}

bool Connection::understands(std::string_view sql) const {
  sqlite3_stmt* handle = nullptr;
  const int code =
      sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &handle, nullptr);
  const std::unique_ptr<sqlite3_stmt, FinalizeStatement> statement(handle);
  return code == SQLITE_OK;
}

std::int64_t Connection::query_integer(std::string_view sql) const {
  Statement statement = prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

std::string Connection::query_text(std::string_view sql) const {
  Statement statement = prepare(sql);
  return statement.step() ? statement.text(0) : std::string();
}

bool Connection::has_moved() const {
  int moved = 0;
  const int code = sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return code == SQLITE_OK && moved != 0;
}

void Connection::log(const std::string& sql) const {
  if (log_) log_(sql);
}

void Connection::fail(const std::string& doing) const {
  const int code = sqlite3_errcode(handle_.get());
  std::string message = doing + ": " + sqlite3_errmsg(handle_.get());
  if (const int error = sqlite3_system_errno(handle_.get());
      error != 0 && ((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN)) {
    message += " (" + system_message(error) + ")";
  }
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error(Failure::load, "'" + shown_ + "' is in use by another program (" +
                                     sqlite3_errmsg(handle_.get()) + "): close it there, then try again");
    case SQLITE_NOTADB:
      throw Error(Failure::usage,
                  "'" + shown_ + "' is not an SQLite database, and is left as it is: choose another path");
    case SQLITE_INTERRUPT: throw_interrupted();
    case SQLITE_FULL:
      throw Error(Failure::load, "the disk is full: '" + shown_ +
                                     "' could not be written; free some space there, then try again");
    case SQLITE_READONLY:
      throw Error(Failure::load, "'" + shown_ + "' cannot be written here (" + sqlite3_errmsg(handle_.get()) +
                                     "): allow writing to the file and its folder, then try again");
    case SQLITE_IOERR:
      throw Error(Failure::load, "'" + shown_ + "' could not be read or written: " + message +
                                     "; the disk may be failing, or a limit on the size of files reached");
    default: throw Error(Failure::load, message);
  }
}

}  // namespace seedbed::sqlite
