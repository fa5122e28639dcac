#include "sink/postgres/copy_connection.hpp"

#include <poll.h>

#include <array>

#include "base/error.hpp"

namespace seedbed::postgres {
namespace {

// libpq's messages end in a newline.
std::string trimmed(const char* text) {
  std::string result = text == nullptr ? "" : text;
  while (!result.empty() && (result.back() == '\n' || result.back() == ' ')) result.pop_back();
  return result;
}

bool is_success(ExecStatusType status) {
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

}  // namespace

std::string described(const PGresult* result) {
  const auto field = [&](int code) { return trimmed(PQresultErrorField(result, code)); };
  std::string text = field(PG_DIAG_MESSAGE_PRIMARY);
  if (text.empty()) text = trimmed(PQresultErrorMessage(result));
  for (const int code : {PG_DIAG_MESSAGE_DETAIL, PG_DIAG_MESSAGE_HINT, PG_DIAG_CONTEXT}) {
    if (const std::string more = field(code); !more.empty()) text += "; " + more;
  }
  if (const std::string state = field(PG_DIAG_SQLSTATE); !state.empty()) text += " (SQLSTATE " + state + ")";
  return text;
}

CopyConnection::CopyConnection(const std::string& address, const std::string& application_name) {
  // The first keyword's value is an address, which the others complete or override.
  const std::array<const char*, 4> keywords = {"dbname", "application_name", "client_encoding", nullptr};
  const std::array<const char*, 4> values = {address.c_str(), application_name.c_str(), "UTF8", nullptr};
  connection_.reset(PQconnectdbParams(keywords.data(), values.data(), 1));
  if (connection_ == nullptr) throw std::bad_alloc();
  if (PQstatus(connection_.get()) != CONNECTION_OK) {
    throw Error(Failure::load, "no connection to Postgres: " + trimmed(PQerrorMessage(connection_.get())));
  }
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
  cancel_.reset(PQgetCancel(connection_.get()));
}

void CopyConnection::execute(const std::string& sql) {
  const Result result(PQexec(connection_.get(), sql.c_str()));
  if (result == nullptr) fail("'" + sql + "'");
  if (!is_success(PQresultStatus(result.get())))
    throw Error(Failure::load, "Postgres refused '" + sql + "': " + described(result.get()));
}

void CopyConnection::begin_copy(const std::string& sql) {
  const Result result(PQexec(connection_.get(), sql.c_str()));
  if (result == nullptr) fail("'" + sql + "'");
  if (PQresultStatus(result.get()) != PGRES_COPY_IN)
    throw Error(Failure::load, "Postgres refused '" + sql + "': " + described(result.get()));
  copying_ = true;
  copy_ = sql;
}

void CopyConnection::put(std::span<const char> chunk) {
  if (PQputCopyData(connection_.get(), chunk.data(), static_cast<int>(chunk.size())) != 1) check_for_error();
  check_for_error();
}

// A server that has refused a row says so at once, and ignores what follows.
void CopyConnection::check_for_error() {
  pollfd socket{PQsocket(connection_.get()), POLLIN, 0};
  if (poll(&socket, 1, 0) <= 0) return;
  if (PQconsumeInput(connection_.get()) != 1) fail(copy_);
  if (PQisBusy(connection_.get()) != 0) return;
  const Result result(PQgetResult(connection_.get()));
  if (result == nullptr || PQresultStatus(result.get()) == PGRES_COPY_IN) return;
  copying_ = false;
  const std::string text = described(result.get());
  drain();
  throw Error(Failure::load, "Postgres ended '" + copy_ + "': " + text);
}

void CopyConnection::end_copy() {
  if (PQputCopyEnd(connection_.get(), nullptr) != 1) fail(copy_);
  copying_ = false;
  const Result result(PQgetResult(connection_.get()));
  if (result == nullptr) fail(copy_);
  const bool good = is_success(PQresultStatus(result.get()));
  const std::string text = good ? "" : described(result.get());
  drain();
  if (!good) throw Error(Failure::load, "Postgres ended '" + copy_ + "': " + text);
}

void CopyConnection::abort_copy() noexcept {
  if (!copying_) return;
  copying_ = false;
  if (PQputCopyEnd(connection_.get(), "the load was broken off") == 1) drain();
}

void CopyConnection::drain() {
  while (const Result rest{PQgetResult(connection_.get())}) {
  }
}

void CopyConnection::cancel() noexcept {
  std::array<char, 256> message{};
  if (cancel_ != nullptr) PQcancel(cancel_.get(), message.data(), static_cast<int>(message.size()));
}

void CopyConnection::fail(const std::string& doing) {
  throw Error(Failure::load,
              "the connection failed in " + doing + ": " + trimmed(PQerrorMessage(connection_.get())));
}

}  // namespace seedbed::postgres
