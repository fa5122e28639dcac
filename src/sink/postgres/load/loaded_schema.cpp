#include "sink/postgres/load/loaded_schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sink/postgres/copy/copy_decoder.hpp"
#include "sink/postgres/load/load_record_table.hpp"
#include "sink/postgres/load/publication.hpp"
#include "sink/postgres/load/session.hpp"
#include "sink/postgres/server/catalog.hpp"
#include "sink/text/sql_text.hpp"

namespace seedbed {
namespace postgres {
namespace {

// Approximate number of rows per batch.
constexpr std::size_t kBatchRows = 4096;

// The server's columns in the order of the model's; null for a missing one.
std::vector<const ServerColumn*> match(const Table& table, const ServerTable& server) {
  std::vector<const ServerColumn*> columns;
  for (const Column& column : table.columns) {
    const auto found = std::find_if(server.columns.begin(), server.columns.end(),
                                    [&](const ServerColumn& one) { return one.name == column.name; });
    columns.push_back(found == server.columns.end() ? nullptr : &*found);
  }
  return columns;
}

struct OwnConnection {
  Connection connection;
};

// A LoadedSchema that owns its connection.
class OpenedSchema final : private OwnConnection, public LoadedSchema {
 public:
  OpenedSchema(ConnectionOptions connect, const LoadedOptions& options)
      : OwnConnection{Connection(std::move(connect))},
        LoadedSchema(connection, find_schema(connection, options.schema)) {
    if (options.changes) {
      begin(connection);
      lock_until_end(connection, LockClass::publish, lock_key(find_schema(connection, options.schema)));
    } else {
      connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    }
  }
};

}  // namespace

std::string LoadedSchema::qualified(const std::string& name) const {
  return quoted_name(schema_) + "." + quoted_name(name);
}

std::vector<RecordedLoad> LoadedSchema::loads() {
  if (!loads_.empty()) return loads_;
  std::vector<RecordedLoad> loads;
  for (OwnRecord& record : read_records(*connection_, schema_)) loads.push_back(std::move(record.load));
  if (!loads.empty()) return loads;
  throw Error(Failure::usage,
              display_name() +
                  " holds no seedbed_load, the record that loads leave: nothing was loaded there, or "
                  "--schema names another one");
}

TableState LoadedSchema::inspect(const Table& table) {
  TableState state;
  const auto server = find_table(*connection_, schema_, table.name);
  state.exists = server && is_table(*server);
  if (!state.exists) return state;
  const auto columns = match(table, *server);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Column& column = table.columns[c];
    if (columns[c] == nullptr) {
      state.missing_columns.push_back("`" + column.name + "`");
      continue;
    }
    const auto type = server_type(columns[c]->type);
    if (!type || !is_encodable(column.type, *type)) {
      state.unreadable = fmt::format("`{}` is {}, which {} is not read back from", column.name,
                                     columns[c]->type_name, type_name(column.type));
    } else if (!keeps_whole(column, *type, columns[c]->modifier)) {
      state.cut_columns.push_back(fmt::format("`{}` is {}, which does not keep {} as it was", column.name,
                                              columns[c]->type_name, type_name(column.type)));
    }
  }
  return state;
}

std::uint64_t LoadedSchema::count_rows(const Table& table) {
  return static_cast<std::uint64_t>(
      connection_->query("SELECT count(*) FROM " + qualified(table.name)).integer(0, 0));
}

std::string LoadedSchema::scan(const Table& table, const std::function<void(const Batch&)>& take) {
  const auto server = find_table(*connection_, schema_, table.name);
  std::vector<ServerType> types;
  std::string names;
  for (const ServerColumn* column : match(table, *server)) {
    types.push_back(*server_type(column->type));
    names += (names.empty() ? "" : ", ") + quoted_name(column->name);
  }
  CopyDecoder decoder(table, types);
  Batch batch(table);
  std::uint64_t taken = 0;
  const auto hand_over = [&] {
    taken += batch.rows();
    take(batch);
    batch.clear();
  };
  std::string problem;
  connection_->copy_out(
      fmt::format("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT binary)", names, qualified(table.name)),
      [&](std::span<const char> chunk) {
        if (!problem.empty()) return;
        try {
          decoder.decode(chunk, batch);
        } catch (const Error& error) {
          problem = error.what();
          return;
        }
        if (batch.rows() >= kBatchRows) hand_over();
      });
  if (problem.empty()) {
    decoder.finish();
    hand_over();
    return "";
  }
  report_unreadable_rows(table, count_rows(table) - taken, take);
  return problem;
}

// Passes on the rows whose values could not be read as rows of nulls, so that they are counted.
void LoadedSchema::report_unreadable_rows(const Table& table, std::uint64_t rows,
                                          const std::function<void(const Batch&)>& take) const {
  Batch nulls(table);
  while (rows > 0) {
    const std::size_t some = std::min<std::uint64_t>(rows, kBatchRows);
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      for (std::size_t r = 0; r < some; ++r) nulls.append_null(c);
    }
    nulls.finish_rows(some);
    take(nulls);
    nulls.clear();
    rows -= some;
  }
}

std::vector<std::string> LoadedSchema::drop(const std::string& model,
                                            const std::vector<std::string>& objects) {
  std::vector<RecordedLoad> of_model;
  for (RecordedLoad& load : loads()) {
    if (load.identity.model == model) of_model.push_back(std::move(load));
  }
  std::vector<std::string> removed =
      drop_relations(*connection_, schema_, existing_objects(*connection_, schema_, of_model, objects));
  remove_records_of(model, removed);
  connection_->commit();
  return removed;
}

void LoadedSchema::remove_records_of(const std::string& model, std::vector<std::string>& removed) {
  std::vector<std::string> ids;
  const std::vector<OwnRecord> records = read_records(*connection_, schema_);
  for (const OwnRecord& record : records) {
    if (record.load.identity.model == model) ids.push_back(record.load_id);
  }
  if (ids.size() < records.size()) return remove_records(*connection_, schema_, ids);
  connection_->execute("DROP TABLE " + qualified("seedbed_load"));
  removed.emplace_back("table seedbed_load");
}

}  // namespace postgres

std::unique_ptr<LoadedDatabase> open_loaded_postgres(const std::string& address,
                                                     const LoadedOptions& options) {
  return std::make_unique<postgres::OpenedSchema>(
      postgres::ConnectionOptions{
          address, options.changes ? "seedbed drop" : "seedbed verify", {}, options.interrupt},
      options);
}

}  // namespace seedbed
