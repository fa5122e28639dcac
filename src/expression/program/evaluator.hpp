// Runs a program's code on a frame. One evaluator a thread.
#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>

#include "base/arena.hpp"
#include "expression/program/entity_store.hpp"
#include "expression/program/program.hpp"

namespace seedbed::model {

// Overflow, division by zero, a wrong argument: what happened, and in which expression. The simulator adds
// the transition, the actor and the simulated time.
class EvaluationError : public std::runtime_error {
 public:
  EvaluationError(const std::string& what, const Origin& origin)
      : std::runtime_error(what), origin_(&origin) {}
  [[nodiscard]] const Origin& origin() const { return *origin_; }

 private:
  const Origin* origin_;
};

class Evaluator {
 public:
  // Both must outlive the evaluator and not change, but for the entities that the code does not read.
  // Without entities none may be referred to.
  explicit Evaluator(const Program& program) : Evaluator(program, no_entities()) {}
  Evaluator(const Program& program, const EntityStore& entities)
      : program_(&program), entities_(&entities), frame_(program.frame) {}

  [[nodiscard]] Value* frame() { return frame_.data(); }
  [[nodiscard]] const Program& program() const { return *program_; }
  // The address of the draws to come (base/random.hpp).
  void set_draw_context(std::uint64_t context) { context_ = context; }
  [[nodiscard]] std::uint64_t draw_context() const { return context_; }
  // Throws EvaluationError.
  void run(Code code);
  // Texts made by run() live here until it is reset.
  [[nodiscard]] Arena& texts() { return texts_; }

 private:
  [[nodiscard]] static const EntityStore& no_entities();

  const Program* program_;
  const EntityStore* entities_;
  std::vector<Value> frame_;
  std::uint64_t context_ = 0;
  Arena texts_;
};

}  // namespace seedbed::model
