// One client of a Proxy and its connection to the server: bytes in and out, cut into the messages of
// Postgres' protocol (https://www.postgresql.org/docs/current/protocol-message-formats.html).
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace seedbed::test {

class FileDescriptor {
 public:
  explicit FileDescriptor(int number = -1) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept;
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor();

  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

struct Message {
  char type;  // '\0': one of those that begin a connection, which have none
  std::string_view body;
  std::string_view whole;
};

// One side of a link: its input and its output.
class LinkSide {
 public:
  explicit LinkSide(FileDescriptor socket) : socket_(std::move(socket)) {}

  [[nodiscard]] int socket() const { return socket_.get(); }
  // Whether its input has ended.
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] bool has_output() const { return !output_.empty(); }
  // Whether so many bytes wait to be sent that no more should be read from the other side.
  [[nodiscard]] bool is_full() const;

  void receive();
  // The next complete message of the input; valid until the next call.
  [[nodiscard]] std::optional<Message> next(bool typed);
  void send(std::string_view bytes);  // as soon as flush() can
  void flush();

 private:
  FileDescriptor socket_;
  bool ended_ = false;
  std::string input_;
  std::size_t taken_ = 0;  // of the input
  std::string output_;
};

struct ProxyLink {
  LinkSide client;
  LinkSide server;
  bool started = false;      // the client's messages have types from now on
  bool withholding = false;  // the server's messages are kept from the client
  bool refuse_afterwards = false;
  bool holds = false;  // is to be held, not cut
  bool held = false;
  bool failed = false;  // the client has seen an error, and not yet that the server is ready again

  // Of the plan of this number:
  int plan = 0;
  bool marked = false;     // the client has sent what Cut::only_after asks for
  std::size_t copied = 0;  // bytes
};

}  // namespace seedbed::test
