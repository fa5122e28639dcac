// Errors of a Postgres server and of the connection to it, as data.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace seedbed::postgres {

// The fields used here of an error; see the manual, "Error and Notice Message Fields".
struct ServerMessage {
  std::string sqlstate;  // five characters
  std::string primary;   // the error in one line
  std::string detail, hint, context;
  std::size_t position = 0;  // in the statement, in characters from 1; 0: unknown
};

// "duplicate key value …; Key (id)=(1) already exists. (SQLSTATE 23505)", then advice() if there is any.
[[nodiscard]] std::string described(const ServerMessage& message);

// What the user can do about errors with this SQLSTATE; "" if there is no general advice.
[[nodiscard]] std::string_view advice(std::string_view sqlstate);

// An error that the server reported: Failure::load, or usage if the SQL or a name is wrong.
class ServerError : public Error {
 public:
  // The message begins with `doing`: "cannot create the tables".
  ServerError(const std::string& doing, ServerMessage message);
  ServerError(Failure failure, const std::string& text, ServerMessage message)
      : Error(failure, text), message_(std::move(message)) {}
  [[nodiscard]] const ServerMessage& message() const { return message_; }
  [[nodiscard]] const std::string& sqlstate() const { return message_.sqlstate; }

 private:
  ServerMessage message_;
};

// The connection is lost, and everything that it did not commit.
class ConnectionLost : public Error {
 public:
  explicit ConnectionLost(const std::string& text) : Error(Failure::load, text) {}
};

// The number of the row that an error's context names, from 1 within the COPY; 0 if it names none. `table` is
// the name after COPY in the context.
[[nodiscard]] std::size_t copy_line(std::string_view context, std::string_view table);
// The column that the context names; "" if it names none.
[[nodiscard]] std::string copy_column(std::string_view context, std::string_view table);

}  // namespace seedbed::postgres
