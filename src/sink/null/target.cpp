#include "sink/null/target.hpp"

#include <utility>

#include "sink/writer_tally.hpp"

namespace seedbed {
namespace {

class NullWriter final : public Writer {
 public:
  explicit NullWriter(WriterTally::Ticket ticket) : ticket_(std::move(ticket)) {}
  void write(const Batch&) override {}
  void finish() override { ticket_.finished(); }
  void abort() noexcept override {}

 private:
  WriterTally::Ticket ticket_;
};

class NullTarget final : public Target {
 public:
  void prepare(const LoadRequest&) override {}
  std::unique_ptr<Writer> open_writer(std::size_t) override {
    return std::make_unique<NullWriter>(tally_.open());
  }
  void publish(const LoadTotals&) override { tally_.check_all_finished(); }
  void discard() noexcept override {}
  std::string writer_name(std::size_t) const override { return "none"; }

 private:
  WriterTally tally_;
};

}  // namespace

std::unique_ptr<Target> make_null_target() { return std::make_unique<NullTarget>(); }

}  // namespace seedbed
