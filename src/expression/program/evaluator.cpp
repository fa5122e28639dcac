#include "expression/program/evaluator.hpp"

#include "base/arithmetic.hpp"
#include "expression/program/execute.hpp"

namespace seedbed::model {

const EntityStore& Evaluator::no_entities() {
  static const EntityStore none;
  return none;
}

void Evaluator::run(Code code) {
  std::uint32_t failed_at = 0;
  try {
    execute(*program_, *entities_, code, frame_.data(), context_, texts_, &failed_at);
  } catch (const OperationFailure& failure) {
    throw EvaluationError(failure.what(), program_->origins[program_->origin_of[failed_at]]);
  }
}

}  // namespace seedbed::model
