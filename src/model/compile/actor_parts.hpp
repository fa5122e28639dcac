// The content of an actor's tables as a value: states and tables by number, expressions still as nodes. Nodes
// point into the document, which must outlive the parts.
#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "document/document.hpp"
#include "model/compile/state_names.hpp"
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

// `rhythm` and `fade` of an actor, a state or a transition; absent where the table has none.
struct PacePart {
  const Node* rhythm = nullptr;
  const Node* fade = nullptr;
};

struct DestinationPart {
  std::uint16_t state = kNoTransition;
  const Node* weight = nullptr;  // if there are several destinations
};

// A transition, or a move.
struct TransitionPart {
  const Node* node = nullptr;
  std::string name;
  std::uint16_t number = 0;  // of the name, in ActorParts::transition_names
  std::vector<std::uint16_t> from;
  std::vector<DestinationPart> to;  // at least one
  Timing timing = Timing::none;     // none: a timer
  const Node* amount = nullptr;     // its chance, rate or weight
  const Node* wait = nullptr;       // `after` or `at`
  bool at = false;                  // `wait` is the `at`
  const Node* let = nullptr;
  const Node* when = nullptr;
  const Node* set = nullptr;
  std::vector<RowsPart> emit;
  std::optional<EachPart> each;
  PacePart pace;
};

// [actor.X.state.NAME], of one state or of all states with one prefix.
struct StateBlock {
  const Node* node = nullptr;
  std::string prefix;       // or the whole name
  bool is_default = false;  // for all states whose names start with the prefix
  const Node* labels = nullptr;
  const Node* let = nullptr;
  const Node* set = nullptr;
  const Node* stay = nullptr;
  const Node* lead = nullptr;
  PacePart pace;
  std::optional<std::vector<RowsPart>> emit;
};

// All blocks of one state, merged.
struct StatePart {
  std::vector<const Node*> labels;
  std::vector<const Node*> let;
  std::vector<const Node*> set;
  const Node* stay = nullptr;
  bool own_stay = false;  // from the state's own block, not from a default
  const Node* lead = nullptr;
  bool own_lead = false;
  PacePart pace;
  std::vector<RowsPart> emit;
};

struct FinishPart {
  std::vector<std::uint16_t> in;
  std::vector<RowsPart> emit;
};

// Names that are in scope in some places of an actor only: if a column needs one that is missing, the error
// explains it.
struct PartialNames {
  std::set<std::string, std::less<>> lets;
  std::set<std::string, std::less<>> labels;
};

struct ActorParts {
  const Node* node = nullptr;
  std::string name;
  const Node* count = nullptr;
  const Node* per = nullptr;
  const Node* distinct = nullptr;
  const Node* attributes = nullptr;
  const Node* initial = nullptr;
  std::optional<Node> arrival;  // `at` of `start`; its key is `arrival`
  std::vector<RowsPart> start_emit;
  PacePart pace;
  StateNames states;
  std::vector<StateBlock> blocks;             // as written
  std::vector<StatePart> state_parts;         // one per state
  std::vector<std::string> transition_names;  // in the order of the file
  std::vector<TransitionPart> transitions;
  std::vector<FinishPart> finish;
  PartialNames partial;                         // the `let` names and labels of any transition or state
  std::set<std::string, std::less<>> assigned;  // the names that any `set` assigns to
  std::set<std::size_t> emitted;                // the tables that any `emit` names

  [[nodiscard]] std::string where() const { return "[actor." + name + "]"; }  // for messages
};

// "chance", "rate", "weight"; "after" for none.
[[nodiscard]] std::string_view timing_name(Timing timing);

}  // namespace seedbed::model
