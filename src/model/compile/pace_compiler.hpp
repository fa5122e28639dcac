// Compiles `rhythm` and `fade` into the paces of states.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "expression/expression.hpp"
#include "model/compile/actor_parts.hpp"
#include "model/compile/rhythm_reader.hpp"
#include "model/model.hpp"

namespace seedbed::model {

// The paces of all states of one actor. Two transitions of one state share a pace if both write it in the
// same words.
class PaceCompiler {
 public:
  // All arguments must outlive this. Appends code to `model.program`.
  PaceCompiler(std::size_t states, const RhythmNames& rhythms, Model& model, Diagnostics& diagnostics);

  // Returns the pace's number among those of `state`; 0, the steady pace, if there is an error, which is
  // reported. `place` addresses the draws.
  [[nodiscard]] std::uint16_t compile(const PacePart& part, std::uint16_t state, const Scope& scope,
                                      const std::string& place);
  [[nodiscard]] std::vector<Pace> take(std::uint16_t state) { return std::move(states_[state].paces); }

 private:
  struct StatePaces {
    std::vector<Pace> paces;                       // the first is the steady one
    std::map<std::string, std::uint16_t> numbers;  // by the words of the model
  };

  [[nodiscard]] bool compile_rhythm(const Node& rhythm, const Scope& scope, const std::string& place,
                                    Pace& pace);
  [[nodiscard]] bool compile_fade(const Node& fade, const Scope& scope, const std::string& place, Pace& pace);
  [[nodiscard]] bool compile_power(const Node& power, const Scope& scope, const std::string& place,
                                   Pace& pace);
  [[nodiscard]] bool compile_scale(const Node& length, const Scope& scope, const std::string& place,
                                   Pace& pace);

  std::vector<StatePaces> states_;
  const RhythmNames& rhythms_;
  Model& model_;
  Diagnostics& diagnostics_;
};

}  // namespace seedbed::model
