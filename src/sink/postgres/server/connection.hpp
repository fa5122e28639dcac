// A connection to a Postgres server, libpq's; closed when it goes. Every failure is an Error that says what
// was done and what the server said; none holds a password.
//
// One thread at a time uses it. Whatever waits for the server asks its Interrupt ten times a second, and has
// the server cancel its work once it is requested.
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
  std::string address;           // as libpq takes it: a URI; empty: its environment
  std::string application_name;  // shown in pg_stat_activity
  Log log;                       // gets the SQL that is run; may be empty
  Interrupt interrupt;           // see above
};

class Connection {
 public:
  // Connects; throws Error(Failure::load) if that fails.
  explicit Connection(ConnectionOptions options);

  void end_when(Interrupt interrupt) { options_.interrupt = interrupt; }

  // One statement that asks, with $1, $2, … for the values.
  Rows query(const std::string& sql, const std::vector<std::string>& values = {});
  // The first cell; "" without one.
  std::string value(const std::string& sql, const std::vector<std::string>& values = {});
  // One that does something, which is logged.
  void execute(const std::string& sql, const std::vector<std::string>& values = {});
  // Throws ConnectionLost if it cannot be known whether the server took it.
  void commit();

  // `COPY … FROM STDIN`; then chunks; then the end, which returns when the server has all of it. Throws
  // ServerError whose context names the line, at the latest in the call after the one during which the
  // server's error arrived.
  void begin_copy(const std::string& sql);
  // Returns when the chunk is on its way. True: the server has sent something, an error perhaps; end_copy()
  // tells. A caller that goes on sending does so in vain then.
  [[nodiscard]] bool put(std::span<const char> chunk);
  // Returns the number of rows that the server stored.
  std::uint64_t end_copy();
  // `COPY … TO STDOUT`.
  void copy_out(const std::string& sql, const std::function<void(std::span<const char>)>& on_chunk);

  // Ends what is under way: rolls back, or gives the connection up. Nothing is asked any more meanwhile.
  void reset() noexcept;

  // A text in quotes, whatever the server takes a backslash for.
  [[nodiscard]] std::string literal(std::string_view text) const;
  // A setting that the server reports: "server_encoding", "standard_conforming_strings", …
  [[nodiscard]] std::string parameter(const char* name) const;
  [[nodiscard]] bool alive() const;

 private:
  void await_connection();
  void log(const std::string& sql) const;
  // Sends what libpq still holds.
  void flush(const std::string& doing);
  // Waits for the socket; asks whether to stop.
  void wait(short events, const std::string& doing);
  void cancel_if_asked();
  // Has the server cancel the statement under way. It has got the request when this returns.
  void cancel() const;
  // The next result, or null.
  [[nodiscard]] std::unique_ptr<pg_result, ClearResult> next_result(const std::string& doing);
  // Results up to the end; throws the first error.
  std::unique_ptr<pg_result, ClearResult> finish(const std::string& doing);
  void throw_if_bad(pg_result* result, const std::string& doing);
  [[noreturn]] void fail(const std::string& doing);
  // Throws Error: interrupted where a failure is what was asked for, and nothing of it can have happened.
  void throw_if_interrupted() const;

  ConnectionOptions options_;
  std::vector<std::string> secrets_;
  std::unique_ptr<pg_conn, CloseConnection> handle_;
  std::string copy_;  // the COPY under way
  bool committing_ = false;
  bool cancelled_ = false;
  std::optional<std::chrono::steady_clock::time_point> give_up_;  // what waits beyond this is lost
  std::chrono::steady_clock::time_point cancel_again_;
};

}  // namespace seedbed::postgres
