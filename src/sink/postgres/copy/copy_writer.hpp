// The Writer of one table of a CopyStream.
#pragma once
#include <memory>
#include <utility>

#include "sink/postgres/copy/copy_stream.hpp"
#include "sink/target.hpp"
#include "sink/writer_tally.hpp"

namespace seedbed::postgres {

class CopyWriter final : public Writer {
 public:
  CopyWriter(std::shared_ptr<CopyStream> stream, std::size_t table, WriterTally::Ticket ticket)
      : stream_(std::move(stream)), table_(table), ticket_(std::move(ticket)) {}
  ~CopyWriter() override {
    if (!finished_) stream_->abort();
  }
  void write(const Batch& batch) override { stream_->write(table_, batch); }
  void finish() override {
    stream_->finish(table_);
    finished_ = true;
    ticket_.finished();
  }
  void abort() noexcept override { stream_->abort(); }

 private:
  std::shared_ptr<CopyStream> stream_;
  std::size_t table_;
  WriterTally::Ticket ticket_;
  bool finished_ = false;
};

}  // namespace seedbed::postgres
