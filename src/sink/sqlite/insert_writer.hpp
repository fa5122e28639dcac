// Writes a table's rows by prepared INSERT statements of many rows.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sink/sqlite/column_binder.hpp"
#include "sink/sqlite/connection.hpp"
#include "sink/target.hpp"
#include "sink/writer_tally.hpp"

namespace seedbed::sqlite {

class InsertWriter final : public Writer {
 public:
  // `after_batch` is called when a batch is inserted. `declared` is what declared_types() found. The
  // connection is in a transaction, which the target ends.
  InsertWriter(std::shared_ptr<const Connection> connection, const Table& table,
               const std::vector<std::string>& declared, WriterTally::Ticket ticket,
               std::function<void()> after_batch);
  void write(const Batch& batch) override;
  void finish() override;
  void abort() noexcept override;

 private:
  struct Insert {
    std::size_t rows;
    Statement statement;
  };

  void insert(const Statement& statement, const RowRange& rows);
  [[noreturn]] void fail(const RowRange& rows) const;
  void release() noexcept;

  std::shared_ptr<const Connection> connection_;
  const Table* table_;
  std::vector<ColumnBinder> binders_;
  std::vector<Insert> inserts_;  // the longest first, the last of one row
  std::uint64_t rows_written_ = 0;
  WriterTally::Ticket ticket_;
  std::function<void()> after_batch_;
};

}  // namespace seedbed::sqlite
