#include "support/batch_target.hpp"

#include <thread>
#include <utility>

namespace seedbed::test {
namespace {

class BatchWriter final : public Writer {
 public:
  BatchWriter(TargetCalls& calls, const OnBatch& on_batch, std::size_t table)
      : calls_(calls), on_batch_(on_batch), table_(table) {
    ++calls_.opened;
  }
  ~BatchWriter() override {
    if (!ended_) ++calls_.aborted;
  }

  void write(const Batch& batch) override {
    check_use();
    if (on_batch_) on_batch_(table_, batch);
  }
  void finish() override {
    check_use();
    ++calls_.finished;
    ended_ = true;
  }
  void abort() noexcept override {
    check_use();
    ++calls_.aborted;
    ended_ = true;
  }

 private:
  void check_use() noexcept {
    if (thread_ == std::thread::id()) thread_ = std::this_thread::get_id();
    if (ended_ || thread_ != std::this_thread::get_id()) ++calls_.misused;
  }

  TargetCalls& calls_;
  const OnBatch& on_batch_;
  std::size_t table_;
  std::thread::id thread_;
  bool ended_ = false;
};

class BatchTarget final : public Target {
 public:
  BatchTarget(TargetCalls& calls, OnBatch on_batch, BatchTargetOptions options)
      : calls_(calls), on_batch_(std::move(on_batch)), options_(std::move(options)) {}

  void prepare(const LoadRequest&) override { ++calls_.prepared; }
  std::size_t streams() const override { return options_.streams; }
  std::size_t stream_of(std::size_t table) const override { return table % options_.streams; }
  std::unique_ptr<Writer> open_writer(std::size_t table) override {
    return std::make_unique<BatchWriter>(calls_, on_batch_, table);
  }
  void publish(const LoadTotals& totals) override {
    ++calls_.published;
    calls_.totals = totals;
  }
  void discard() noexcept override { ++calls_.discarded; }
  bool total_order() const override { return options_.total_order; }
  bool wants_checkpoints() const override { return static_cast<bool>(options_.on_checkpoint); }
  void checkpoint(std::size_t stream) override { options_.on_checkpoint(stream); }
  std::string writer_name(std::size_t) const override { return "batches"; }

 private:
  TargetCalls& calls_;
  OnBatch on_batch_;
  BatchTargetOptions options_;
};

}  // namespace

std::unique_ptr<Target> make_batch_target(TargetCalls& calls, OnBatch on_batch, BatchTargetOptions options) {
  return std::make_unique<BatchTarget>(calls, std::move(on_batch), std::move(options));
}

}  // namespace seedbed::test
