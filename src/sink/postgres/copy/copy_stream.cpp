#include "sink/postgres/copy/copy_stream.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sink/text/sql_text.hpp"

namespace seedbed::postgres {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

// A table's waiting rows get a COPY of their own at this size. A COPY costs two round trips and a new page,
// some tenths of a millisecond; 8 MiB take the server about a tenth of a second.
constexpr std::size_t kRunBytes = std::size_t{8} << 20;
// Bound of the waiting rows of all tables of a connection, and so of its memory.
constexpr std::size_t kMostPending = std::size_t{64} << 20;

// Bytes sent between two looks for an error. Larger slices gain nothing. A rejected row is noticed after at
// most one slice and the bytes in the socket's buffers. One slice costs two calls of send() and one of
// poll().
constexpr std::size_t kSliceBytes = std::size_t{64} << 10;
// Used until the width of the first rows is known.
constexpr std::size_t kFirstSliceRows = 64;

std::string copy_statement(const std::string& schema, const Table& table, const CopyPlan& plan, bool freeze) {
  return fmt::format("COPY {}.{} ({}) FROM STDIN (FORMAT {}{})", quoted_name(schema), quoted_name(table.name),
                     plan.columns, plan.binary ? "binary" : "text", freeze && plan.freezes ? ", FREEZE" : "");
}

std::variant<CopyEncoder, TextEncoder> make_encoder(const Table& table, const CopyPlan& plan) {
  if (!plan.binary) return TextEncoder(table);
  std::vector<ServerType> types;
  for (const ServerColumn& column : plan.into) types.push_back(*server_type(column.type));
  return CopyEncoder(table, types);
}

}  // namespace

CopyStream::CopyStream(std::unique_ptr<Connection> connection, Options options)
    : connection_(std::move(connection)), options_(std::move(options)), current_(kNone) {}

std::size_t CopyStream::add(const Table& table, const CopyPlan& plan) {
  tables_.push_back({&table,
                     copy_statement(options_.schema, table, plan, options_.freeze),
                     plan.binary,
                     make_encoder(table, plan),
                     {},
                     0,
                     0,
                     0,
                     kFirstSliceRows});
  // The server reads a date in a column of times as midnight in the session's time zone.
  if (!plan.binary) connection_->execute("SET TimeZone TO 'UTC'");
  ++unfinished_;
  return tables_.size() - 1;
}

void CopyStream::write(std::size_t table, const Batch& batch) {
  if (aborted_) return;
  TableState& state = tables_[table];
  const std::size_t before = state.pending.bytes.size();
  encode(state, batch);
  pending_bytes_ += state.pending.bytes.size() - before;
  if (options_.has_foreign_keys) return;
  if (current_ == kNone || current_ == table || state.pending.bytes.size() >= kRunBytes) send(table);
  if (pending_bytes_ >= kMostPending) send_largest();
}

void CopyStream::encode(TableState& state, const Batch& batch) {
  for (std::size_t first = 0; first < batch.rows();) {
    const RowSpan rows{first, std::min(first + state.slice_rows, batch.rows())};
    const std::size_t before = state.pending.bytes.size();
    std::visit([&](auto& encoder) { encoder.encode(batch, rows, state.rows_encoded, state.pending.bytes); },
               state.encoder);
    state.pending.cuts.push_back({state.pending.bytes.size(), rows.end - rows.first});
    const std::size_t row_bytes = (state.pending.bytes.size() - before) / (rows.end - rows.first) + 1;
    state.slice_rows = std::max(kSliceBytes / row_bytes, std::size_t{1});
    first = rows.end;
  }
  state.rows_encoded += batch.rows();
}

void CopyStream::checkpoint() {
  if (options_.has_foreign_keys && pending_bytes_ >= kRunBytes) send_all();
}

void CopyStream::send_all() {
  for (std::size_t t = 0; t < tables_.size(); ++t) {
    if (!tables_[t].pending.cuts.empty()) send(t);
  }
  end_run();  // rows of the next table may reference these
}

void CopyStream::send_largest() {
  const auto largest =
      std::max_element(tables_.begin(), tables_.end(), [](const TableState& a, const TableState& b) {
        return a.pending.bytes.size() < b.pending.bytes.size();
      });
  send(static_cast<std::size_t>(largest - tables_.begin()));
}

void CopyStream::send(std::size_t table) {
  TableState& state = tables_[table];
  if (current_ != table) begin_run(table);
  std::size_t begin = 0;
  for (const Cut& cut : state.pending.cuts) {
    const bool heard = connection_->put({state.pending.bytes.data() + begin, cut.end - begin});
    state.rows_sent += cut.rows;
    begin = cut.end;
    if (!heard) continue;
    end_run();  // throws if the server sent an error; it may be a notice
    begin_run(table);
  }
  pending_bytes_ -= state.pending.bytes.size();
  state.pending.bytes.clear();
  state.pending.cuts.clear();
}

void CopyStream::begin_run(std::size_t table) {
  end_run();
  TableState& state = tables_[table];
  try {
    connection_->execute("SET application_name = " +
                         connection_->literal("seedbed " + options_.model + " " + state.table->name));
    connection_->begin_copy(state.copy);
    current_ = table;
    state.run_begins = state.rows_sent;
    if (state.binary) (void)connection_->put(copy_header());
  } catch (const ServerError& error) {
    fail(state, error);
  }
}

void CopyStream::end_run() {
  if (current_ == kNone) return;
  TableState& state = tables_[current_];
  current_ = kNone;
  try {
    if (state.binary) (void)connection_->put(copy_trailer());
    check_stored(state, connection_->end_copy());
  } catch (const ServerError& error) {
    fail(state, error);
  }
}

// The row in seedbed_load has the number of rows sent.
void CopyStream::check_stored(const TableState& state, std::uint64_t rows) const {
  if (const std::uint64_t sent = state.rows_sent - state.run_begins; rows != sent) {
    throw Error(
        Failure::load,
        fmt::format("table '{}' stored {} of {} rows: a trigger of it leaves rows out; disable it for the "
                    "load (ALTER TABLE … DISABLE TRIGGER USER)",
                    state.table->name, rows, sent));
  }
}

void CopyStream::fail(const TableState& state, const ServerError& error) const {
  ServerMessage message = error.message();
  const std::size_t line = copy_line(message.context, state.table->name);
  const std::string column = copy_column(message.context, state.table->name);
  const std::string where =
      fmt::format("{}table '{}'{}", line > 0 ? fmt::format("row {} of ", state.run_begins + line) : "",
                  state.table->name, column.empty() ? "" : fmt::format(", column '{}'", column));
  if (line > 0) message.context.clear();  // its line number counts within one COPY
  throw ServerError(Failure::load, fmt::format("{}: Postgres refused it: {}", where, described(message)),
                    message);
}

void CopyStream::finish(std::size_t table) {
  if (aborted_) throw Error(Failure::load, "the load was broken off");
  if (options_.has_foreign_keys) {
    send_all();
  } else {
    if (!tables_[table].pending.cuts.empty()) send(table);
    if (current_ == table) end_run();
  }
  if (--unfinished_ == 0 && options_.commits) connection_->commit();
}

void CopyStream::abort() noexcept {
  if (aborted_) return;
  aborted_ = true;
  if (connection_) connection_->reset();
  connection_.reset();
}

std::unique_ptr<Connection> CopyStream::release() {
  aborted_ = true;
  return std::move(connection_);
}

}  // namespace seedbed::postgres
