// The contract between the pipeline and everything that rows can be loaded into.
//
// A load calls prepare() once, opens one Writer per table, writes batches, finishes every writer, then calls
// publish(). If any of these calls throws, publish() included, the load calls discard() or destroys the
// target: no implementation has to clean up before it throws. A target shows all rows or none: the earlier
// content stays visible until publish() returns, and discard() and destruction leave it unchanged.
//
// Threads: prepare(), publish() and discard() are called by the load's owner. Each table belongs to one
// stream (stream_of); one thread uses all writers of a stream, and the streams run at the same time.
// Errors are thrown as Error: Failure::load, usage (wrong for this target) or exists.
//
// To add a sink, implement Target and Writer and register the scheme in registry.cpp.
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

// The DDL of a load, in the target's own dialect. A script may be empty.
struct SqlScripts {
  std::string tables;   // run before the rows
  std::string indexes;  // run after the rows
  std::string views;    // run last
  std::string origin;   // where the scripts come from, for messages: "sql/bank/sqlite", a folder, or ""
};

// Two loads with the same identity write the same rows. Stored with the data; it holds no wall-clock time.
struct LoadIdentity {
  std::string model;         // the model's name
  std::string model_digest;  // hex; of the model's text and the files it names
  std::string parameters;    // JSON object: every parameter with its value
  std::uint64_t seed = 1;
  std::int64_t start = 0;  // microseconds since 1970, UTC; the run covers [start, end)
  std::int64_t end = 0;
  std::int64_t since = 0;  // the load writes the rows of [since, until)
  std::int64_t until = 0;
  std::uint64_t shard = 1;  // K of N, from 1
  std::uint64_t shards = 1;
  bool end_matters = false;  // rows depend on `end`: the model has finish or late rows, or names `end`
};

// Options that apply to a server's database only.
struct ServerOptions {
  std::string schema;           // --schema: of the tables; "": current_schema()
  std::string staging;          // --staging: an existing empty schema to load in; "": the load makes one
  bool unlogged = false;        // --unlogged
  std::size_t connections = 0;  // --connections: how many load at the same time; 0: the target chooses
};

struct LoadRequest {
  LoadIdentity identity;
  std::vector<Table> tables;
  SqlScripts sql;
  IfExists if_exists = IfExists::fail;
  ServerOptions server;
  std::vector<double> shares;  // expected bytes of each table, in any unit; empty: unknown
  bool indexes = true;         // --no-indexes clears it
  bool verify = false;         // --verify: check the whole result before publishing
  Interrupt interrupt;         // if requested, long work ends with Failure::interrupted
  std::function<void(const std::string&)> log_sql;  // --log-sql: called with each statement; may be empty
};

// The rows written, per table, in the order of LoadRequest::tables.
struct LoadTotals {
  std::vector<std::uint64_t> rows;
  std::vector<Digest> digests;
};

// Thrown if the reader of standard output has closed it (`seedbed load … --to jsonl:- | head`). This is not
// a failure: the load ends without a message. Only a program that ignores SIGPIPE gets it.
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
  // Does not keep a reference to the batch.
  virtual void write(const Batch& batch) = 0;
  // Called after the last row. Throws if some rows could not be written.
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

  // Makes all checks and preparations that are possible before the first row. REQUIRES: `request` outlives
  // the target.
  virtual void prepare(const LoadRequest& request) = 0;
  // How many threads may write at the same time, at least 1. REQUIRES: prepare() has returned.
  [[nodiscard]] virtual std::size_t streams() const { return 1; }
  [[nodiscard]] virtual std::size_t stream_of(std::size_t table) const { return (void)table, 0; }
  // `table` is an index into the request's tables. Called on the owner's thread.
  [[nodiscard]] virtual std::unique_ptr<Writer> open_writer(std::size_t table) = 0;
  // Shows all rows, or throws Error and shows none (with Failure::in_doubt that is unknown). Throws
  // Error(Failure::load) if a writer did not finish.
  virtual void publish(const LoadTotals& totals) = 0;
  // Removes what the load has made. Does nothing after a publish() that succeeded, or when called again.
  virtual void discard() noexcept = 0;

  // True: the rows of all tables get their rank in one common order (Batch::ranks), and each batch is written
  // within a bounded time after it is made.
  [[nodiscard]] virtual bool total_order() const { return false; }
  // True: after every so many rows, when a moment of the run is complete, checkpoint() is called for each
  // stream, on the stream's thread. Rows written before a checkpoint never reference rows written after it.
  [[nodiscard]] virtual bool wants_checkpoints() const { return false; }
  virtual void checkpoint(std::size_t stream) { (void)stream; }
  // How the table is written, for the summary's "writer": "sql", "text copy", …
  [[nodiscard]] virtual std::string writer_name(std::size_t table) const = 0;
  // Bytes of the published result; 0 if unknown. REQUIRES: publish() has returned.
  [[nodiscard]] virtual std::uint64_t bytes() const { return 0; }
  // Notes on the load for the user, one line each. REQUIRES: publish() has returned.
  [[nodiscard]] virtual std::vector<std::string> notes() const { return {}; }
};

}  // namespace seedbed
