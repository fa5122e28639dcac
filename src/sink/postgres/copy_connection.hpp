// A connection that loads rows: libpq's, because libpqxx cannot COPY in binary. One thread uses it, but for
// cancel().
#pragma once
#include <memory>
#include <span>
#include <string>

#include <libpq-fe.h>

namespace seedbed::postgres {

// What a server or libpq says of a failure, as one paragraph: message, detail, hint, SQLSTATE. It never holds
// a password.
[[nodiscard]] std::string described(const PGresult* result);

class CopyConnection {
 public:
  // `address` as libpq takes it: a URI, or key=value pairs; empty: its environment. Throws
  // Error(Failure::load) if there is no connection to be had.
  CopyConnection(const std::string& address, const std::string& application_name);

  // Runs statements that return nothing. Throws Error(Failure::load).
  void execute(const std::string& sql);

  // `COPY … FROM STDIN`; then chunks; then the end. A server's error ends put() within a chunk.
  void begin_copy(const std::string& sql);
  void put(std::span<const char> chunk);
  void end_copy();
  // Ends a COPY that is under way with nothing done.
  void abort_copy() noexcept;

  // Asks the server to stop what it does. From any thread.
  void cancel() noexcept;

 private:
  struct Close {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  struct FreeCancel {
    void operator()(PGcancel* cancel) const { PQfreeCancel(cancel); }
  };
  using Result = std::unique_ptr<PGresult, Clear>;

  [[noreturn]] void fail(const std::string& doing);
  void check_for_error();
  void drain();

  std::unique_ptr<PGconn, Close> connection_;
  std::unique_ptr<PGcancel, FreeCancel> cancel_;
  bool copying_ = false;
  std::string copy_;
};

}  // namespace seedbed::postgres
