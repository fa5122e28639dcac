// What a Postgres server or the way to it can go wrong with, as data.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace seedbed::postgres {

// The fields of an error that matter here; see the manual, "Error and Notice Message Fields".
struct ServerMessage {
  std::string sqlstate;  // five characters
  std::string primary;   // what went wrong, a line
  std::string detail, hint, context;
  std::size_t position = 0;  // in the statement, in characters from 1; 0: unknown
};

// "duplicate key value …; Key (id)=(1) already exists. (SQLSTATE 23505)", and what to do where it is known.
[[nodiscard]] std::string described(const ServerMessage& message);

// What a person can do about errors of this SQLSTATE; "" where that depends.
[[nodiscard]] std::string_view advice(std::string_view sqlstate);

// A load that failed on the server: Failure::load, or usage where the SQL or a name is wrong.
class ServerError : public Error {
 public:
  // `doing` begins the message: "cannot create the tables".
  ServerError(const std::string& doing, ServerMessage message);
  ServerError(Failure failure, const std::string& text, ServerMessage message)
      : Error(failure, text), message_(std::move(message)) {}
  [[nodiscard]] const ServerMessage& message() const { return message_; }
  [[nodiscard]] const std::string& sqlstate() const { return message_.sqlstate; }

 private:
  ServerMessage message_;
};

// The connection is gone, and with it whatever it did not commit.
class ConnectionLost : public Error {
 public:
  explicit ConnectionLost(const std::string& text) : Error(Failure::load, text) {}
};

// The number of the row, from 1 in the COPY, that an error's context names; 0 if it names none. `table` is
// the name that stands after COPY in it.
[[nodiscard]] std::size_t copy_line(std::string_view context, std::string_view table);
// The column that it names; "" if it names none.
[[nodiscard]] std::string copy_column(std::string_view context, std::string_view table);

}  // namespace seedbed::postgres
