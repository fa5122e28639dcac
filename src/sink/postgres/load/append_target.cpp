#include "sink/postgres/load/append_target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "sink/postgres/copy/copy_writer.hpp"
#include "sink/postgres/load/load_record_table.hpp"
#include "sink/postgres/load/loaded_schema.hpp"
#include "sink/postgres/load/publication.hpp"
#include "sink/postgres/load/schema_scripts.hpp"
#include "sink/text/sql_text.hpp"
#include "sink/verification.hpp"

namespace seedbed::postgres {
namespace {

// Orders the tables so that each comes after the tables that it references. `circular` gets the foreign keys
// that no order satisfies. A foreign key of a table on itself is always satisfied: the referenced rows come
// earlier or in the same COPY.
std::vector<std::size_t> parents_first(const std::vector<Table>& tables,
                                       const std::vector<ServerReference>& references,
                                       std::vector<const ServerReference*>& circular) {
  std::vector<std::size_t> order;
  std::set<std::string> placed;
  std::set<std::string> known;
  for (const Table& table : tables) known.insert(table.name);
  const auto waits = [&](const ServerReference& reference) {
    return reference.parent != reference.table && known.contains(reference.parent) &&
           !placed.contains(reference.parent);
  };
  while (order.size() < tables.size()) {
    const std::size_t before = order.size();
    for (std::size_t t = 0; t < tables.size(); ++t) {
      const std::string& name = tables[t].name;
      if (placed.contains(name) || std::any_of(references.begin(), references.end(), [&](const auto& one) {
            return one.table == name && waits(one);
          }))
        continue;
      order.push_back(t);
      placed.insert(name);
    }
    if (order.size() > before) continue;
    // The remaining tables wait for each other: take the first one; its foreign keys are checked at the end.
    const auto left = std::find_if(tables.begin(), tables.end(),
                                   [&](const Table& table) { return !placed.contains(table.name); });
    for (const ServerReference& reference : references) {
      if (reference.table == left->name && waits(reference)) circular.push_back(&reference);
    }
    order.push_back(static_cast<std::size_t>(left - tables.begin()));
    placed.insert(left->name);
  }
  return order;
}

class AppendTarget final : public Target {
 public:
  explicit AppendTarget(std::string address) : address_(std::move(address)) {}
  ~AppendTarget() override { discard(); }

  void prepare(const LoadRequest& request) override;
  std::unique_ptr<Writer> open_writer(std::size_t table) override;
  bool wants_checkpoints() const override { return has_foreign_keys_; }
  void checkpoint(std::size_t) override { stream_->checkpoint(); }
  void publish(const LoadTotals& totals) override;
  void discard() noexcept override;
  std::string writer_name(std::size_t table) const override {
    return binary_.at(table) ? "binary copy" : "text copy";
  }
  std::uint64_t bytes() const override { return bytes_; }
  std::vector<std::string> notes() const override;

 private:
  void check_earlier_loads();
  void forget_earlier_loads();
  [[nodiscard]] bool has_any_table();
  void check_row_security(Connection& connection, const Table& table) const;
  void defer_circles(Connection& connection, const std::vector<const ServerReference*>& circular) const;
  void open_stream(std::unique_ptr<Connection> connection);
  void complete(const LoadTotals& totals);

