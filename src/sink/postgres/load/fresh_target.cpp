#include "sink/postgres/load/fresh_target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <thread>

#include "sink/postgres/copy/copy_writer.hpp"
#include "sink/postgres/load/load_record_table.hpp"
#include "sink/postgres/load/loaded_schema.hpp"
#include "sink/postgres/load/parallel_statements.hpp"
#include "sink/postgres/load/publication.hpp"
#include "sink/postgres/load/schema_scripts.hpp"
#include "sink/postgres/load/staging.hpp"
#include "sink/text/sql_text.hpp"
#include "sink/verification.hpp"

namespace seedbed::postgres {
namespace {

// The default's bound: more connections only wait for locks and the server's disk.
constexpr std::size_t kMostConnections = 8;

class FreshTarget final : public Target {
 public:
  explicit FreshTarget(std::string address) : address_(std::move(address)) {}
  ~FreshTarget() override { discard(); }

  void prepare(const LoadRequest& request) override;
  std::size_t streams() const override { return streams_.size(); }
  std::size_t stream_of(std::size_t table) const override { return slots_.at(table).stream; }
  std::unique_ptr<Writer> open_writer(std::size_t table) override;
  void publish(const LoadTotals& totals) override;
  void discard() noexcept override;
  std::string writer_name(std::size_t table) const override {
    return slots_.at(table).binary ? "binary copy" : "text copy";
  }
  std::uint64_t bytes() const override { return bytes_; }
  std::vector<std::string> notes() const override;

 private:
  struct StreamSlot {
    std::size_t stream = 0;
    std::size_t number = 0;  // of the table in the stream
    bool binary = true;
  };

  void create_tables();
  void choose_streams(std::size_t count);
  void open_streams();
  [[nodiscard]] std::size_t connections() const;
  [[nodiscard]] std::vector<std::unique_ptr<Connection>> take_connections();
  void build_indexes();
  void verify(const LoadTotals& totals);
  void drop_staging() noexcept;

  std::string address_;
  const LoadRequest* request_ = nullptr;
  std::optional<Session> session_;
  std::optional<SchemaScripts> scripts_;
  std::optional<Staging> staging_;
  std::vector<StreamSlot> slots_;  // by table
  std::vector<std::shared_ptr<CopyStream>> streams_;
  WriterTally tally_;
  std::uint64_t bytes_ = 0;
};

void FreshTarget::prepare(const LoadRequest& request) {
  request_ = &request;
  session_.emplace(address_, request);
  session_->check_may_create();
  check_tables_absent(*session_, request.tables);
  check_record(session_->control(), session_->schema());
  staging_.emplace(*session_);
  scripts_.emplace(request, session_->control());
  scripts_->try_out(session_->control(), staging_->name(), request.indexes);
  (void)check_conflicts(*session_, scripts_->relations());
  create_tables();
  choose_streams(connections());
  open_streams();
}

// The empty tables are committed, so that every connection sees them. Each connection truncates its tables
// before it fills them, because FREEZE requires that.
void FreshTarget::create_tables() {
  Connection& control = session_->control();
  control.execute("BEGIN");
  scripts_->create_tables(control, staging_->name());
  if (request_->server.unlogged) scripts_->make_unlogged(control);
  control.execute("COMMIT");
}

std::size_t FreshTarget::connections() const {
  const std::size_t asked = request_->server.connections;
  const std::size_t useful =
      asked > 0 ? asked : std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMostConnections);
  return std::clamp<std::size_t>(request_->tables.size(), 1, useful);
}

// Assigns the tables, largest first, to the connection with the fewest bytes so far.
void FreshTarget::choose_streams(std::size_t count) {
  const std::size_t tables = request_->tables.size();
  std::vector<double> shares = request_->shares;
  shares.resize(tables, 0);
  std::vector<std::size_t> order(tables);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return shares[a] > shares[b]; });
  std::vector<std::pair<double, std::size_t>> loads(count);  // bytes, then tables
  slots_.resize(tables);
  for (const std::size_t table : order) {
    const auto least = std::min_element(loads.begin(), loads.end());
    slots_[table].stream = static_cast<std::size_t>(least - loads.begin());
    least->first += shares[table];
    ++least->second;
  }
  streams_.resize(count);
}

