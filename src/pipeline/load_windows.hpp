// The windows of a load: simulated range by range, arranged table by table, collected as full batches.
//
// WindowSchedule decides which thread may call what. Ranges and windows that differ may be simulated at the
// same time, and different parts of one window arranged at the same time; everything else is called by one
// thread at a time. At most WindowSchedule::kInFlight windows are in memory.
#pragma once
#include <cstdint>
#include <vector>

#include "model/model.hpp"
#include "pipeline/arrange.hpp"
#include "pipeline/batch_pool.hpp"
#include "simulation/simulation.hpp"

namespace seedbed {

class LoadWindows {
 public:
  // `model` and `tables`, which are the model's, must outlive it. `total_order`: rows get ranks over all
  // tables.
  LoadWindows(const model::Model& model, const std::vector<Table>& tables, const model::RunOptions& run,
              bool total_order);
  LoadWindows(const LoadWindows&) = delete;
  LoadWindows& operator=(const LoadWindows&) = delete;

  [[nodiscard]] const model::Simulation& simulation() const { return simulation_; }
  // How many tasks arrange a window: one per table, or one for all tables if rows are ranked, since ranks run
  // through all tables.
  [[nodiscard]] std::size_t parts() const { return total_order_ ? 1 : arrangers_.size(); }
  [[nodiscard]] BatchPool& pool() { return pool_; }

  // Throws Error(load).
  void simulate(std::size_t range, std::size_t window);
  // REQUIRES: all ranges of the window are simulated.
  void arrange(std::size_t window, std::size_t part);
  // Forgets the rows of the window. REQUIRES: all parts of the window are arranged.
  void clear(std::size_t window);
  // Makes the batches that are not full yet count as full.
  void flush();
  // Removes and returns the full batches, in the order of their last rows.
  [[nodiscard]] std::vector<FullBatch> take_full();

 private:
  [[nodiscard]] model::WindowRows& rows_of(std::size_t range, std::size_t window);
  void arrange_table(std::size_t window, std::size_t table);
  void rank_rows(std::size_t window);

  BatchPool pool_;
  model::Simulation simulation_;
  bool total_order_;
  std::vector<std::vector<model::WindowRows>> rows_;  // by range, then by window modulo kInFlight
  std::vector<TableArranger> arrangers_;              // by table
  std::vector<std::vector<std::uint64_t>> ranks_;     // by table: of the window being arranged, if ranked
  std::uint64_t next_rank_ = 0;
};

}  // namespace seedbed
