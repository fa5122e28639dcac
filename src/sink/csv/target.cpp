#include "sink/csv/target.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "sink/csv/row_encoder.hpp"
#include "sink/file/descriptor_output.hpp"
#include "sink/file/file_system.hpp"
#include "sink/file/part_folder.hpp"
#include "sink/writer_tally.hpp"

namespace seedbed {
namespace csv {
namespace {

constexpr std::string_view kEnding = ".csv";

// NAME_MAX on Linux.
constexpr std::size_t kLongestName = 255;

// One thread writes the rows of a table. Four threads already write faster than a disk.
constexpr std::size_t kMostStreams = 4;

std::string file_name(const Table& table) {
  const std::string& name = table.name;
  const bool hidden = name.starts_with('.');
  if (!hidden && name.find('/') == std::string::npos && name.size() + kEnding.size() <= kLongestName)
    return name + std::string(kEnding);
  const char* why = hidden ? "begins with a point" : "contains a slash, or is too long";
  throw Error(Failure::usage,
              "table '" + name + "' cannot have a csv file of its name, which " + why + ": rename it");
}

// The file of one table, closed on destruction.
class TableFile {
 public:
  TableFile(Descriptor descriptor, std::string path)
      : descriptor_(std::move(descriptor)), path_(path), output_(descriptor_.get(), std::move(path)) {}

  void write(std::string_view text) { output_.write(text); }
  // Flushes the file to the disk and returns its size in bytes.
  std::uint64_t finish() {
    output_.flush();
    sync_file(descriptor_.get(), path_);
    return output_.bytes();
  }

 private:
  Descriptor descriptor_;
  std::string path_;
  DescriptorOutput output_;
};

class CsvWriter final : public Writer {
 public:
  CsvWriter(std::unique_ptr<TableFile> file, const Table& table,
            std::shared_ptr<std::atomic<std::uint64_t>> bytes, WriterTally::Ticket ticket)
      : file_(std::move(file)), encoder_(table), bytes_(std::move(bytes)), ticket_(std::move(ticket)) {
    file_->write(encoder_.header());
  }

  void write(const Batch& batch) override {
    text_.clear();
    encoder_.encode(batch, text_);
    file_->write(text_);
  }
  void finish() override {
    *bytes_ += file_->finish();
    file_.reset();
    ticket_.finished();
  }
  void abort() noexcept override { file_.reset(); }

 private:
  std::unique_ptr<TableFile> file_;
  RowEncoder encoder_;
  std::string text_;
  std::shared_ptr<std::atomic<std::uint64_t>> bytes_;  // all writers of the load add to it
  WriterTally::Ticket ticket_;
};

class CsvTarget final : public Target {
 public:
  explicit CsvTarget(std::string path) : path_(std::move(path)) {}

  void prepare(const LoadRequest& request) override;
  std::size_t streams() const override {
    return std::clamp<std::size_t>(request_->tables.size(), 1, kMostStreams);
  }
  std::size_t stream_of(std::size_t table) const override { return table % streams(); }
  std::unique_ptr<Writer> open_writer(std::size_t table) override;
  void publish(const LoadTotals& totals) override;
  void discard() noexcept override { part_.reset(); }
  std::string writer_name(std::size_t) const override { return "csv"; }
  std::uint64_t bytes() const override { return published_bytes_; }
  std::vector<std::string> notes() const override { return notes_; }

 private:
  std::string path_;
  const LoadRequest* request_ = nullptr;
  std::optional<PartFolder> part_;
  WriterTally tally_;
  std::shared_ptr<std::atomic<std::uint64_t>> bytes_ = std::make_shared<std::atomic<std::uint64_t>>(0);
  std::uint64_t published_bytes_ = 0;
  std::vector<std::string> notes_;
};

void CsvTarget::prepare(const LoadRequest& request) {
  request_ = &request;
  if (request.if_exists == IfExists::append) {
    throw Error(Failure::usage,
                "csv files cannot be appended to, because they do not record which loads they hold: write "
                "another folder");
  }
  std::set<std::string> names;
  for (const Table& table : request.tables) names.insert(file_name(table));
  const FolderPath folder = resolve_folder(path_, request.if_exists, names);
  part_.emplace(folder.path, std::move(names));
}

std::unique_ptr<Writer> CsvTarget::open_writer(std::size_t table) {
  const Table& definition = request_->tables.at(table);
  const std::string name = file_name(definition);
  auto file = std::make_unique<TableFile>(part_->create(name), part_->path() + "/" + name);
  return std::make_unique<CsvWriter>(std::move(file), definition, bytes_, tally_.open());
}

void CsvTarget::publish(const LoadTotals&) {
  tally_.check_all_finished();
  part_->publish(request_->if_exists == IfExists::replace);
  if (!part_->left_over().empty())
    notes_.push_back("the folder that was replaced could not be removed: '" + part_->left_over() + "'");
  published_bytes_ = *bytes_;
  part_.reset();
}

}  // namespace
}  // namespace csv

std::unique_ptr<Target> make_csv_target(std::string path) {
  return std::make_unique<csv::CsvTarget>(std::move(path));
}

}  // namespace seedbed
