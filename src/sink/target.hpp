// The contract between the pipeline and everything that rows can be loaded into.
//
// A load calls prepare() once, opens one Writer a table, writes batches, finishes every writer, then calls
// publish() or discard(). A target shows either nothing or everything: until publish() returns, what was
// there before stays as it was; discard() and destruction put it back. Adding a sink means implementing
// Target and Writer and registering its scheme in registry.cpp.
//
// Threads: prepare(), publish() and discard() are called by the load's owner. Each table belongs to one
// stream (stream_of); all writers of a stream are used by one thread only, streams run side by side.
// Errors are thrown as Error: Failure::load, usage (wrong for this target) or exists.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/interrupt.hpp"
#include "rows/batch.hpp"
#include "rows/digest.hpp"
#include "rows/table.hpp"

namespace seedbed {

enum class IfExists { fail, replace, append };

// The DDL of a load, in the target's own dialect; empty texts where there is none.
struct SqlScripts {
  std::string tables;   // run before the rows
  std::string indexes;  // after them
  std::string views;    // last
  std::string origin;   // where the scripts come from, for messages: "sql/bank/sqlite", a folder, or ""
};

// What makes two loads the same one. Stored with the data; it holds no wall-clock time.
struct LoadIdentity {
  std::string model;         // the model's name
  std::string model_digest;  // hex; of the model's text and the files it names
  std::string parameters;    // JSON object of every parameter with the value used
  std::uint64_t seed = 1;
  std::int64_t start = 0;  // microseconds since 1970, UTC; the run covers [start, end)
  std::int64_t end = 0;
  std::int64_t since = 0;  // the part that is written: [since, until)
  std::int64_t until = 0;
  std::uint64_t shard = 1;  // K of N, from 1
  std::uint64_t shards = 1;
  bool end_matters = false;  // rows depend on the run's end: it has finish or late ones or names `end`
};

// What only a load into a server's database knows.
struct ServerOptions {
  std::string schema;           // --schema: where the tables go; "": current_schema()
  std::string staging;          // --staging: an existing empty schema to load in; "": one of the load's own
  bool unlogged = false;        // --unlogged
  std::size_t connections = 0;  // --connections: that load at once; 0: as many as are of use
};

struct LoadRequest {
  LoadIdentity identity;
  std::vector<Table> tables;
  SqlScripts sql;
  IfExists if_exists = IfExists::fail;
  ServerOptions server;
  std::vector<double> shares;  // the bytes to expect of each table, in any unit; empty: unknown
  bool indexes = true;         // --no-indexes clears it
  bool verify = false;         // --verify: check the whole result before publishing
  Interrupt interrupt;         // requested: long work ends with Failure::interrupted
  std::function<void(const std::string&)> log_sql;  // --log-sql: called with each statement; may be empty
};

// What was written, table by table in the order of LoadRequest::tables.
struct LoadTotals {
  std::vector<std::uint64_t> rows;
  std::vector<Digest> digests;
};

// Thrown when whoever reads the output has stopped reading (`seedbed load … --to jsonl:- | head`): no
// failure, the load ends quietly. Only a program that ignores SIGPIPE sees it.
class OutputClosed : public std::runtime_error {
 public:
  OutputClosed() : std::runtime_error("standard output was closed by its reader") {}
};

class Writer {
 public:
  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  // Aborts if neither finish() nor abort() was called; never completes, never throws.
  virtual ~Writer() = default;
  // The batch is the caller's again when this returns.
  virtual void write(const Batch& batch) = 0;
  // No more rows. Throws when they could not all be written.
  virtual void finish() = 0;
  virtual void abort() noexcept = 0;
};

class Target {
 public:
  Target() = default;
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;
  // Discards if nothing was published.
  virtual ~Target() = default;

  // Checks and makes ready everything that can fail before the first row. `request` must outlive the target.
  virtual void prepare(const LoadRequest& request) = 0;
  // How many threads may write at once, at least 1; known after prepare().
  [[nodiscard]] virtual std::size_t streams() const { return 1; }
  [[nodiscard]] virtual std::size_t stream_of(std::size_t table) const { return (void)table, 0; }
  // `table` is an index into the request's tables. Called on the owner's thread.
  [[nodiscard]] virtual std::unique_ptr<Writer> open_writer(std::size_t table) = 0;
  // Every writer has finished: show everything, all or nothing.
  virtual void publish(const LoadTotals& totals) = 0;
  virtual void discard() noexcept = 0;

  // True: rows of all tables come with their rank in one common order (Batch::ranks), and every batch is
  // handed over within a bounded time of being made.
  [[nodiscard]] virtual bool total_order() const { return false; }
  // True: after every so many rows, when a moment of the run is complete, checkpoint() is called for each
  // stream, on its thread: rows that are written later are not referenced by those that were written before.
  [[nodiscard]] virtual bool wants_checkpoints() const { return false; }
  virtual void checkpoint(std::size_t stream) { (void)stream; }
  // How the table is written, for the summary's "writer": "sql", "text copy", …
  [[nodiscard]] virtual std::string writer_name(std::size_t table) const = 0;
  // Bytes of the published result, where known; else 0. After publish().
  [[nodiscard]] virtual std::uint64_t bytes() const { return 0; }
  // What a person should know of the load (a line each), after publish().
  [[nodiscard]] virtual std::vector<std::string> notes() const { return {}; }
};

}  // namespace seedbed
