// An SQLite connection and its statements, closed on destruction. Every failure is thrown as an Error with
// the file's name and SQLite's message.
//
// One thread at a time may use a connection: it is opened without SQLite's own locking.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/interrupt.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace seedbed::sqlite {

using Log = std::function<void(const std::string&)>;

struct CloseConnection {
  void operator()(sqlite3* handle) const noexcept;
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* handle) const noexcept;
};

class Connection;

// A prepared statement. REQUIRES: its connection outlives it.
class Statement {
 public:
  Statement(const Connection& connection, sqlite3_stmt* handle) : connection_(&connection), handle_(handle) {}
  // Parameters are numbered from 1. The text is copied.
  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, std::string_view text);
  // Returns false if there is no further row.
  bool step();
  // Columns are numbered from 0. NULL reads as 0 and "".
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;
  // The column's name in the result.
  [[nodiscard]] std::string name(int column) const;
  [[nodiscard]] sqlite3_stmt* handle() const { return handle_.get(); }

 private:
  const Connection* connection_;
  std::unique_ptr<sqlite3_stmt, FinalizeStatement> handle_;
};

class Connection {
 public:
  // Opens a file that exists. `log`, if not empty, is called with each statement that execute() runs. `shown`
  // is the path for messages.
  Connection(const std::string& path, std::string shown, Log log);
  // The same, but statements cannot write. A transaction that a crashed program left in the journal is rolled
  // back, as by any reader; if the folder is read-only, the file is read without that.
  [[nodiscard]] static Connection for_reading(const std::string& path, std::string shown);
  // An empty database in memory.
  [[nodiscard]] static Connection in_memory();

  // From now on statements end with Failure::interrupted if `interrupt` is requested.
  void end_when(Interrupt interrupt) const;
  // Runs one statement and ignores its rows.
  void execute(const std::string& sql) const;
  [[nodiscard]] Statement prepare(std::string_view sql) const;
  // Whether SQLite can prepare the statement.
  [[nodiscard]] bool understands(std::string_view sql) const;
  // The first column of the first row; 0 or "" if there is no row.
  [[nodiscard]] std::int64_t query_integer(std::string_view sql) const;
  [[nodiscard]] std::string query_text(std::string_view sql) const;

  // True if the path no longer names the file that is open.
  [[nodiscard]] bool has_moved() const;
  void log(const std::string& sql) const;
  // Throws an Error for the last call that failed. The message starts with `doing`: "cannot open 'a.db'".
  [[noreturn]] void fail(const std::string& doing) const;
  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }
  [[nodiscard]] const std::string& shown() const { return shown_; }

 private:
  struct Verbatim {};
  Connection(Verbatim, const std::string& name, std::string shown, Log log, bool is_address = false);

  // On the heap, because the handle's progress handler keeps its address when this object is moved.
  std::unique_ptr<Interrupt> interrupt_ = std::make_unique<Interrupt>();
  std::unique_ptr<sqlite3, CloseConnection> handle_;
  std::string shown_;
  Log log_;
};

}  // namespace seedbed::sqlite
