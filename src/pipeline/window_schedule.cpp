#include "pipeline/window_schedule.hpp"

namespace seedbed {

WindowSchedule::WindowSchedule(std::size_t ranges, std::size_t tables, std::size_t windows)
    : ranges_(ranges),
      tables_(tables),
      windows_(windows),
      next_window_(ranges),
      busy_(ranges),
      simulated_(kInFlight) {
  if (ranges == 0) stopped_ = true;  // nothing to do
}

WindowSchedule::Task WindowSchedule::next() {
  std::unique_lock lock(mutex_);
  Task task;
  changed_.wait(lock, [&] { return stopped_ || front_ == windows_ || pick(task); });
  if (stopped_ || front_ == windows_) return {};
  return task;
}

bool WindowSchedule::pick(Task& task) {
  if (phase_ == Front::arranging && tables_taken_ < tables_) {
    task = {Task::Kind::arrange, front_, tables_taken_++};
    return true;
  }
  if (phase_ == Front::delivering && !delivery_taken_) {
    delivery_taken_ = true;
    task = {Task::Kind::deliver, front_, 0};
    return true;
  }
  std::size_t best = ranges_;
  for (std::size_t r = 0; r < ranges_; ++r) {
    if (busy_[r] == 0 && (best == ranges_ || next_window_[r] < next_window_[best])) best = r;
  }
  if (best == ranges_ || next_window_[best] >= windows_ || next_window_[best] >= front_ + kInFlight)
    return false;
  busy_[best] = 1;
  task = {Task::Kind::simulate, next_window_[best], best};
  return true;
}

void WindowSchedule::complete(const Task& task) {
  {
    const std::lock_guard lock(mutex_);
    if (task.kind == Task::Kind::simulate) {
      busy_[task.part] = 0;
      ++next_window_[task.part];
      ++simulated_[task.window % kInFlight];
    } else if (task.kind == Task::Kind::arrange) {
      if (++tables_done_ == tables_) phase_ = Front::delivering;
    } else {
      simulated_[front_ % kInFlight] = 0;
      ++front_;
      phase_ = Front::simulating;
      delivery_taken_ = false;
    }
    if (phase_ == Front::simulating && simulated_[front_ % kInFlight] == ranges_) {
      phase_ = tables_ == 0 ? Front::delivering : Front::arranging;
      tables_taken_ = tables_done_ = 0;
    }
  }
  changed_.notify_all();
}

void WindowSchedule::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

bool WindowSchedule::stopped() const {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

std::size_t WindowSchedule::front() const {
  const std::lock_guard lock(mutex_);
  return front_;
}

}  // namespace seedbed
