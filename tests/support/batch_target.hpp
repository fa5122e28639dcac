// A Target that passes each batch to a function and counts calls.
#pragma once
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>

#include "sink/target.hpp"

namespace seedbed::test {

// The calls of a load. Outlives the target; to be read after the load.
struct TargetCalls {
  int prepared = 0;
  int published = 0;
  int discarded = 0;
  std::atomic<int> opened = 0;
  std::atomic<int> finished = 0;
  std::atomic<int> aborted = 0;  // by abort() or by destruction, of writers that had not finished
  std::atomic<int> misused = 0;  // calls of a writer after its end or on the wrong thread
  LoadTotals totals;
};

struct BatchTargetOptions {
  std::size_t streams = 1;  // table i belongs to stream i modulo this
  bool total_order = false;
  std::function<void(std::size_t stream)> on_checkpoint = {};  // if set, the target wants checkpoints
};

using OnBatch = std::function<void(std::size_t table, const Batch& batch)>;

// `on_batch` may be empty; it is called by the stream's thread. `calls` must outlive the target.
[[nodiscard]] std::unique_ptr<Target> make_batch_target(TargetCalls& calls, OnBatch on_batch,
                                                        BatchTargetOptions options = {});

}  // namespace seedbed::test
