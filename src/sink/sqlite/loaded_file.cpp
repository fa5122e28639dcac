#include "sink/sqlite/loaded_file.hpp"

#include <optional>
#include <utility>

#include "base/error.hpp"
#include "sink/file/part_file.hpp"
#include "sink/sqlite/cell_reader.hpp"
#include "sink/sqlite/connection.hpp"
#include "sink/sqlite/load_record_table.hpp"
#include "sink/sqlite/removal.hpp"
#include "sink/sqlite/schema.hpp"
#include "sink/text/sql_text.hpp"

namespace seedbed {
namespace sqlite {
namespace {

constexpr std::size_t kBatchRows = 4096;  // as many as the generator's batches have

std::string resolve_loaded_file(const std::string& path) {
  const FilePath file = resolve_file(path, IfExists::append);
  if (!file.exists) throw Error(Failure::usage, "there is no file '" + path + "'");
  return file.path;
}

class LoadedFile final : public LoadedDatabase {
 public:
  LoadedFile(const std::string& path, const LoadedOptions& options);

  std::string display_name() const override { return "'" + path_ + "'"; }
  std::vector<RecordedLoad> loads() override;
  bool same_name(std::string_view a, std::string_view b) const override { return sqlite::same_name(a, b); }
  TableState inspect(const Table& table) override;
  std::uint64_t count_rows(const Table& table) override;
  std::string scan(const Table& table, const std::function<void(const Batch&)>& take) override;
  std::vector<std::string> drop(const std::string& model, const std::vector<std::string>& objects) override;

 private:
  [[nodiscard]] const DeclaredColumn* find_column(const std::vector<DeclaredColumn>& all,
                                                  const Column& column) const;
  [[nodiscard]] std::vector<CellReader> readers_of(const Table& table) const;

  std::string path_;
  std::optional<Connection> connection_;  // in a transaction; drop() commits and closes it
};

LoadedFile::LoadedFile(const std::string& path, const LoadedOptions& options)
    : path_(resolve_loaded_file(path)),
      connection_(options.changes ? Connection(path_, path_, {}) : Connection::for_reading(path_, path_)) {
  connection_->end_when(options.interrupt);
  connection_->execute("PRAGMA foreign_keys = OFF");
  connection_->execute(options.changes ? "BEGIN EXCLUSIVE" : "BEGIN");
  if (connection_->has_moved())
    throw Error(Failure::load, "'" + path_ + "' was replaced by a load just now: try again");
}

std::vector<RecordedLoad> LoadedFile::loads() {
  std::vector<RecordedLoad> loads;
  if (has_table(*connection_, kRecordTable)) loads = read_records(*connection_);
  if (loads.empty()) {
    throw Error(Failure::usage, "'" + path_ + "' records no load: " +
                                    (has_table(*connection_, kRecordTable) ? "its table seedbed_load is empty"
                                                                           : "it has no table seedbed_load"));
  }
  return loads;
}

const DeclaredColumn* LoadedFile::find_column(const std::vector<DeclaredColumn>& all,
                                              const Column& column) const {
  for (const DeclaredColumn& declared : all) {
    if (same_name(declared.name, column.name)) return &declared;
  }
  return nullptr;
}

TableState LoadedFile::inspect(const Table& table) {
  TableState state;
  state.exists = has_table(*connection_, table.name);
  const auto declared = columns_of(*connection_, table.name);
  for (const Column& column : table.columns) {
    const DeclaredColumn* found = find_column(declared, column);
    if (found == nullptr) {
      state.missing_columns.push_back("`" + column.name + "`");
    } else if (auto cuts = CellReader(column, found->type).cuts(); !cuts.empty()) {
      state.cut_columns.push_back(std::move(cuts));
    }
  }
  return state;
}

// NOT INDEXED: an index may be damaged or hold other values than the table.
std::uint64_t LoadedFile::count_rows(const Table& table) {
  return static_cast<std::uint64_t>(
      connection_->query_integer("SELECT count(*) FROM " + quoted_name(table.name) + " NOT INDEXED"));
}

std::vector<CellReader> LoadedFile::readers_of(const Table& table) const {
  const auto declared = columns_of(*connection_, table.name);
  std::vector<CellReader> readers;
  for (const Column& column : table.columns)
    readers.emplace_back(column, find_column(declared, column)->type);
  return readers;
}

std::string LoadedFile::scan(const Table& table, const std::function<void(const Batch&)>& take) {
  std::string columns;
  for (const Column& column : table.columns)
    columns += (columns.empty() ? "" : ", ") + quoted_name(column.name);
  std::vector<CellReader> readers = readers_of(table);
  Statement rows =
      connection_->prepare("SELECT " + columns + " FROM " + quoted_name(table.name) + " NOT INDEXED");
  Batch batch(table);
  std::string problem;
  std::size_t count = 0;
  std::uint64_t rows_before = 0;
  const auto hand_over = [&] {
    batch.finish_rows(count);
    take(batch);
    batch.clear();
    rows_before += std::exchange(count, 0);
  };
  while (rows.step()) {
    ++count;
    for (std::size_t c = 0; c < readers.size(); ++c) {
      const int cell = static_cast<int>(c);
      if (readers[c].read(rows.handle(), cell, batch) || !problem.empty()) continue;
      problem = "row " + std::to_string(rows_before + count) + " holds " + shown_cell(rows.handle(), cell) +
                " in column `" + table.columns[c].name + "`, which is not how a load writes the type " +
                std::string(type_name(table.columns[c].type));
    }
    if (count == kBatchRows) hand_over();
  }
  hand_over();
  return problem;
}

std::vector<std::string> LoadedFile::drop(const std::string& model, const std::vector<std::string>& objects) {
  std::vector<std::string> lines = remove_objects(*connection_, model, objects);
  connection_->execute("COMMIT");
  connection_.reset();
  if (remove_empty_file(path_)) lines.push_back("the file '" + path_ + "', in which nothing was left");
  return lines;
}

}  // namespace
}  // namespace sqlite

std::unique_ptr<LoadedDatabase> open_loaded_file(const std::string& path, const LoadedOptions& options) {
  return std::make_unique<sqlite::LoadedFile>(path, options);
}

}  // namespace seedbed
