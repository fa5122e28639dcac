// What an actor's tables say, with states and tables by number: the expressions are nodes, not compiled yet.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "document/document.hpp"
#include "model/model.hpp"

namespace seedbed::model {

// One entry of an `emit`.
struct RowsPart {
  const Node* node = nullptr;
  std::size_t table = 0;
  const Node* when = nullptr;
  const Node* columns = nullptr;
};

struct EachPart {
  const Node* times = nullptr;
  const Node* let = nullptr;
  const Node* set = nullptr;
  std::vector<RowsPart> emit;
};

// `rhythm` and `fade` as they stand on an actor, a state or a transition; absent where nothing is said.
struct PacePart {
  const Node* rhythm = nullptr;
  const Node* fade = nullptr;
};

struct DestinationPart {
  std::uint16_t state = kNoTransition;
  const Node* weight = nullptr;  // where there are several
};

// A transition, or a move.
struct TransitionPart {
  const Node* node = nullptr;
  std::string name;
  std::uint16_t number = 0;
  std::vector<std::uint16_t> from;
  std::vector<DestinationPart> to;  // one at least
  Timing timing = Timing::none;     // none: a timer
  const Node* amount = nullptr;     // its chance, rate or weight
  const Node* wait = nullptr;       // after, or at
  bool at = false;
  const Node* let = nullptr;
  const Node* when = nullptr;
  const Node* set = nullptr;
  std::vector<RowsPart> emit;
  std::optional<EachPart> each;
  PacePart pace;
};

// [actor.X.state.NAME], of one state or of all that begin alike.
struct StateBlock {
  const Node* node = nullptr;
  std::string prefix;       // or the whole name
  bool is_default = false;  // it is for all that begin so
  const Node* labels = nullptr;
  const Node* let = nullptr;
  const Node* set = nullptr;
  const Node* stay = nullptr;
  const Node* lead = nullptr;
  PacePart pace;
  std::optional<std::vector<RowsPart>> emit;
};

// What all the blocks of a state amount to.
struct StatePart {
  std::vector<const Node*> labels;
  std::vector<const Node*> let;
  std::vector<const Node*> set;
  const Node* stay = nullptr;
  bool own_stay = false;  // the state itself says it
  bool stay_used = false;
  const Node* lead = nullptr;
  bool own_lead = false;
  bool lead_used = false;
  PacePart pace;
  std::vector<RowsPart> emit;
};

struct FinishPart {
  std::vector<std::uint16_t> in;
  std::vector<RowsPart> emit;
};

struct Compiled;
struct Binding;

// An int or duration as the real that the simulator reads; may append code to the program's end.
[[nodiscard]] NumberOrCode widened(const Compiled& value, Origin origin, Program& program);

// A text that never changes, as a name is bound to it.
[[nodiscard]] Binding text_constant(Model& model, std::string_view text);

// "chance", "rate", "weight".
[[nodiscard]] std::string_view timing_name(Timing timing);

}  // namespace seedbed::model