void FreshTarget::open_streams() {
  for (std::size_t s = 0; s < streams_.size(); ++s) {
    auto connection = session_->connect(fmt::format("{}", s + 1));
    connection->execute("BEGIN");
    std::string truncated;
    std::vector<std::pair<std::size_t, CopyPlan>> plans;
    for (std::size_t t = 0; t < request_->tables.size(); ++t) {
      if (slots_[t].stream != s) continue;
      const Table& table = request_->tables[t];
      plans.emplace_back(t, plan_copy(*connection, staging_->name(), table, scripts_->tables_name()));
      truncated +=
          (truncated.empty() ? "" : ", ") + quoted_name(staging_->name()) + "." + quoted_name(table.name);
    }
    if (!truncated.empty()) connection->execute("TRUNCATE " + truncated);
    CopyStream::Options options{staging_->name(), request_->identity.model, true, false, true};
    streams_[s] = std::make_shared<CopyStream>(std::move(connection), std::move(options));
    for (const auto& [t, plan] : plans) {
      slots_[t].number = streams_[s]->add(request_->tables[t], plan);
      slots_[t].binary = plan.binary;
    }
  }
}

std::unique_ptr<Writer> FreshTarget::open_writer(std::size_t table) {
  const StreamSlot& slot = slots_.at(table);
  return std::make_unique<CopyWriter>(streams_[slot.stream], slot.number, tally_.open());
}

// Returns the connections of the streams. REQUIRES: their transactions have ended.
std::vector<std::unique_ptr<Connection>> FreshTarget::take_connections() {
  std::vector<std::unique_ptr<Connection>> connections;
  for (const auto& stream : streams_) {
    Connection& connection = *connections.emplace_back(stream->release());
    connection.execute("SET search_path TO " + quoted_name(staging_->name()));
    connection.execute("SET application_name = " +
                       connection.literal("seedbed " + request_->identity.model + " indexes"));
  }
  streams_.clear();
  return connections;
}

void FreshTarget::build_indexes() {
  std::vector<Job> jobs;
  for (const ScriptStatement& statement : scripts_->indexes()) {
    jobs.push_back({tables_used(statement.text), [this, &statement](Connection& connection) {
                      run_statement(connection, statement, scripts_->indexes_name());
                    }});
  }
  for (const std::string& table : relations_of(session_->control(), staging_->name(), "rp")) {
    TablesUsed used;
    used.alone.insert(table);
    jobs.push_back({used, [this, table](Connection& connection) {
                      set_all_sequences(connection, staging_->name(), table);
                      connection.execute("ANALYZE " + quoted_name(table));
                    }});
  }
  run_side_by_side(take_connections(), jobs, request_->interrupt);
}

void FreshTarget::verify(const LoadTotals& totals) {
  RecordedLoad load = record_of(*request_, totals);
  load.objects = scripts_->objects();  // the staging schema has only this load's rows
  LoadedSchema staged(session_->control(), staging_->name(), {std::move(load)});
  require_verified(staged);
}

void FreshTarget::publish(const LoadTotals& totals) {
  tally_.check_all_finished();
  build_indexes();
  Connection& control = session_->control();
  if (request_->verify) verify(totals);
  publish_tables(*session_, *staging_, *scripts_, totals);
  session_->commit(control);
  staging_.reset();
  control.end_when({});  // the load is committed: an interrupt has no effect any more
  if (control.alive()) bytes_ = size_of(control, session_->schema(), scripts_->objects());
  session_.reset();
}

void FreshTarget::discard() noexcept {
  for (const auto& stream : streams_) {
    if (stream) stream->abort();
  }
  streams_.clear();
  if (session_ && staging_) drop_staging();
  staging_.reset();
  session_.reset();
}

void FreshTarget::drop_staging() noexcept {
  Connection& control = session_->control();
  try {
    control.reset();
    if (control.alive()) return staging_->drop(control);
  } catch (const ConnectionLost&) {  // use a new connection below
  } catch (...) {                    // the next load cleans up
    return;
  }
  staging_->drop_over_new_connection(*session_);
}

std::vector<std::string> FreshTarget::notes() const {
  if (!request_->server.unlogged) return {};
  return {"The tables are UNLOGGED: a crash of the server empties them."};
}

}  // namespace

std::unique_ptr<Target> make_fresh_target(std::string address) {
  return std::make_unique<FreshTarget>(std::move(address));
}

}  // namespace seedbed::postgres
