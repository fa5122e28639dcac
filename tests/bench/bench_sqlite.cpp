// Compares a whole load of the bank model into `sqlite:` with a loop that inserts the same rows from memory
// (sqlite_baseline.hpp): rows per second of both, run in turns, and their ratio. Both write a new file in the
// same folder, with the tables of the bundled SQL and without secondary indexes, and sync it to the disk. The
// load also simulates, counts foreign keys, records the load and renames the file; the baseline has its rows
// in memory. At the end both files must have the same rows in the same order; exits with 1 if not.
//
//   bench_sqlite [--users 20000] [--days 30] [--rounds 7] [--seed 1] [--threads all] [--folder .]
//
// The folder must be on a disk: a file system in memory has no cost of syncing.
#include <fmt/format.h>
#include <sqlite3.h>
#include <stdlib.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

#include "app/model_source.hpp"
#include "bank_load.hpp"
#include "base/hash.hpp"
#include "measure.hpp"
#include "sink/sqlite/target.hpp"
#include "sqlite_baseline.hpp"

namespace seedbed::bench {
namespace {

constexpr double kMillion = 1e6;

// A new folder in `parent`, which is removed with its files at the end.
class ScratchFolder {
 public:
  explicit ScratchFolder(const std::string& parent) {
    std::string name = (std::filesystem::absolute(parent) / "seedbed-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot create a folder in " + parent);
    path_ = name;
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  // The path of a file that does not exist.
  [[nodiscard]] std::string new_file(const std::string& name) const {
    std::filesystem::remove(path_ / name);
    return (path_ / name).string();
  }

 private:
  std::filesystem::path path_;
};

// Keeps the rows and the tables of a load.
class HoldingTarget final : public Target {
 public:
  void prepare(const LoadRequest& request) override {
    tables_ = request.tables;
    ddl_ = request.sql.tables;
  }
  std::unique_ptr<Writer> open_writer(std::size_t table) override {
    return std::make_unique<HoldingWriter>(table, rows_);
  }
  void publish(const LoadTotals&) override {}
  void discard() noexcept override {}
  std::string writer_name(std::size_t) const override { return "held"; }

  [[nodiscard]] const std::vector<Table>& tables() const { return tables_; }
  [[nodiscard]] const std::string& ddl() const { return ddl_; }
  [[nodiscard]] const HeldRows& rows() const { return rows_; }

 private:
  class HoldingWriter final : public Writer {
   public:
    HoldingWriter(std::size_t table, HeldRows& rows) : table_(table), rows_(&rows) {}
    void write(const Batch& batch) override { rows_->hold(table_, batch); }
    void finish() override {}
    void abort() noexcept override {}

   private:
    std::size_t table_;
    HeldRows* rows_;
  };

  std::vector<Table> tables_;
  std::string ddl_;
  HeldRows rows_;
};

struct TableContent {
  std::uint64_t rows = 0;
  std::uint64_t hash = 0;  // of the type and value of every cell, in the order of rowid
  friend bool operator==(const TableContent&, const TableContent&) = default;
};

struct CloseConnection {
  void operator()(sqlite3* handle) const noexcept { sqlite3_close(handle); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* handle) const noexcept { sqlite3_finalize(handle); }
};

std::uint64_t hash_cell(sqlite3_stmt* statement, int column, std::uint64_t hash) {
  const int type = sqlite3_column_type(statement, column);
  const void* bytes = sqlite3_column_blob(statement, column);  // of an integer too: its text
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return XXH3_64bits_withSeed(bytes, size, hash + static_cast<std::uint64_t>(type));
}

TableContent read_table(sqlite3* connection, const std::string& table) {
  sqlite3_stmt* handle = nullptr;
  const std::string sql = "SELECT * FROM " + table + " ORDER BY rowid";
  const int code = sqlite3_prepare_v2(connection, sql.c_str(), -1, &handle, nullptr);
  const std::unique_ptr<sqlite3_stmt, FinalizeStatement> statement(handle);
  if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(connection));
  TableContent content;
  int step = SQLITE_ROW;
  while ((step = sqlite3_step(handle)) == SQLITE_ROW) {
    ++content.rows;
    for (int c = 0; c < sqlite3_column_count(handle); ++c) content.hash = hash_cell(handle, c, content.hash);
  }
  if (step != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(connection));
  return content;
}

std::vector<TableContent> read_file(const std::string& path, const std::vector<Table>& tables) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READONLY, nullptr);
  const std::unique_ptr<sqlite3, CloseConnection> connection(handle);
  if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(handle));
  std::vector<TableContent> contents;
  contents.reserve(tables.size());
  for (const Table& table : tables) contents.push_back(read_table(handle, table.name));
  return contents;
}

void require_equal_files(const std::string& ours, const std::string& baseline, const HoldingTarget& held) {
  const auto expected = read_file(baseline, held.tables());
  std::uint64_t rows = 0;
  for (const TableContent& table : expected) rows += table.rows;
  if (rows != held.rows().rows()) throw std::runtime_error("the baseline's file does not hold all rows");
  if (read_file(ours, held.tables()) != expected)
    throw std::runtime_error("the two files hold different rows");
}

void print_rates(const char* name, const std::vector<double>& rates) {
  fmt::print("{:<22}", name);
  for (const double rate : rates) fmt::print(" {:7.2f}", rate);
  fmt::print("   median {:.2f} M rows/s\n", median(rates));
}

void compare(const BankSpec& spec, std::uint32_t rounds, const std::string& parent) {
  HoldingTarget held;
  (void)load_bank(spec, held);
  const ScratchFolder folder(parent);
  const auto rows = static_cast<double>(held.rows().rows()) / kMillion;
  std::vector<double> ours;
  std::vector<double> baseline;
  std::uintmax_t bytes = 0;
  for (std::uint32_t round = 0; round < rounds; ++round) {
    const std::string baseline_file = folder.new_file("baseline.db");
    const Stopwatch watch;
    insert_baseline(baseline_file, held.ddl(), held.tables(), held.rows());
    baseline.push_back(rows / watch.seconds());

    const std::string our_file = folder.new_file("ours.db");
    const auto target = make_sqlite_target(our_file);
    ours.push_back(rows / load_bank(spec, *target).seconds);
    bytes = std::filesystem::file_size(our_file);
    if (round + 1 == rounds) require_equal_files(our_file, baseline_file, held);
  }
  fmt::print(
      "{} users, {} days, seed {}: {} rows, a file of {:.0f} MB without secondary indexes, the same "
      "rows in both\n",
      spec.users, spec.days, spec.seed, held.rows().rows(), static_cast<double>(bytes) / kMillion);
  print_rates("inserts from memory", baseline);
  print_rates("seedbed", ours);
  fmt::print("seedbed / inserts        {:.2f}\n", median_ratio(ours, baseline));
}

void run(int count, const char* const* arguments) {
  Options options(count, arguments);
  BankSpec spec;
  spec.users = options.number("users", 20'000);
  spec.days = options.number("days", 30);
  spec.seed = options.number("seed", 1);
  spec.threads = options.number("threads", std::max(1U, std::thread::hardware_concurrency()));
  const std::uint32_t rounds = options.number("rounds", 7);
  const std::string folder = options.text("folder", ".");
  options.check_all_used();
  compare(spec, rounds, folder);
}

}  // namespace
}  // namespace seedbed::bench

int main(int count, char** arguments) {
  try {
    seedbed::bench::run(count, arguments);
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_sqlite: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
