#include "sqlite_baseline.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <system_error>

#include "sink/text/cell_text.hpp"

namespace seedbed::bench {
namespace {

constexpr std::size_t kRowsPerStatement = 100;  // more rows are not faster

struct CloseConnection {
  void operator()(sqlite3* handle) const noexcept { sqlite3_close(handle); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* handle) const noexcept { sqlite3_finalize(handle); }
};
using Connection = std::unique_ptr<sqlite3, CloseConnection>;
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

void require(bool condition, sqlite3* connection) {
  if (!condition) throw std::runtime_error(std::string("the baseline: ") + sqlite3_errmsg(connection));
}

void execute(sqlite3* connection, const char* sql) {
  require(sqlite3_exec(connection, sql, nullptr, nullptr, nullptr) == SQLITE_OK, connection);
}

Connection open_new(const std::string& path) {
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  Connection connection(handle);
  require(code == SQLITE_OK, handle);
  execute(handle, "PRAGMA locking_mode = EXCLUSIVE");
  execute(handle, "PRAGMA journal_mode = OFF");
  execute(handle, "PRAGMA synchronous = OFF");
  execute(handle, "PRAGMA foreign_keys = OFF");
  return connection;
}

void sync_to_disk(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool done = file >= 0 && ::fsync(file) == 0;
  const int error = errno;
  if (file >= 0) ::close(file);
  if (!done) throw std::system_error(error, std::generic_category(), "cannot sync " + path);
}

// The two statements of a table: one for many rows, one for a single row at the end of a batch.
class Inserter {
 public:
  Inserter(sqlite3* connection, const Table& table)
      : connection_(connection),
        columns_(table.columns.size()),
        many_(prepare(table, kRowsPerStatement)),
        one_(prepare(table, 1)) {}

  void insert(const HeldBatch& batch) {
    std::size_t row = 0;
    for (; batch.rows - row >= kRowsPerStatement; row += kRowsPerStatement) {
      insert_rows(many_.get(), batch, row, kRowsPerStatement);
    }
    for (; row < batch.rows; ++row) insert_rows(one_.get(), batch, row, 1);
  }

 private:
  [[nodiscard]] Statement prepare(const Table& table, std::size_t rows) const {
    std::string sql = "INSERT INTO " + table.name + " (";
    std::string row = "(";
    for (std::size_t c = 0; c < columns_; ++c) {
      sql += (c == 0 ? "" : ", ") + table.columns[c].name;
      row += c == 0 ? "?" : ",?";
    }
    sql += ") VALUES " + row + ")";
    for (std::size_t i = 1; i < rows; ++i) sql += "," + row + ")";
    sqlite3_stmt* handle = nullptr;
    const int code =
        sqlite3_prepare_v3(connection_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    require(code == SQLITE_OK, connection_);
    return Statement(handle);
  }

  void insert_rows(sqlite3_stmt* statement, const HeldBatch& batch, std::size_t first, std::size_t count) {
    for (std::size_t c = 0; c < columns_; ++c) {
      const HeldColumn& column = batch.columns[c];
      int parameter = static_cast<int>(c) + 1;
      int code = SQLITE_OK;
      for (std::size_t r = first; r < first + count; ++r, parameter += static_cast<int>(columns_)) {
        if (column.texts.empty()) {
          code |= sqlite3_bind_int64(statement, parameter, column.numbers[r]);
        } else {
          const std::string_view text = column.texts[r];
          code |= sqlite3_bind_text(statement, parameter, text.data(), static_cast<int>(text.size()),
                                    SQLITE_STATIC);
        }
      }
      require(code == SQLITE_OK, connection_);
    }
    require(sqlite3_step(statement) == SQLITE_DONE, connection_);
    require(sqlite3_reset(statement) == SQLITE_OK, connection_);
  }

  sqlite3* connection_;
  std::size_t columns_;
  Statement many_;
  Statement one_;
};

}  // namespace

void HeldRows::hold(std::size_t table, const Batch& batch) {
  HeldBatch& held = batches_.emplace_back();
  held.table = table;
  held.rows = batch.rows();
  rows_ += batch.rows();
  for (std::size_t c = 0; c < batch.table().columns.size(); ++c) {
    HeldColumn& column = held.columns.emplace_back();
    const Type type = batch.table().columns[c].type;
    if (batch.has_nulls(c) || (type != Type::integer && type != Type::text && type != Type::time)) {
      throw std::invalid_argument("the baseline knows numbers, texts and times only, and no nulls");
    }
    for (std::size_t r = 0; r < batch.rows(); ++r) {
      if (type == Type::integer) {
        column.numbers.push_back(batch.integer(c, r));
      } else {
        column.texts.push_back(type == Type::text ? keep(batch.bytes(c, r)) : time_text(batch.integer(c, r)));
      }
    }
  }
}

std::string_view HeldRows::time_text(std::int64_t micros) {
  char text[TimeText::kRoom];
  const char* end = TimeText(' ').write(text, micros);
  return keep({text, static_cast<std::size_t>(end - text)});
}

std::string_view HeldRows::keep(std::string_view text) { return *texts_.emplace(text).first; }

void insert_baseline(const std::string& path, const std::string& ddl, const std::vector<Table>& tables,
                     const HeldRows& rows) {
  {
    const Connection connection = open_new(path);
    execute(connection.get(), "BEGIN");
    execute(connection.get(), ddl.c_str());
    std::vector<Inserter> inserters;
    inserters.reserve(tables.size());
    for (const Table& table : tables) inserters.emplace_back(connection.get(), table);
    for (const HeldBatch& batch : rows.batches()) inserters.at(batch.table).insert(batch);
    execute(connection.get(), "COMMIT");
  }
  sync_to_disk(path);
  sync_to_disk(std::filesystem::path(path).parent_path().string());
}

}  // namespace seedbed::bench
