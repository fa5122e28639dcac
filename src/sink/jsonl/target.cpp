#include "sink/jsonl/target.hpp"

#include <unistd.h>

#include <optional>
#include <utility>

#include "base/error.hpp"
#include "sink/file/part_file.hpp"
#include "sink/jsonl/line_encoder.hpp"
#include "sink/jsonl/ordered_output.hpp"
#include "sink/writer_tally.hpp"

namespace seedbed {
namespace jsonl {
namespace {

class JsonlWriter final : public Writer {
 public:
  JsonlWriter(std::shared_ptr<OrderedOutput> output, const Table& table, std::size_t index,
              WriterTally::Ticket ticket)
      : output_(std::move(output)), encoder_(table), index_(index), ticket_(std::move(ticket)) {}

  void write(const Batch& batch) override {
    encoder_.encode(batch, lines_);
    output_->add(index_, lines_);
  }
  void finish() override { ticket_.finished(); }
  void abort() noexcept override { output_.reset(); }

 private:
  std::shared_ptr<OrderedOutput> output_;
  LineEncoder encoder_;
  std::size_t index_;
  Lines lines_;
  WriterTally::Ticket ticket_;
};

class JsonlTarget final : public Target {
 public:
  explicit JsonlTarget(std::string path) : path_(std::move(path)) {}

  void prepare(const LoadRequest& request) override;
  std::unique_ptr<Writer> open_writer(std::size_t table) override;
  void publish(const LoadTotals& totals) override;
  void discard() noexcept override;
  bool total_order() const override { return true; }
  std::string writer_name(std::size_t) const override { return "json"; }
  std::uint64_t bytes() const override { return bytes_; }

 private:
  [[nodiscard]] bool is_standard_output() const { return path_ == "-"; }
  void begin_file();
  void show_file();

  std::string path_;  // as given
  std::string file_;  // with links followed
  const LoadRequest* request_ = nullptr;
  std::optional<PartFile> part_;
  std::shared_ptr<OrderedOutput> output_;
  WriterTally tally_;
  std::uint64_t bytes_ = 0;
};

void JsonlTarget::prepare(const LoadRequest& request) {
  request_ = &request;
  for (const auto& table : request.tables) (void)LineEncoder(table);  // throws if it cannot write the table
  const std::size_t tables = request.tables.size();
  if (is_standard_output()) {
    output_ = std::make_shared<OrderedOutput>(DescriptorOutput(STDOUT_FILENO, "standard output"), tables);
    return;
  }
  begin_file();
  output_ = std::make_shared<OrderedOutput>(DescriptorOutput(part_->descriptor(), part_->path()), tables);
}

void JsonlTarget::begin_file() {
  if (request_->if_exists == IfExists::append) {
    throw Error(Failure::usage,
                "a jsonl file cannot be appended to, because it does not record which loads it holds: "
                "write another file, or use jsonl:- and append in the shell");
  }
  file_ = resolve_file(path_, request_->if_exists).path;
  part_.emplace(file_);
}

std::unique_ptr<Writer> JsonlTarget::open_writer(std::size_t table) {
  return std::make_unique<JsonlWriter>(output_, request_->tables.at(table), table, tally_.open());
}

void JsonlTarget::publish(const LoadTotals&) {
  tally_.check_all_finished();
  output_->finish();
  if (part_) show_file();
  bytes_ = output_->bytes();
}

void JsonlTarget::show_file() {
  part_->sync();
  // Another program may have created or removed the file meanwhile.
  if (request_->if_exists == IfExists::replace && resolve_file(file_, IfExists::replace).exists) {
    part_->publish_over();
  } else {
    part_->publish_new();
  }
}

void JsonlTarget::discard() noexcept {
  output_.reset();
  part_.reset();
}

}  // namespace
}  // namespace jsonl

std::unique_ptr<Target> make_jsonl_target(std::string path) {
  return std::make_unique<jsonl::JsonlTarget>(std::move(path));
}

}  // namespace seedbed
