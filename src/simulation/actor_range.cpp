#include "simulation/actor_range.hpp"

#include <algorithm>

namespace seedbed::model {
namespace {

// Consecutive records of a sweep are far apart in memory: reading this many ahead hides the latency.
constexpr std::size_t kPrefetch = 12;

}  // namespace

ActorRange::ActorRange(const Model& model, const EntityStore& entities, const ActorKind& kind,
                       std::uint64_t first, std::uint32_t roots, std::uint64_t seed, const Slice& slice,
                       const WindowPlan& plan)
    : model_(&model),
      kind_(&kind),
      plan_(&plan),
      members_(model, entities, kind, first, roots, seed),
      store_(kind, members_.count()),
      event_(model, entities, kind, members_, store_, seed, slice, plan),
      calendar_(plan.sweep_of(plan.regular - 1) + 1),
      due_(members_.count()) {
  if (model.late_rows) delayed_.emplace(model, plan);
}

void ActorRange::open(std::uint32_t begin, std::uint32_t end, WindowRows& out) try {
  for (std::uint32_t i = begin; i < end; ++i) {
    event_.create(i, out);
    if (store_[i].next <= plan_->start)
      visit(i, plan_->start + 1, [&](std::int64_t) -> WindowRows& { return out; });
    file_away(i);
  }
  if (delayed_) delayed_->hold_back(out, plan_->start + 1);
} catch (const EvaluationError& error) {
  event_.fail(error);
}

void ActorRange::simulate(std::size_t regular_window, WindowRows& out) {
  const std::size_t first = plan_->first_of_sweep(plan_->sweep_of(regular_window));
  if (regular_window == first) {
    sweep(first, out);
  } else {
    std::swap(out, ahead_[regular_window - first - 1]);
  }
}

// Simulates the sweep that begins with window `first`: the rows of that window go into `out`, those of the
// other windows into ahead_.
void ActorRange::sweep(std::size_t first, WindowRows& out) try {
  const std::size_t end = std::min(plan_->first_of_sweep(plan_->sweep_of(first) + 1), plan_->simulated);
  while (ahead_.size() + 1 < end - first) ahead_.emplace_back(*model_);
  for (WindowRows& rows : ahead_) rows.keep_order = out.keep_order;
  const auto rows_at = [&](std::int64_t time) -> WindowRows& {
    const std::size_t window = plan_->window_of(time);
    return window == first ? out : ahead_[window - first - 1];
  };
  calendar_.take(plan_->sweep_of(first), due_);
  due_list_.clear();
  due_.drain(due_list_);
  const std::int64_t until = plan_->window_end(end - 1);
  const std::size_t due = due_list_.size();
  if (delayed_) delayed_->open(first);
  for (std::size_t k = 0; k < due; ++k) {
    if (k + kPrefetch < due) store_.prefetch(due_list_[k + kPrefetch]);
    const std::uint32_t i = due_list_[k];
    if (delayed_) delayed_->hand_out(members_.index_of(i), out);
    visit(i, until, rows_at);
    file_away(i);
  }
  if (!delayed_) return;
  delayed_->hand_out(UINT64_MAX, out);
  // Rows that are delayed to the very end of the run belong to the last window.
  delayed_->hold_back(out, until < plan_->end ? until : kNever);
} catch (const EvaluationError& error) {
  event_.fail(error);
}

void ActorRange::close(std::uint32_t begin, std::uint32_t end, WindowRows& out) try {
  if (kind_->finish.empty()) return;
  for (std::uint32_t i = begin; i < end; ++i) event_.finish(i, out);
} catch (const EvaluationError& error) {
  event_.fail(error);
}

std::int64_t ActorRange::sample(std::uint64_t max_events, WindowRows& scratch) try {
  event_.create(0, scratch);
  const ActorStore::Record& actor = store_[0];
  for (; actor.next < plan_->end && event_.events() < max_events; scratch.clear())
    visit(0, actor.next + 1, [&](std::int64_t) -> WindowRows& { return scratch; });
  const std::int64_t reached = std::min(actor.next, plan_->end);
  if (reached == plan_->end) close(0, 1, scratch);
  scratch.clear();
  return reached;
} catch (const EvaluationError& error) {
  event_.fail(error);
}

template <typename RowsAt>
void ActorRange::visit(std::uint32_t i, std::int64_t until, RowsAt rows_at) {
  const ActorStore::Record& actor = store_[i];
  event_.begin_actor(i);
  while (actor.next < until) event_.act(rows_at(actor.next));
  event_.end_actor();
}

// Enters the actor into the sweep of its next event.
void ActorRange::file_away(std::uint32_t i) {
  const std::int64_t next = store_[i].next;
  if (next < plan_->end) calendar_.add(plan_->sweep_of(plan_->window_of(next)), i);
}

}  // namespace seedbed::model
