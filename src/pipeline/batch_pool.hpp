// Keeps batches that have been written, to be filled again. Thread-safe.
#pragma once
#include <memory>
#include <mutex>
#include <vector>

#include "rows/batch.hpp"

namespace seedbed {

class BatchPool {
 public:
  // `tables` must outlive the pool.
  explicit BatchPool(const std::vector<Table>& tables) : tables_(&tables), free_(tables.size()) {}

  // An empty batch of the table.
  [[nodiscard]] std::unique_ptr<Batch> get(std::size_t table) {
    {
      const std::lock_guard lock(mutex_);
      if (!free_[table].empty()) {
        auto batch = std::move(free_[table].back());
        free_[table].pop_back();
        return batch;
      }
    }
    return std::make_unique<Batch>((*tables_)[table]);
  }

  void put(std::size_t table, std::unique_ptr<Batch> batch) {
    batch->clear();
    const std::lock_guard lock(mutex_);
    free_[table].push_back(std::move(batch));
  }

 private:
  const std::vector<Table>* tables_;
  std::mutex mutex_;
  std::vector<std::vector<std::unique_ptr<Batch>>> free_;
};

}  // namespace seedbed
