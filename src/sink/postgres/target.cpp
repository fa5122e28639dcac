#include "sink/postgres/target.hpp"

#include "sink/postgres/load/append_target.hpp"
#include "sink/postgres/load/fresh_target.hpp"

namespace seedbed {
namespace postgres {
namespace {

// Loads by a FreshTarget or an AppendTarget: prepare() chooses by the request.
class PostgresTarget final : public Target {
 public:
  explicit PostgresTarget(std::string address) : address_(std::move(address)) {}

  void prepare(const LoadRequest& request) override {
    load_ =
        request.if_exists == IfExists::append ? make_append_target(address_) : make_fresh_target(address_);
    load_->prepare(request);
  }
  std::size_t streams() const override { return load_->streams(); }
  std::size_t stream_of(std::size_t table) const override { return load_->stream_of(table); }
  std::unique_ptr<Writer> open_writer(std::size_t table) override { return load_->open_writer(table); }
  bool wants_checkpoints() const override { return load_->wants_checkpoints(); }
  void checkpoint(std::size_t stream) override { load_->checkpoint(stream); }
  void publish(const LoadTotals& totals) override { load_->publish(totals); }
  void discard() noexcept override {
    if (load_) load_->discard();
  }
  std::string writer_name(std::size_t table) const override { return load_->writer_name(table); }
  std::uint64_t bytes() const override { return load_ ? load_->bytes() : 0; }
  std::vector<std::string> notes() const override { return load_->notes(); }

 private:
  std::string address_;
  std::unique_ptr<Target> load_;
};

}  // namespace
}  // namespace postgres

std::unique_ptr<Target> make_postgres_target(std::string address) {
  return std::make_unique<postgres::PostgresTarget>(std::move(address));
}

}  // namespace seedbed
