#include "sink/sqlite/target.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "sink/derived_ddl.hpp"
#include "sink/file/file_system.hpp"
#include "sink/file/part_file.hpp"
#include "sink/sqlite/connection.hpp"
#include "sink/sqlite/index_selection.hpp"
#include "sink/sqlite/insert_writer.hpp"
#include "sink/sqlite/load_record_table.hpp"
#include "sink/sqlite/replaced_file.hpp"
#include "sink/sqlite/schema.hpp"
#include "sink/sqlite/script.hpp"
#include "sink/text/sql_text.hpp"
#include "sink/writer_tally.hpp"

namespace seedbed {
namespace sqlite {
namespace {

// In KiB. Index builds sort in this much memory before they spill to disk, and it holds the index pages that
// inserted rows need. Rows that are only added at a table's end are written 10% faster with SQLite's default
// of 2 MiB, which stays in the processor's cache.
constexpr char kCacheForIndexes[] = "PRAGMA cache_size = -65536";

// About a hundred thousand rows or ten MB, which take SQLite and the disk a tenth of a second each.
constexpr std::size_t kBatchesPerWriteback = 64;

std::string set_application_id() { return "PRAGMA application_id = " + std::to_string(kApplicationId); }

class SqliteTarget final : public Target {
 public:
  explicit SqliteTarget(std::string path) : path_(std::move(path)) {}
  ~SqliteTarget() override { discard(); }

  void prepare(const LoadRequest& request) override;
  std::unique_ptr<Writer> open_writer(std::size_t table) override;
  void publish(const LoadTotals& totals) override;
  void discard() noexcept override;
  std::string writer_name(std::size_t) const override { return "sql"; }
  std::uint64_t bytes() const override { return bytes_; }

 private:
  void begin_fresh_file(bool replaces);
  void begin_append();
  void count_batch();
  void create_tables();
  void read_types(const std::string& origin);
  [[nodiscard]] bool has_any_table() const;
  void complete(const LoadTotals& totals);
  void create_indexes_and_views() const;
  void check_foreign_keys() const;
  void verify(const LoadTotals& totals) const;
  void show_file();
  [[nodiscard]] std::string script_name(const char* file) const;

