#include "support/faulty_target.hpp"

#include <thread>
#include <utility>

#include "base/error.hpp"

namespace seedbed::test {
namespace {

class FaultyWriter final : public Writer {
 public:
  // `fault` is that of this table, or FaultAt::nowhere.
  FaultyWriter(std::unique_ptr<Writer> inner, Fault fault)
      : inner_(std::move(inner)), fault_(std::move(fault)) {}

  void write(const Batch& batch) override {
    if (fault_.gate != nullptr) fault_.gate->pass();
    if (fault_.delay.count() > 0) std::this_thread::sleep_for(fault_.delay);
    rows_ += batch.rows();
    if (fault_.at == FaultAt::rows && rows_ > fault_.after_rows) throw Error(Failure::load, fault_.message);
    inner_->write(batch);
  }
  void finish() override {
    if (fault_.at == FaultAt::finish) throw Error(Failure::load, fault_.message);
    inner_->finish();
  }
  void abort() noexcept override { inner_->abort(); }

 private:
  std::unique_ptr<Writer> inner_;
  Fault fault_;
  std::uint64_t rows_ = 0;
};

class FaultyTarget final : public Target {
 public:
  FaultyTarget(std::unique_ptr<Target> inner, Fault fault)
      : inner_(std::move(inner)), fault_(std::move(fault)) {}

  void prepare(const LoadRequest& request) override {
    fail_at(FaultAt::prepare);
    inner_->prepare(request);
  }
  std::size_t streams() const override { return inner_->streams(); }
  std::size_t stream_of(std::size_t table) const override { return inner_->stream_of(table); }
  std::unique_ptr<Writer> open_writer(std::size_t table) override {
    Fault of_table = fault_;
    if (fault_.table.value_or(table) != table) of_table.at = FaultAt::nowhere;
    if (of_table.at == FaultAt::open_writer) throw Error(Failure::load, fault_.message);
    return std::make_unique<FaultyWriter>(inner_->open_writer(table), of_table);
  }
  void publish(const LoadTotals& totals) override {
    fail_at(FaultAt::publish);
    inner_->publish(totals);
  }
  void discard() noexcept override { inner_->discard(); }
  bool total_order() const override { return inner_->total_order(); }
  std::string writer_name(std::size_t table) const override { return inner_->writer_name(table); }
  std::uint64_t bytes() const override { return inner_->bytes(); }

 private:
  void fail_at(FaultAt at) const {
    if (fault_.at == at) throw Error(Failure::load, fault_.message);
  }

  std::unique_ptr<Target> inner_;
  Fault fault_;
};

}  // namespace

void Gate::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
  changed_.notify_all();
}

void Gate::pass() {
  std::unique_lock lock(mutex_);
  arrived_ = true;
  changed_.notify_all();
  changed_.wait(lock, [this] { return open_; });
}

bool Gate::wait_for_arrival(std::chrono::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [this] { return arrived_; });
}

std::unique_ptr<Target> make_faulty_target(std::unique_ptr<Target> inner, Fault fault) {
  return std::make_unique<FaultyTarget>(std::move(inner), std::move(fault));
}

}  // namespace seedbed::test
