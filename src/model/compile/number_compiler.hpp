// Compiles numbers of a model that may be constants.
#pragma once
#include <optional>
#include <string>

#include "expression/expression.hpp"
#include "model/model.hpp"

namespace seedbed::model {

// A weight from 0, fixed before the draw is made.
[[nodiscard]] Expectation weight_expectation();

// A constant, or code that computes a real. Returns nothing if there is an error, which is reported.
[[nodiscard]] std::optional<NumberOrCode> compile_number(const Node& node, const Scope& scope,
                                                         const Expectation& expected,
                                                         const std::string& place, Program& program,
                                                         Diagnostics& diagnostics);

// An int or duration as the real that the simulator reads; may append code to the end of `program`.
[[nodiscard]] NumberOrCode widened(const Compiled& value, Origin origin, Program& program);

}  // namespace seedbed::model
