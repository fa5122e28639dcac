#include "sink/postgres/server/connection.hpp"

#include <libpq-fe.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <new>

#include "sink/postgres/server/address.hpp"

namespace seedbed::postgres {
namespace {

constexpr int kAskEvery = 100;  // milliseconds
// A cancel request that the server receives before the statement has no effect: send it again.
constexpr auto kCancelAgain = std::chrono::seconds(1);
// If the server has not ended a cancelled statement by then, the connection is closed.
constexpr auto kResetWithin = std::chrono::seconds(5);

// Bound of the unsent bytes in a TCP socket's buffer. When the server refuses a row, these bytes are sent for
// nothing; without the bound the system lets the buffer grow to 4 MiB.
constexpr int kMostUnsent = 128 << 10;  // bytes

// libpq's messages end with a newline and may have several lines.
std::string one_paragraph(const char* text) {
  std::string out;
  for (const char* c = text == nullptr ? "" : text; *c != '\0'; ++c) {
    if (*c != '\n' && *c != '\t') {
      out += *c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

ServerMessage message_of(const PGresult* result) {
  const auto field = [&](int code) { return one_paragraph(PQresultErrorField(result, code)); };
  ServerMessage message{field(PG_DIAG_SQLSTATE), field(PG_DIAG_MESSAGE_PRIMARY),
                        field(PG_DIAG_MESSAGE_DETAIL), field(PG_DIAG_MESSAGE_HINT), field(PG_DIAG_CONTEXT)};
  if (message.primary.empty()) message.primary = one_paragraph(PQresultErrorMessage(result));
  const std::string position = field(PG_DIAG_STATEMENT_POSITION);
  std::from_chars(position.data(), position.data() + position.size(), message.position);
  return message;
}

bool is_success(ExecStatusType status) {
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY ||
         status == PGRES_COPY_IN || status == PGRES_COPY_OUT;
}

// Class 08, or an administrator or the server ended the session: the last message of a connection.
bool ends_connection(const std::string& sqlstate) {
  return sqlstate.starts_with("08") || sqlstate == "57P01" || sqlstate == "57P02" || sqlstate == "57P03" ||
         sqlstate == "57P05";
}

// Failure is harmless; a Unix socket has no such option.
void set_up_socket(int socket) {
  (void)::setsockopt(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kMostUnsent, sizeof(kMostUnsent));
}

// libpq applies connect_timeout only in its blocking calls.
std::optional<std::chrono::seconds> connect_timeout(PGconn* connection) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfo(connection),
                                                                             PQconninfoFree);
  for (const PQconninfoOption* option = options.get(); option != nullptr && option->keyword != nullptr;
       ++option) {
    if (std::string_view(option->keyword) != "connect_timeout" || option->val == nullptr) continue;
    if (const int seconds = std::atoi(option->val); seconds > 0)
      return std::chrono::seconds(std::max(2, seconds));
  }
  return std::nullopt;
}

}  // namespace

void ClearResult::operator()(pg_result* result) const noexcept { PQclear(result); }
void CloseConnection::operator()(pg_conn* connection) const noexcept { PQfinish(connection); }

std::size_t Rows::size() const { return static_cast<std::size_t>(PQntuples(result_.get())); }

std::string Rows::text(std::size_t row, std::size_t column) const {
  return PQgetvalue(result_.get(), static_cast<int>(row), static_cast<int>(column));
}

std::int64_t Rows::integer(std::size_t row, std::size_t column) const {
  const std::string digits = text(row, column);
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

bool Rows::boolean(std::size_t row, std::size_t column) const { return text(row, column) == "t"; }

Connection::Connection(ConnectionOptions options)
    : options_(std::move(options)), secrets_(secrets_of(options_.address)) {
  // The value of dbname is an address; the keywords after it override its settings.
  const std::array<const char*, 4> keywords = {"dbname", "application_name", "client_encoding", nullptr};
  const std::array<const char*, 4> values = {options_.address.c_str(), options_.application_name.c_str(),
                                             "UTF8", nullptr};
  handle_.reset(PQconnectStartParams(keywords.data(), values.data(), 1));
  if (handle_ == nullptr) throw std::bad_alloc();
  await_connection();
  if (PQstatus(handle_.get()) != CONNECTION_OK) {
    throw Error(Failure::load, "no connection to Postgres: " +
                                   without_secrets(one_paragraph(PQerrorMessage(handle_.get())), secrets_));
  }
  PQsetNoticeProcessor(
      handle_.get(), [](void*, const char*) {}, nullptr);
  PQsetnonblocking(handle_.get(), 1);
  set_up_socket(PQsocket(handle_.get()));
}

void Connection::await_connection() {
  const auto timeout = connect_timeout(handle_.get());
  const auto start = std::chrono::steady_clock::now();
  PostgresPollingStatusType next = PGRES_POLLING_WRITING;
  while (next != PGRES_POLLING_OK && next != PGRES_POLLING_FAILED && PQsocket(handle_.get()) >= 0) {
    pollfd socket{PQsocket(handle_.get()),
                  static_cast<short>(next == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
    const int ready = ::poll(&socket, 1, kAskEvery);
    if (options_.interrupt.requested()) throw_interrupted();
    if (timeout && std::chrono::steady_clock::now() - start > *timeout)
      throw Error(Failure::load, "no connection to Postgres: no answer within connect_timeout");
    if (ready > 0) next = PQconnectPoll(handle_.get());
  }
}

void Connection::log(const std::string& sql) const {
  if (options_.log) options_.log(sql);
}

void Connection::cancel_if_asked() {
  if (!options_.interrupt.requested()) return;
  const auto now = std::chrono::steady_clock::now();
  if (cancelled_ && now < cancel_again_) return;
  cancelled_ = true;
  cancel_again_ = now + kCancelAgain;
  cancel();
}

void Connection::cancel() const {
  const std::unique_ptr<PGcancel, decltype(&PQfreeCancel)> cancel(PQgetCancel(handle_.get()), PQfreeCancel);
  std::array<char, 256> message{};
  if (cancel) PQcancel(cancel.get(), message.data(), static_cast<int>(message.size()));
}

void Connection::wait(short events, const std::string& doing) {
  pollfd socket{PQsocket(handle_.get()), events, 0};
  if (socket.fd < 0) fail(doing);
  cancel_if_asked();
  if (give_up_ && std::chrono::steady_clock::now() > *give_up_)
    throw ConnectionLost("no answer while " + doing);
  (void)::poll(&socket, 1, kAskEvery);
  // Read even if poll() found nothing: TLS may hold bytes that poll() does not see.
  if (PQconsumeInput(handle_.get()) != 1) fail(doing);
}

void Connection::flush(const std::string& doing) {
  for (;;) {
    const int left = PQflush(handle_.get());
    if (left < 0) fail(doing);
    if (left == 0) return;
    wait(POLLIN | POLLOUT, doing);
  }
}

std::unique_ptr<pg_result, ClearResult> Connection::next_result(const std::string& doing) {
  flush(doing);
  while (PQisBusy(handle_.get()) != 0) wait(POLLIN, doing);
  return std::unique_ptr<pg_result, ClearResult>(PQgetResult(handle_.get()));
}

std::unique_ptr<pg_result, ClearResult> Connection::finish(const std::string& doing) {
  std::unique_ptr<pg_result, ClearResult> first;
  std::unique_ptr<pg_result, ClearResult> bad;
  while (auto result = next_result(doing)) {
    const ExecStatusType status = PQresultStatus(result.get());
    if (!is_success(status)) {
      if (!bad) bad = std::move(result);
      continue;
    }
    first = std::move(result);
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT) break;
  }
  if (bad) throw_if_bad(bad.get(), doing);
  if (!first) fail(doing);
  return first;
}

void Connection::throw_if_bad(pg_result* result, const std::string& doing) {
  if (is_success(PQresultStatus(result))) return;
  const ServerMessage message = message_of(result);
  throw_if_interrupted();
  if (PQstatus(handle_.get()) != CONNECTION_OK || ends_connection(message.sqlstate))
    throw ConnectionLost("the connection was lost while " + doing + ": " + described(message));
  throw ServerError("Postgres failed while " + doing, message);
}

void Connection::throw_if_interrupted() const {
  const bool in_doubt = committing_ && !alive();
  if (cancelled_ && !in_doubt) throw_interrupted();
}

void Connection::fail(const std::string& doing) {
  throw_if_interrupted();
  // Prefer the last message that the server sent before it closed the connection.
  const std::string lost = one_paragraph(PQerrorMessage(handle_.get()));
  while (PQstatus(handle_.get()) == CONNECTION_BAD) {
    const std::unique_ptr<pg_result, ClearResult> last(PQgetResult(handle_.get()));
    if (!last) break;
    if (!message_of(last.get()).sqlstate.empty()) throw_if_bad(last.get(), doing);
  }
  throw ConnectionLost("the connection was lost while " + doing + ": " + without_secrets(lost, secrets_) +
                       "; run the load again when the server is up");
}

Rows Connection::query(const std::string& sql, const std::vector<std::string>& values) {
  cancelled_ = false;
  std::vector<const char*> texts;
  for (const std::string& value : values) texts.push_back(value.c_str());
  const std::string doing = "running '" + sql + "'";
  if (PQsendQueryParams(handle_.get(), sql.c_str(), static_cast<int>(texts.size()), nullptr, texts.data(),
                        nullptr, nullptr, 0) != 1)
    fail(doing);
  flush(doing);
  return Rows(finish(doing).release());
}

std::string Connection::value(const std::string& sql, const std::vector<std::string>& values) {
  const Rows rows = query(sql, values);
  return rows.empty() ? "" : rows.text(0, 0);
}

void Connection::execute(const std::string& sql, const std::vector<std::string>& values) {
  log(sql);
  (void)query(sql, values);
}

void Connection::commit() {
  log("COMMIT");
  cancelled_ = false;
  committing_ = true;  // until the server answers; without an answer the connection is not used any more
  if (PQsendQuery(handle_.get(), "COMMIT") != 1) fail("committing");
  flush("committing");
  const auto result = finish("committing");
  committing_ = false;
  if (std::string_view(PQcmdStatus(result.get())) == "COMMIT") return;
  throw Error(Failure::load, "Postgres rolled the load back instead of committing it");
}

void Connection::begin_copy(const std::string& sql) {
  execute(sql);
  copy_ = sql;
}

bool Connection::put(std::span<const char> chunk) {
  const std::string doing = "running '" + copy_ + "'";
  cancel_if_asked();
  bool heard = false;
  const auto listen = [&](int milliseconds) {
    pollfd socket{PQsocket(handle_.get()), static_cast<short>(milliseconds > 0 ? POLLIN | POLLOUT : POLLIN),
                  0};
    if (::poll(&socket, 1, milliseconds) <= 0 || (socket.revents & (POLLIN | POLLERR | POLLHUP)) == 0) return;
    heard = true;
    if (PQconsumeInput(handle_.get()) != 1) fail(doing);
  };
  if (PQputCopyData(handle_.get(), chunk.data(), static_cast<int>(chunk.size())) != 1) fail(doing);
  for (int left = PQflush(handle_.get()); left != 0; left = PQflush(handle_.get())) {
    if (left < 0) fail(doing);
    listen(kAskEvery);
    cancel_if_asked();
  }
  listen(0);
  return heard;
}

std::uint64_t Connection::end_copy() {
  const std::string doing = "running '" + copy_ + "'";
  if (PQputCopyEnd(handle_.get(), nullptr) != 1) fail(doing);
  flush(doing);
  const auto result = finish(doing);
  copy_.clear();
  return std::strtoull(PQcmdTuples(result.get()), nullptr, 10);
}

void Connection::copy_out(const std::string& sql,
                          const std::function<void(std::span<const char>)>& on_chunk) {
  execute(sql);
  const std::string doing = "running '" + sql + "'";
  for (;;) {
    char* data = nullptr;
    const int size = PQgetCopyData(handle_.get(), &data, 1);
    const std::unique_ptr<char, decltype(&PQfreemem)> owner(data, PQfreemem);
    if (size > 0) {
      on_chunk({data, static_cast<std::size_t>(size)});
    } else if (size == 0) {
      wait(POLLIN, doing);
    } else {
      break;
    }
  }
  (void)finish(doing);
}

void Connection::reset() noexcept {
  options_.interrupt = {};
  cancelled_ = false;
  give_up_ = std::chrono::steady_clock::now() + kResetWithin;
  try {
    if (!alive()) return;
    if (PQtransactionStatus(handle_.get()) == PQTRANS_ACTIVE) {
      cancel();  // otherwise the server processes all rows that it has received
      PQputCopyEnd(handle_.get(), "the load was broken off");
      while (next_result("ending")) {
      }
    }
    if (PQtransactionStatus(handle_.get()) != PQTRANS_IDLE) execute("ROLLBACK");
    give_up_.reset();
  } catch (...) {
    handle_.reset();  // libpq accepts null and treats it as a closed connection
  }
}

std::string Connection::literal(std::string_view text) const {
  const std::unique_ptr<char, decltype(&PQfreemem)> quoted(
      PQescapeLiteral(handle_.get(), text.data(), text.size()), PQfreemem);
  if (!quoted) throw Error(Failure::usage, "a name is no valid UTF-8: '" + std::string(text) + "'");
  return quoted.get();
}

std::string Connection::parameter(const char* name) const {
  const char* value = PQparameterStatus(handle_.get(), name);
  return value == nullptr ? "" : value;
}

bool Connection::alive() const { return handle_ && PQstatus(handle_.get()) == CONNECTION_OK; }

}  // namespace seedbed::postgres
