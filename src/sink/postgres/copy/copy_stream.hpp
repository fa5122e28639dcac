// Sends the rows of several tables over one connection.
//
// A connection can run one COPY at a time. One table keeps its COPY open; the encoded rows of the other
// tables wait until they are enough for a COPY of their own.
//
// One thread at a time may use a stream.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "rows/batch.hpp"
#include "sink/postgres/copy/byte_buffer.hpp"
#include "sink/postgres/copy/copy_encoder.hpp"
#include "sink/postgres/copy/copy_plan.hpp"
#include "sink/postgres/copy/text_encoder.hpp"
#include "sink/postgres/server/connection.hpp"

namespace seedbed::postgres {

class CopyStream {
 public:
  struct Options {
    std::string schema;   // of the tables
    std::string model;    // for application_name
    bool freeze = false;  // the tables were created or truncated in the connection's transaction
    // There are foreign keys between the tables: rows are sent only at checkpoint() and at the end, table by
    // table in the order of add().
    bool has_foreign_keys = false;
    bool commits = false;  // finish() of the last table commits
  };

  // REQUIRES: the connection is in a transaction.
  CopyStream(std::unique_ptr<Connection> connection, Options options);

  // `plan` is plan_copy() of `table`. REQUIRES: `table` outlives the stream. Returns the table's number.
  std::size_t add(const Table& table, const CopyPlan& plan);

  void write(std::size_t table, const Batch& batch);
  // The rows written so far do not reference rows written later.
  void checkpoint();
  // When this returns, the server has all rows of the table. Called once per table.
  void finish(std::size_t table);
  // Rolls back and closes the connection. Later rows are ignored.
  void abort() noexcept;
  // Returns the connection. REQUIRES: finish() was called for all tables. Later rows are ignored.
  [[nodiscard]] std::unique_ptr<Connection> release();

 private:
  // Encoded rows with cuts at the ends of rows: at each cut the stream looks for an answer of the server.
  struct Cut {
    std::size_t end;   // in the bytes
    std::size_t rows;  // since the previous cut
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
    std::uint64_t run_begins = 0;  // rows sent before the current COPY
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
  std::size_t current_;  // the table whose COPY is open, or kNone
  std::size_t pending_bytes_ = 0;
  std::size_t unfinished_ = 0;
  bool aborted_ = false;
};

}  // namespace seedbed::postgres
