// Late rows of one actor range, from the window of their event to the window of their own time. The memory
// used is proportional to the rows that are waiting: each has an allocation of its own, with copies of its
// texts. One thread at a time.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "model/model.hpp"
#include "simulation/window_plan.hpp"
#include "simulation/window_rows.hpp"

namespace seedbed::model {

class DelayedRows {
 public:
  // Both must outlive this.
  DelayedRows(const Model& model, const WindowPlan& plan) : model_(&model), plan_(&plan) {}

  // Removes the rows whose time is `until` or later from `out`, which holds a whole window of the range.
  void hold_back(WindowRows& out, std::int64_t until);

  // hand_out() is about the rows of this window from now on.
  void open(std::size_t regular_window);
  // Appends the rows of the actors up to `index` to `out`, each actor's rows in the order of their events.
  // The logs stay in order if this is called with ascending indexes, before the actor's own rows of the
  // window.
  void hand_out(std::uint64_t index, WindowRows& out) {
    while (next_ < due_.size() && due_[next_].index <= index) append(due_[next_++], out);
  }

 private:
  struct Row {
    std::uint64_t index;
    std::uint16_t table;
    std::unique_ptr<char[]> bytes;  // the row as in a RowLog, then its texts
  };

  void hold(std::uint16_t table, const char* row);
  void hold_in_order(const WindowRows& out, std::int64_t until);
  void append(const Row& row, WindowRows& out) const;

  const Model* model_;
  const WindowPlan* plan_;
  std::map<std::size_t, std::vector<Row>> held_;  // by regular window
  std::vector<Row> due_;
  std::size_t next_ = 0;
};

}  // namespace seedbed::model