  std::string address_;
  const LoadRequest* request_ = nullptr;
  std::optional<Session> session_;
  std::optional<SchemaScripts> scripts_;  // if the load creates the tables
  std::shared_ptr<CopyStream> stream_;
  std::vector<std::size_t> numbers_;  // the table's number in the stream, by table
  std::vector<bool> binary_;
  bool has_foreign_keys_ = false;
  bool created_ = false;  // the tables
  WriterTally tally_;
  std::uint64_t bytes_ = 0;
};

void AppendTarget::prepare(const LoadRequest& request) {
  request_ = &request;
  session_.emplace(address_, request);
  Connection& connection = session_->control();
  check_record(connection, session_->schema());
  const bool creates = !has_any_table();
  if (creates || !find_table(connection, session_->schema(), "seedbed_load")) session_->check_may_create();
  const std::int32_t key = lock_key(session_->schema());
  if (creates) {
    // Only one load at a time: of two that create tables with the same name, the server fails the second.
    lock(connection, LockClass::publish, key);
    if (!has_any_table()) {
      scripts_.emplace(request, connection);
      scripts_->try_out(connection, session_->schema(), request.indexes);
    }
  }
  begin(connection);
  lock_until_end(connection, LockClass::publish, key);
  if (creates) unlock(connection, LockClass::publish, key);  // the transaction still holds it
  if (has_any_table()) {
    scripts_.reset();
    check_earlier_loads();
  } else if (scripts_) {
    forget_earlier_loads();
    scripts_->create_tables(connection, session_->schema());
    if (request.server.unlogged) scripts_->make_unlogged(connection);
  } else {
    throw Error(Failure::load, "somebody has dropped the tables just now: run the load again");
  }
  open_stream(session_->release_control());
}

bool AppendTarget::has_any_table() {
  return std::any_of(request_->tables.begin(), request_->tables.end(), [&](const Table& table) {
    return find_table(session_->control(), session_->schema(), table.name).has_value();
  });
}

void AppendTarget::check_earlier_loads() {
  std::set<std::string> ours;
  for (const Table& table : request_->tables) ours.insert(table.name);
  for (const OwnRecord& record : read_records(session_->control(), session_->schema())) {
    const bool shares =
        std::any_of(record.load.tables.begin(), record.load.tables.end(),
                    [&](const RecordedTable& table) { return ours.contains(table.table.name); });
    if (shares) check_append(record.load.identity, request_->identity, session_->display_name());
  }
}

// The tables were dropped by hand: remove their rows from seedbed_load.
void AppendTarget::forget_earlier_loads() {
  std::vector<std::string> names;
  for (const Table& table : request_->tables) names.push_back(table.name);
  Connection& connection = session_->control();
  remove_records(connection, session_->schema(),
                 find_replaced(connection, session_->schema(), "", names).load_ids);
}

void AppendTarget::open_stream(std::unique_ptr<Connection> connection) {
  const std::string& schema = session_->schema();
  const std::string where = scripts_ ? scripts_->tables_name() : session_->display_name();
  std::vector<const ServerReference*> circular;
  const std::vector<ServerReference> references = references_of(*connection, schema);
  const std::vector<std::size_t> order = parents_first(request_->tables, references, circular);
  std::vector<CopyPlan> plans;
  for (const Table& table : request_->tables) plans.push_back(plan_copy(*connection, schema, table, where));
  if (!scripts_) {
    std::set<std::string> ours;
    for (const Table& table : request_->tables) {
      ours.insert(table.name);
      // Fails now if the INSERT privilege is missing, and keeps others from dropping the table.
      connection->execute("LOCK TABLE " + quoted_name(schema) + "." + quoted_name(table.name) +
                          " IN ROW EXCLUSIVE MODE");
      check_row_security(*connection, table);
    }
    has_foreign_keys_ = std::any_of(references.begin(), references.end(), [&](const ServerReference& one) {
      return ours.contains(one.table) && ours.contains(one.parent);
    });
  }
  defer_circles(*connection, circular);
  stream_ = std::make_shared<CopyStream>(
      std::move(connection),
      CopyStream::Options{schema, request_->identity.model, scripts_.has_value(), has_foreign_keys_, false});
  numbers_.resize(order.size());
  for (const std::size_t table : order) numbers_[table] = stream_->add(request_->tables[table], plans[table]);
  for (const CopyPlan& plan : plans) binary_.push_back(plan.binary);
}

// Postgres refuses COPY into a table with active row-level security.
void AppendTarget::check_row_security(Connection& connection, const Table& table) const {
  const std::string name = quoted_name(session_->schema()) + "." + quoted_name(table.name);
  if (connection.value("SELECT pg_catalog.row_security_active($1)", {name}) != "t") return;
  throw Error(
      Failure::load,
      fmt::format("{}: table '{}' has row-level security, which rows cannot be copied into: load as its "
                  "owner or as a user with BYPASSRLS",
                  session_->display_name(), table.name));
}

// Defers only these: deferring all would cost one queue entry per row, and COMMIT would check them one by
// one.
void AppendTarget::defer_circles(Connection& connection,
                                 const std::vector<const ServerReference*>& circular) const {
  for (const ServerReference* reference : circular) {
    if (!reference->deferrable) {
      throw Error(
          Failure::usage,
          fmt::format("{}: foreign key '{}' of table '{}' is part of a circle and not deferrable, so that "
                      "no order of the rows satisfies it: make it DEFERRABLE",
                      session_->display_name(), reference->name, reference->table));
    }
    connection.execute("SET CONSTRAINTS " + quoted_name(session_->schema()) + "." +
                       quoted_name(reference->name) + " DEFERRED");
  }
}

std::unique_ptr<Writer> AppendTarget::open_writer(std::size_t table) {
  return std::make_unique<CopyWriter>(stream_, numbers_.at(table), tally_.open());
}

void AppendTarget::publish(const LoadTotals& totals) {
  tally_.check_all_finished();
  complete(totals);
  stream_.reset();
  session_.reset();
}

void AppendTarget::complete(const LoadTotals& totals) {
  const std::unique_ptr<Connection> owner = stream_->release();
  Connection& connection = *owner;
  const std::string& schema = session_->schema();
  std::vector<std::string> names;
  for (const Table& table : request_->tables) names.push_back(table.name);
  created_ = scripts_.has_value();
  if (scripts_) scripts_->create_indexes(connection);
  for (const Table& table : request_->tables) set_written_sequences(connection, schema, table);
  if (scripts_) {
    for (const std::string& name : names) connection.execute("ANALYZE " + quoted_name(name));
    scripts_->create_views(connection);
  }
  connection.execute("SET CONSTRAINTS ALL IMMEDIATE");  // deferred checks fail here, not in COMMIT
  write_record(connection, *session_, totals, scripts_ ? scripts_->objects() : std::vector<std::string>());
  if (request_->verify) {
    LoadedSchema all(connection, schema);
    require_verified(all);
  }
  session_->commit(connection);
  if (!connection.alive()) return;
  connection.end_when({});
  bytes_ = size_of(connection, schema, names);
}

void AppendTarget::discard() noexcept {
  if (stream_) stream_->abort();
  stream_.reset();
  session_.reset();
}

std::vector<std::string> AppendTarget::notes() const {
  if (!request_->server.unlogged) return {};
  if (!created_) return {"--unlogged is for new tables: those that were there stay as they are."};
  return {"The tables are UNLOGGED: a crash of the server empties them."};
}

}  // namespace

std::unique_ptr<Target> make_append_target(std::string address) {
  return std::make_unique<AppendTarget>(std::move(address));
}

}  // namespace seedbed::postgres
