#include "sink/sqlite/insert_writer.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "sink/text/sql_text.hpp"

namespace seedbed::sqlite {
namespace {

// Rows per INSERT. With 4 narrow columns, 1 row per statement gives 0.97 M rows/s and 100 rows 3.35 M rows/s;
// more rows gain nothing. A statement with tens of thousands of parameters takes seconds to prepare.
constexpr std::size_t kRowsPerStatement = 100;

// The last rows of a batch are inserted with statements of this many rows, then row by row: 92 single rows
// after 8,100 rows of a batch cost 5% of the batch's time.
constexpr std::size_t kRowsPerShortStatement = 10;

std::size_t most_rows(const Connection& connection, std::size_t columns) {
  const int parameters = sqlite3_limit(connection.handle(), SQLITE_LIMIT_VARIABLE_NUMBER, -1);
  return std::clamp(static_cast<std::size_t>(parameters) / std::max(columns, std::size_t{1}), std::size_t{1},
                    kRowsPerStatement);
}

std::string insert_sql(const Table& table, std::size_t rows) {
  std::string sql = "INSERT INTO " + quoted_name(table.name) + " (";
  std::string row = "(";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    sql += (i == 0 ? "" : ", ") + quoted_name(table.columns[i].name);
    row += i == 0 ? "?" : ",?";
  }
  sql += ") VALUES " + row + ")";
  for (std::size_t i = 1; i < rows; ++i) sql += "," + row + ")";
  return sql;
}

}  // namespace

InsertWriter::InsertWriter(std::shared_ptr<const Connection> connection, const Table& table,
                           const std::vector<std::string>& declared, WriterTally::Ticket ticket,
                           std::function<void()> after_batch)
    : connection_(std::move(connection)),
      table_(&table),
      ticket_(std::move(ticket)),
      after_batch_(std::move(after_batch)) {
  const std::size_t most = most_rows(*connection_, table.columns.size());
  binders_.reserve(table.columns.size());
  for (std::size_t i = 0; i < table.columns.size(); ++i) binders_.emplace_back(table, i, declared[i], most);
  for (const std::size_t rows : {most, std::min(most, kRowsPerShortStatement), std::size_t{1}}) {
    inserts_.push_back({rows, connection_->prepare(insert_sql(table, rows))});
  }
  connection_->log(insert_sql(table, 1) + "  -- " + std::to_string(most) + " rows per statement");
}

void InsertWriter::write(const Batch& batch) {
  std::size_t row = 0;
  for (const auto& [rows, statement] : inserts_) {
    for (; batch.rows() - row >= rows; row += rows) insert(statement, {&batch, row, rows, rows_written_});
  }
  rows_written_ += batch.rows();
  after_batch_();
}

void InsertWriter::insert(const Statement& statement, const RowRange& rows) {
  sqlite3_stmt* handle = statement.handle();
  const int stride = static_cast<int>(binders_.size());
  int parameter = 1;
  for (auto& binder : binders_) {
    if (binder.bind(handle, rows, parameter++, stride) != SQLITE_OK) fail(rows);
  }
  const bool inserted = sqlite3_step(handle) == SQLITE_DONE;
  if (sqlite3_reset(handle) != SQLITE_OK || !inserted) fail(rows);
}

void InsertWriter::fail(const RowRange& rows) const {
  const std::uint64_t first = rows.rows_before + rows.first + 1;
  std::string where = "row " + std::to_string(first);
  if (rows.count > 1)
    where = "rows " + std::to_string(first) + " to " + std::to_string(first + rows.count - 1);
  connection_->fail("cannot insert " + where + " of table '" + table_->name + "' into '" +
                    connection_->shown() + "'");
}

void InsertWriter::finish() {
  release();
  ticket_.finished();
}

void InsertWriter::abort() noexcept { release(); }

void InsertWriter::release() noexcept {
  inserts_.clear();
  connection_.reset();
}

}  // namespace seedbed::sqlite