  std::string path_;  // as given
  std::string file_;  // with links followed
  const LoadRequest* request_ = nullptr;
  SqlScripts scripts_;
  std::optional<PartFile> part_;  // set if the load writes a fresh file, not if it appends
  std::shared_ptr<const Connection> connection_;
  bool creates_tables_ = true;
  std::vector<std::string> objects_before_;
  std::vector<std::vector<std::string>> types_;  // the declared types, by table and column
  WriterTally tally_;
  std::size_t batches_ = 0;
  std::uint64_t bytes_ = 0;
};

void SqliteTarget::prepare(const LoadRequest& request) {
  request_ = &request;
  scripts_ = request.sql.tables.empty() ? derived_ddl(request.tables, Dialect::sqlite) : request.sql;
  const FilePath file = resolve_file(path_, request.if_exists);
  file_ = file.path;
  if (file.exists && request.if_exists == IfExists::append) {
    begin_append();
  } else {
    begin_fresh_file(file.exists);
  }
}

void SqliteTarget::begin_fresh_file(bool replaces) {
  if (replaces) ReplacedFile(file_, request_->log_sql).check();
  part_.emplace(file_);
  remove_orphaned_logs(part_->path());
  connection_ = std::make_shared<Connection>(part_->path(), part_->path(), request_->log_sql);
  connection_->end_when(request_->interrupt);
  // Nobody sees the file before it is renamed, and a failed load removes it. So it needs no journal, and is
  // synced once, when it is complete.
  connection_->execute("PRAGMA locking_mode = EXCLUSIVE");
  connection_->execute("PRAGMA journal_mode = OFF");
  connection_->execute("PRAGMA synchronous = OFF");
  connection_->execute("PRAGMA foreign_keys = OFF");
  connection_->execute(set_application_id());
  connection_->execute("BEGIN");
  create_tables();
  if (connection_->query_integer("SELECT count(*) FROM sqlite_schema WHERE type = 'index'") > 0) {
    connection_->execute(kCacheForIndexes);
  }
}

// If another program reads the file, the exclusive transaction fails now and not after an hour of loading.
void SqliteTarget::begin_append() {
  connection_ = std::make_shared<Connection>(file_, file_, request_->log_sql);
  connection_->end_when(request_->interrupt);
  connection_->execute("PRAGMA foreign_keys = OFF");
  connection_->execute(kCacheForIndexes);
  connection_->execute("BEGIN EXCLUSIVE");
  if (connection_->has_moved()) {
    throw Error(Failure::load, "'" + file_ + "' was replaced by another load just now: run the append again");
  }
  objects_before_ = objects_of(*connection_);
  if (objects_before_.empty()) connection_->execute(set_application_id());
  check_append(*connection_, *request_);
  creates_tables_ = !has_any_table();
  if (creates_tables_) return create_tables();
  read_types("'" + file_ + "'");
}

bool SqliteTarget::has_any_table() const {
  for (const auto& table : request_->tables) {
    if (has_table(*connection_, table.name)) return true;
  }
  return false;
}

std::string SqliteTarget::script_name(const char* file) const {
  if (request_->sql.tables.empty()) return scripts_.origin;  // derived DDL has no files
  return scripts_.origin.empty() ? file : scripts_.origin + "/" + file;
}

void SqliteTarget::create_tables() {
  run_script(*connection_, scripts_.tables, script_name("tables.sql"));
  read_types(script_name("tables.sql"));
}

void SqliteTarget::read_types(const std::string& origin) {
  for (const auto& table : request_->tables) types_.push_back(declared_types(*connection_, table, origin));
}

std::unique_ptr<Writer> SqliteTarget::open_writer(std::size_t table) {
  return std::make_unique<InsertWriter>(connection_, request_->tables.at(table), types_.at(table),
                                        tally_.open(), [this] { count_batch(); });
}

// The disk writes while rows are still inserted. Without this the last sync took a tenth of the load.
void SqliteTarget::count_batch() {
  if (part_ && ++batches_ % kBatchesPerWriteback == 0) part_->start_writeback();
}

void SqliteTarget::publish(const LoadTotals& totals) {
  tally_.check_all_finished();
  complete(totals);
  if (part_) show_file();
  connection_.reset();
  bytes_ = file_size(file_);
}

// Ends with the COMMIT, which makes appended rows visible. A fresh file is then ready to be renamed.
void SqliteTarget::complete(const LoadTotals& totals) {
  if (creates_tables_) create_indexes_and_views();
  check_foreign_keys();
  std::vector<std::string> made;
  for (auto& name : objects_of(*connection_)) {
    if (!std::binary_search(objects_before_.begin(), objects_before_.end(), name))
      made.push_back(std::move(name));
  }
  write_record(*connection_, *request_, totals, made);
  if (request_->verify) verify(totals);
  connection_->execute("COMMIT");
}

void SqliteTarget::create_indexes_and_views() const {
  connection_->execute(kCacheForIndexes);
  run_script(*connection_, request_->indexes ? scripts_.indexes : indexes_that_keys_need(scripts_),
             script_name("indexes.sql"));
  run_script(*connection_, scripts_.views, script_name("views.sql"));
}

void SqliteTarget::check_foreign_keys() const {
  for (const auto& table : request_->tables) {
    Statement violation = connection_->prepare("PRAGMA foreign_key_check(" + quoted_name(table.name) + ")");
    if (!violation.step()) continue;
    throw Error(Failure::load, "row " + violation.text(1) + " of table '" + table.name +
                                   "' references a row of table '" + violation.text(2) +
                                   "' that does not exist: load the earliest slice, or shard 1, first");
  }
}

void SqliteTarget::verify(const LoadTotals& totals) const {
  if (const auto problem = connection_->query_text("PRAGMA integrity_check"); problem != "ok") {
    throw Error(Failure::load, "the integrity check of '" + connection_->shown() + "' failed: " + problem);
  }
  if (!part_) return;  // the tables also hold rows of other loads
  for (std::size_t i = 0; i < request_->tables.size(); ++i) {
    const auto& name = request_->tables[i].name;
    const auto rows = connection_->query_integer("SELECT count(*) FROM " + quoted_name(name));
    if (static_cast<std::uint64_t>(rows) == totals.rows.at(i)) continue;
    throw Error(Failure::load, "table '" + name + "' holds " + std::to_string(rows) + " rows, but " +
                                   std::to_string(totals.rows[i]) + " were written");
  }
}

void SqliteTarget::show_file() {
  connection_.reset();  // this closes it: the writers released it when they finished
  part_->sync();
  // Another load may have created or removed the file meanwhile.
  if (request_->if_exists == IfExists::replace && resolve_file(file_, IfExists::replace).exists) {
    const ReplacedFile old(file_, request_->log_sql);
    old.hold();
    part_->publish_over();
    return;
  }
  if (!file_exists(file_)) remove_orphaned_logs(file_);
  part_->publish_new();
}

void SqliteTarget::discard() noexcept {
  if (connection_ && !part_) {
    try {
      connection_->execute("ROLLBACK");  // an open writer would keep the connection, and so the transaction
    } catch (...) {  // SQLite has rolled back already, or does so when the connection closes
    }
  }
  connection_.reset();
  part_.reset();
}

}  // namespace
}  // namespace sqlite

std::unique_ptr<Target> make_sqlite_target(std::string path) {
  return std::make_unique<sqlite::SqliteTarget>(std::move(path));
}

}  // namespace seedbed
