// An SQLite connection and its statements, closed when they go. Every failure is an Error that names the file
// and says what SQLite said.
//
// A connection belongs to one thread at a time: it is opened without SQLite's own locking.
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

// A prepared statement; its connection must outlive it.
class Statement {
 public:
  Statement(const Connection& connection, sqlite3_stmt* handle) : connection_(&connection), handle_(handle) {}
  // Parameters are numbered from 1. The text is copied.
  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, std::string_view text);
  // False: no further row.
  bool step();
  // Columns are numbered from 0. NULL reads as 0 and "".
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;
  // As the statement calls it.
  [[nodiscard]] std::string name(int column) const;
  [[nodiscard]] sqlite3_stmt* handle() const { return handle_.get(); }

 private:
  const Connection* connection_;
  std::unique_ptr<sqlite3_stmt, FinalizeStatement> handle_;
};

class Connection {
 public:
  // Opens a file that exists. `log` gets what execute() runs; it may be empty. `shown` is the path for
  // messages.
  Connection(const std::string& path, std::string shown, Log log);
  // The same, and nothing is ever written into it. What a crashed program left in its journal is rolled back,
  // as any reader does; where that cannot be written, the file is read as it is.
  [[nodiscard]] static Connection for_reading(const std::string& path, std::string shown);
  // An empty database of its own, for trying things out.
  [[nodiscard]] static Connection in_memory();

  // From now on a statement under way ends with Failure::interrupted once `interrupt` is requested.
  void end_when(Interrupt interrupt) const;
  // Runs one statement to its end, ignoring rows.
  void execute(const std::string& sql) const;
  [[nodiscard]] Statement prepare(std::string_view sql) const;
  // Whether SQLite can prepare the statement.
  [[nodiscard]] bool understands(std::string_view sql) const;
  // The first column of the first row; 0 and "" without one.
  [[nodiscard]] std::int64_t query_integer(std::string_view sql) const;
  [[nodiscard]] std::string query_text(std::string_view sql) const;

  // True if the path no longer names the file that is open.
  [[nodiscard]] bool has_moved() const;
  void log(const std::string& sql) const;
  // Throws the Error of the last call that failed; `doing` begins the message: "cannot open 'a.db'".
  [[noreturn]] void fail(const std::string& doing) const;
  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }
  [[nodiscard]] const std::string& shown() const { return shown_; }

 private:
  struct Verbatim {};
  Connection(Verbatim, const std::string& name, std::string shown, Log log, bool is_address = false);

  // At an address that a move keeps: the handle's progress handler reads it.
  std::unique_ptr<Interrupt> interrupt_ = std::make_unique<Interrupt>();
  std::unique_ptr<sqlite3, CloseConnection> handle_;
  std::string shown_;
  Log log_;
};

}  // namespace seedbed::sqlite
