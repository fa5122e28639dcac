// The register machine itself, for the evaluator and for folding constants.
#pragma once
#include <cstdint>

#include "base/arena.hpp"
#include "expression/program/entity_store.hpp"
#include "expression/program/program.hpp"

namespace seedbed::model {

// Runs this code of `program` on `frame`, which has at least the program's slots and refers to `entities`.
// `context` addresses the draws, texts are made in `texts`. On OperationFailure (arithmetic.hpp) `*failed_at`
// is the instruction's index.
void execute(const Program& program, const EntityStore& entities, Code run, Value* frame,
             std::uint64_t context, Arena& texts, std::uint32_t* failed_at);

// The rest of the operations, which are slower than the call. The operands are not null (that in slot `extra`
// may be).
[[nodiscard]] Value execute_text(Op op, const Value& a, const Value& b, const Value* frame,
                                 std::uint32_t extra, Arena& texts);
// A call of choose(): a reference, or null where there is none to choose. `parent`: whose child, if any.
[[nodiscard]] Value execute_choose(const Program& program, const EntityStore& entities,
                                   const Chooser& chooser, std::uint64_t bits, const Value& parent,
                                   Value* frame, std::uint64_t context, Arena& texts);
[[nodiscard]] Value execute_civil(Op op, std::int64_t a);

}  // namespace seedbed::model
