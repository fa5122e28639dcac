// The rows of several tables on their way through one connection.
//
// A connection can run one COPY at a time. The table that rows come for most keeps its COPY open; the rows of
// others wait, encoded, until there are enough of them to be worth a COPY of their own.
//
// One thread at a time uses a stream.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "rows/batch.hpp"
#include "sink/postgres/copy/byte_buffer.hpp"
#include "sink/postgres/copy/copy_encoder.hpp"
#include "sink/postgres/copy/text_encoder.hpp"
#include "sink/postgres/copy/copy_plan.hpp"
#include "sink/postgres/server/connection.hpp"

namespace seedbed::postgres {

class CopyStream {
 public:
  struct Options {
    std::string schema;   // of the tables
    std::string model;    // for application_name
    bool freeze = false;  // the tables were made or emptied in the connection's transaction
    // Foreign keys hold between the tables already: rows are sent at checkpoint() and at the end only, those
    // of tables that were added first before those of others.
    bool has_foreign_keys = false;
    bool commits = false;  // finish() of the last table ends the transaction
  };

  // The connection is in a transaction.
  CopyStream(std::unique_ptr<Connection> connection, Options options);

  // `table` and `plan` (until this returns) as plan_copy() takes and makes them. Returns the table's number.
  std::size_t add(const Table& table, const CopyPlan& plan);

  void write(std::size_t table, const Batch& batch);
  // Rows that come later are not referenced by those that were written before.
  void checkpoint();
  // All rows of the table are on the server when this returns. Called once for each table.
  void finish(std::size_t table);
  // Nothing that was written stays; nothing can be written any more. Closes the connection.
  void abort() noexcept;
  // Gives the connection back, after the last finish(). Nothing can be written any more.
  [[nodiscard]] std::unique_ptr<Connection> release();

 private:
  // Encoded rows; a server's answer is looked for where a row ends, at the cuts.
  struct Cut {
    std::size_t end;   // in the bytes
    std::size_t rows;  // since the cut before
  };
  struct Pending {
    ByteBuffer bytes;
    std::vector<Cut> cuts;
  };
  struct TableState {
    const Table* table;
    std::string copy;  // the statement
    bool binary;
    std::variant<CopyEncoder, TextEncoder> encoder;
    Pending pending;
    std::uint64_t rows_encoded = 0;
    std::uint64_t rows_sent = 0;
    std::uint64_t run_begins = 0;  // rows before the run under way
    std::size_t slice_rows;
  };

  void encode(TableState& state, const Batch& batch);
  void send(std::size_t table);
  void send_all();
  void send_largest();
  void begin_run(std::size_t table);
  void end_run();
  void check_stored(const TableState& state, std::uint64_t rows) const;
  [[noreturn]] void fail(const TableState& state, const ServerError& error) const;

  std::unique_ptr<Connection> connection_;
  Options options_;
  std::vector<TableState> tables_;
  std::size_t current_;  // whose COPY is open; kNone
  std::size_t pending_bytes_ = 0;
  std::size_t unfinished_ = 0;
  bool aborted_ = false;
};

}  // namespace seedbed::postgres
