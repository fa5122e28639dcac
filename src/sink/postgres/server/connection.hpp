// A libpq connection to a Postgres server; the destructor closes it. Every failure is an Error with the
// action and the server's message; it never contains a password.
//
// One thread at a time may use it. Each call that waits for the server asks the Interrupt ten times a second;
// if it is requested, the call has the server cancel the statement.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/interrupt.hpp"
#include "sink/postgres/server/server_error.hpp"

struct pg_conn;
struct pg_result;

namespace seedbed::postgres {

using Log = std::function<void(const std::string&)>;

struct ClearResult {
  void operator()(pg_result* result) const noexcept;
};
struct CloseConnection {
  void operator()(pg_conn* connection) const noexcept;
};

// What a query returned, as text.
class Rows {
 public:
  explicit Rows(pg_result* result) : result_(result) {}
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool empty() const { return size() == 0; }
  // NULL reads as "" and 0.
  [[nodiscard]] std::string text(std::size_t row, std::size_t column) const;
  [[nodiscard]] std::int64_t integer(std::size_t row, std::size_t column) const;
  [[nodiscard]] bool boolean(std::size_t row, std::size_t column) const;

 private:
  std::unique_ptr<pg_result, ClearResult> result_;
};

struct ConnectionOptions {
  std::string address;           // a URI for libpq; empty: libpq's environment
  std::string application_name;  // shown in pg_stat_activity
  Log log;                       // called with each statement that changes something; may be empty
  Interrupt interrupt;           // see above
};

class Connection {
 public:
  // Connects; throws Error(Failure::load) if that fails.
  explicit Connection(ConnectionOptions options);

  void end_when(Interrupt interrupt) { options_.interrupt = interrupt; }

  // Runs a statement that reads; $1, $2, … are the values. It is not logged.
  Rows query(const std::string& sql, const std::vector<std::string>& values = {});
  // Returns the first cell; "" if there are no rows.
  std::string value(const std::string& sql, const std::vector<std::string>& values = {});
  // Runs a statement that changes something, and logs it.
  void execute(const std::string& sql, const std::vector<std::string>& values = {});
  // Throws ConnectionLost if the outcome of COMMIT is unknown.
  void commit();

  // `COPY … FROM STDIN`: begin_copy(), then put() for each chunk, then end_copy(), which returns when the
  // server has stored all rows. Throws ServerError whose context names the line, at the latest in the call
  // after the one during which the server's error arrived.
  void begin_copy(const std::string& sql);
  // Returns when the chunk is handed to the socket. True: the server has sent something, perhaps an error,
  // which end_copy() throws. After an error the server discards all further chunks.
  [[nodiscard]] bool put(std::span<const char> chunk);
  // Returns the number of rows that the server stored.
  std::uint64_t end_copy();
  // `COPY … TO STDOUT`.
  void copy_out(const std::string& sql, const std::function<void(std::span<const char>)>& on_chunk);

  // Cancels the running statement and rolls back, or closes the connection if that fails. The Interrupt is
  // not asked any more.
  void reset() noexcept;

  // `text` as an SQL literal, correct for every setting of standard_conforming_strings.
  [[nodiscard]] std::string literal(std::string_view text) const;
  // A setting that the server reports: "server_encoding", "standard_conforming_strings", …
  [[nodiscard]] std::string parameter(const char* name) const;
  [[nodiscard]] bool alive() const;

 private:
  void await_connection();
  void log(const std::string& sql) const;
  // Sends the bytes that libpq still holds.
  void flush(const std::string& doing);
  // Waits for the socket, at most 100 ms, and asks the Interrupt.
  void wait(short events, const std::string& doing);
  void cancel_if_asked();
  // Sends a cancel request; the server has received it when this returns.
  void cancel() const;
  // The next result, or null.
  [[nodiscard]] std::unique_ptr<pg_result, ClearResult> next_result(const std::string& doing);
  // Reads all results; throws the first error.
  std::unique_ptr<pg_result, ClearResult> finish(const std::string& doing);
  void throw_if_bad(pg_result* result, const std::string& doing);
  [[noreturn]] void fail(const std::string& doing);
  // Throws Error(Failure::interrupted) if the failure comes from our cancel request and the outcome is known.
  void throw_if_interrupted() const;

  ConnectionOptions options_;
  std::vector<std::string> secrets_;
  std::unique_ptr<pg_conn, CloseConnection> handle_;
  std::string copy_;  // the statement of the running COPY
  bool committing_ = false;
  bool cancelled_ = false;
  std::optional<std::chrono::steady_clock::time_point> give_up_;  // waiting longer throws ConnectionLost
  std::chrono::steady_clock::time_point cancel_again_;
};

}  // namespace seedbed::postgres
