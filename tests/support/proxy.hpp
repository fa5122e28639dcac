// A proxy between a client and a Postgres server, which cuts or holds the connection at a chosen moment.
#pragma once
#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "support/postgres.hpp"

namespace seedbed::test {

// When a proxy cuts or holds a connection; it does so once.
struct Cut {
  enum class Moment { before_statement, after_answer, in_copy };

  // When a client sends a statement that contains this text: the server never sees it.
  [[nodiscard]] static Cut before(std::string text) { return {Moment::before_statement, std::move(text)}; }
  // The server executes such a statement, and the client gets no answer. Not for COPY.
  [[nodiscard]] static Cut after_answer_to(std::string text) {
    return {Moment::after_answer, std::move(text)};
  }
  // When a client has sent this many bytes of COPY data in one connection. The server does not see
  // the message that exceeds it.
  [[nodiscard]] static Cut in_copy(std::size_t bytes) { return {Moment::in_copy, "", bytes}; }

  Moment moment;
  std::string text = {};  // as the client writes it; mind that "ON COMMIT DROP" holds "COMMIT"
  std::size_t bytes = 0;  // of copies
  int occurrence = 1;     // 2: the first such statement passes
  // Only connections that, since this was planned, have sent a statement with this text before; empty: all.
  // Distinguishes the COMMIT of one transaction from others.
  std::string only_after = {};
  // From the cut on, all connections are cut and new ones are refused, until accept_again().
  bool refuse_afterwards = false;
  // Instead of cutting: nothing gets through in either direction until release() or the client's end.
  bool hold = false;
};

// Listens on 127.0.0.1 and forwards to the server's socket; a thread of its own does the work. Other members
// may be called by any thread.
class Proxy {
 public:
  // Throws std::runtime_error if it cannot listen.
  explicit Proxy(const PostgresServer& server);
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;
  ~Proxy();  // cuts what is still connected

  // As the server's superuser, without a password and without encryption, which a proxy could not look into.
  [[nodiscard]] std::string address(const std::string& database) const;

  // Replaces an earlier plan. Applies to existing connections too.
  void plan(const Cut& cut);
  // Whether the last plan has been carried out, or is within this time.
  [[nodiscard]] bool was_cut(std::chrono::milliseconds patience = std::chrono::milliseconds(0)) const;
  // The server's answer to the statement, which the client did not get: "COMMIT", "INSERT 0 1", "ERROR".
  [[nodiscard]] std::string withheld_answer() const;
  // Lets held connections continue, or cuts them.
  void release();
  void cut_held();
  // Bytes of COPY that clients sent after the server had reported an error in it.
  [[nodiscard]] std::size_t copied_after_error() const;
  // The number of connections so far, with requests to cancel.
  [[nodiscard]] int accepted() const;

  // Cuts all connections at once and refuses new ones until accept_again().
  void refuse();
  void accept_again();

 private:
  class Forwarder;

  std::string user_;
  std::unique_ptr<Forwarder> forwarder_;
};

}  // namespace seedbed::test
