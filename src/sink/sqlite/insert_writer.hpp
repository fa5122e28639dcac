// Writes a table's rows with prepared INSERT statements of many rows each.
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
  // `declared` comes from declared_types(). `after_batch` is called after each inserted batch. REQUIRES: the
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
  std::vector<Insert> inserts_;  // most rows first; the last inserts one row
  std::uint64_t rows_written_ = 0;
  WriterTally::Ticket ticket_;
  std::function<void()> after_batch_;
};

}  // namespace seedbed::sqlite
