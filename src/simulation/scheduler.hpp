// When an actor acts next, and by which transition: docs/model.md, section Time. Draws are made at the
// address of an attempt; expressions are evaluated on the frame, which holds the actor's attributes.
#pragma once
#include <cstdint>
#include <vector>

#include "expression/program/evaluator.hpp"
#include "model/model.hpp"
#include "simulation/window_plan.hpp"

namespace seedbed::model {

class Scheduler {
 public:
  // All must outlive it.
  Scheduler(const Model& model, const ActorKind& kind, const WindowPlan& plan, Evaluator& evaluator)
      : model_(&model), kind_(&kind), plan_(&plan), evaluator_(&evaluator), frame_(evaluator.frame()) {}

  struct Next {
    std::int64_t time = kNever;
    std::uint16_t edge = 0;  // of the state's edges
  };

  // Returns the next event of `state`'s edges for an actor that is in it at `now`. The first tick at which
  // the actor may act is `boundary`. Throws EvaluationError; considered() is then the edge at fault, or null.
  [[nodiscard]] Next next(const State& state, std::int64_t now, std::int64_t boundary, std::uint64_t context);
  // Returns when a timer of a state that is entered at `now` fires: kNever if it is null or in the past.
  [[nodiscard]] std::int64_t timer(const Edge& edge, std::int64_t now);
  // Chooses by weight: the destination of a transition, the state of an actor that arrives. `bits` are
  // uniform. Throws EvaluationError.
  [[nodiscard]] std::size_t choose_destination(const Edge& edge, std::uint64_t bits);
  [[nodiscard]] std::uint16_t choose_initial_state(std::uint64_t bits);

  [[nodiscard]] std::int64_t boundary_from(std::int64_t time) const;   // the first tick at or after `time`
  [[nodiscard]] std::int64_t boundary_after(std::int64_t time) const;  // the first tick after `time`
  [[nodiscard]] const Edge* considered() const { return considered_; }
  // Evaluates the number; null counts as 0. Throws EvaluationError.
  [[nodiscard]] double evaluate(const NumberOrCode& number);

 private:
  // A pace for this actor now.
  struct PaceNow {
    const Rhythm* rhythm = nullptr;
    std::int64_t shift = 0;
    Fade fade;
    double since = 0;  // start of the fade, microseconds since 1970

    [[nodiscard]] double rhythm_at(std::int64_t time) const {
      return rhythm == nullptr ? 1 : rhythm->at(time, shift);
    }
    [[nodiscard]] double fade_at(std::int64_t time) const {
      return fade.kind == Fade::Kind::none ? 1 : fade.at(static_cast<double>(time) - since);
    }
    [[nodiscard]] Rhythm::Bound bound_from(std::int64_t time) const {
      return rhythm == nullptr ? Rhythm::Bound{1, kNever} : rhythm->bound_from(time, shift);
    }
  };

  Next next_chance(const State& state, std::int64_t boundary, std::uint64_t context);
  Next next_paced_chance(const State& state, double sum, std::int64_t boundary, std::uint64_t context);
  Next next_sure(const State& state, std::int64_t boundary, std::uint64_t context);
  Next next_rate(const State& state, std::int64_t now, std::uint64_t context);
  Next next_weight(const State& state, std::int64_t now, std::uint64_t context);
  [[nodiscard]] std::int64_t next_of_rate(double rate, const PaceNow& pace, std::int64_t now,
                                          std::uint64_t bits);
  [[nodiscard]] std::int64_t jittered(std::int64_t boundary, std::uint64_t context) const;
  [[nodiscard]] std::uint16_t choose(std::uint64_t context) const;  // by running_
  void read_amounts(const State& state, const char* what, double greatest);
  void read_paces(const State& state);
  [[nodiscard]] PaceNow pace_now(const Pace& pace);
  [[noreturn]] void fail(const std::string& what, const Origin& origin) const;

  const Model* model_;
  const ActorKind* kind_;
  const WindowPlan* plan_;
  Evaluator* evaluator_;
  Value* frame_;
  const Edge* considered_ = nullptr;
  // The state under way.
  std::vector<double> amounts_;       // by edge
  std::vector<double> running_;       // running sums of the amounts
  std::vector<PaceNow> paces_;        // by State::paces
  std::vector<double> pace_running_;  // running sums of the amounts of one pace's edges
  double sum_ = 0;
};

// Returns the index whose share of the running sums contains `x`, which is from 0 to the last sum. Never
// returns an index whose share is empty.
[[nodiscard]] std::size_t pick_share(const std::vector<double>& running, double x);

}  // namespace seedbed::model
