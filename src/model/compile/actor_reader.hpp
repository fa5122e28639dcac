// Compiles one [actor.NAME]: reads what it says (actor_reader, attribute_reader, transition_reader,
// state_reader), then compiles it (actor_compiler, edge_compiler, pace_compiler, row_compiler) and looks at
// the whole (actor_checks).
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "document/keys.hpp"
#include "expression/expression.hpp"
#include "model/compile/actor_parts.hpp"
#include "model/compile/entity_set.hpp"
#include "model/compile/rhythm_reader.hpp"
#include "model/compile/row_compiler.hpp"
#include "model/compile/table_set.hpp"
#include "model/model.hpp"

namespace seedbed::model {

// What all actors of a model share; outlives their readers.
struct ActorContext {
  const Scope& outer;  // parameters and the clock
  const RhythmNames& rhythms;
  std::map<std::string, std::string>& serial_owners;  // which kind each name of serial() belongs to
  EntitySet& entities;
  TableSet& tables;
  Diagnostics& diagnostics;
};

class ActorReader {
 public:
  // Reports to the context's diagnostics; appends code to `model.program`.
  ActorReader(const Node& node, const ActorContext& context, Model& model);
  ActorReader(const ActorReader&) = delete;
  ActorReader& operator=(const ActorReader&) = delete;

  // Reads everything that has a name and compiles the attributes.
  void read();
  // Compiles transitions, states, start and finish rows. Called twice: first, into a scratch model, the
  // tables learn the types of the columns; then they are fixed.
  void compile(Model& model);

  [[nodiscard]] ActorKind& kind() { return kind_; }

 private:
  [[nodiscard]] std::string where() const { return "[actor." + kind_.name + "]"; }
  using Nodes = std::vector<const Node*>;
  struct Lets {  // of one transition, where its rows can see them
    std::vector<std::pair<const Node*, Binding>> bindings;
  };

  // Reading.
  void read_count(Keys& keys);
  void compile_per();
  [[nodiscard]] const Node* find_distinct(const Node* attributes, Nodes& ordered);
  void read_states(Keys& keys);
  void name_state(const Node& name);
  void name_states(const Node* names);
  void name_all_states(const Node* initial, const Node* transitions, const Node* blocks, const Node* moves);
  void read_state_block(const Node& node);
  void read_labels(const Node& labels);
  void merge_blocks(std::uint16_t state);
  void read_transitions(const Node* transitions, const Node* moves);
  void read_transition(const Node& node);
  void read_move(const Node& from, const Node& node);
  void read_from(TransitionPart& part, const Node* from, const std::string& where);
  void read_to(TransitionPart& part, const Node* to, const std::string& where);
  void read_body(TransitionPart& part, Keys& keys, const std::string& where);
  void read_timing(TransitionPart& part, Keys& keys, const std::string& where);
  void read_moves_are(Keys& keys);
  [[nodiscard]] std::optional<EachPart> read_each(const Node* each, const std::string& where);
  void add_transition(TransitionPart part);
  void read_finish(const Node& node);
  void read_start(const Node& node);
  void read_pace(PacePart& pace, Keys& keys);
  void note_names(const Node* let, const Node* set);
  std::vector<RowsPart> read_emit(const Node* emit, const std::string& where);
  std::optional<RowsPart> read_rows(const Node& entry, const std::string& where);
  [[nodiscard]] std::optional<std::uint16_t> known_state(const Node& name, const std::string& where);

  // Attributes.
  void read_attributes(const Node* attributes);
  void compile_attribute(const Node& attribute);
  void compile_arrival_attribute();
  void add_serials(const std::set<std::string>& names);
  [[nodiscard]] std::uint16_t next_attribute(const ExprType& type);
  void check_labels();

  // Compiling.
  void compile_states();
  void compile_initial(Model& model);
  void compile_arrival(Model& model);
  void compile_finish(Model& model);
  void compile_entry(std::uint16_t state, Model& model);
  void compile_edge(const TransitionPart& part, std::uint16_t from, Model& model);
  void bind_event(Scope& scope, const TransitionPart& part, std::uint16_t from, Model& model);
  void compile_amount(const TransitionPart& part, std::uint16_t from, const Scope& scope, Edge& edge,
                      Model& model);
  void compile_wait(const TransitionPart& part, std::uint16_t from, const Scope& scope, Edge& edge,
                    Model& model);
  [[nodiscard]] const Node* wait_of(const TransitionPart& part, std::uint16_t from, std::string& place);
  Lets compile_lets(const Nodes& lets, Scope& scope, const std::string& place, const std::string& where,
                    Model& model);
  void compile_set(const Nodes& sets, const Scope& scope, bool in_turn, const std::string& place,
                   const std::string& where, Model& model);
  [[nodiscard]] const Binding* attribute(const Node& set, const std::string& where);
  void check_weights(const TransitionPart& part, const Edge& edge);
  void compile_destination(const TransitionPart& part, const DestinationPart& to, std::uint16_t from,
                           const Lets& lets, const Scope& leaving, Edge& edge, Model& model);
  void check_lets(const Lets& lets, std::uint16_t entered, const TransitionPart& part);
  Repeat compile_each(const EachPart& part, const Scope& scope, const std::string& place,
                      const std::string& where, Model& model);
  void add_edge(const TransitionPart& part, std::uint16_t from, Edge edge);
  std::uint16_t compile_pace(const PacePart& pace, std::uint16_t state, const Scope& scope,
                             const std::string& place, Model& model);
  bool compile_rhythm(const Node& rhythm, const Scope& scope, const std::string& place, Pace& pace,
                      Model& model);
  bool compile_fade(const Node& fade, const Scope& scope, const std::string& place, Pace& pace, Model& model);
  std::optional<NumberOrCode> compile_number(const Node& node, const Scope& scope,
                                             const Expectation& expected, const std::string& place,
                                             Model& model);
  std::vector<Emission> compile_rows(const std::vector<RowsPart>& rows, const Scope& scope,
                                     const std::string& place, Model& model);
  // What rows and transitions see beside the attributes: now, and the state and its labels as constants.
  [[nodiscard]] Scope state_scope(std::uint16_t state, Model& model) const;

  // Looking at the whole.
  void sum_up(State& state);
  void check_waits();
  void check_reachable();

  const Node* node_;
  ActorContext context_;
  const Scope* outer_;
  TableSet* tables_;
  Model* model_;
  Diagnostics* diagnostics_;
  Scope scope_;  // index, attributes
  SerialSource no_serials_;
  SerialSource serials_;
  bool serial_used_ = false;
  bool event_named_ = false;  // what happens on some state's entry names the transition
  ActorKind kind_;
  std::map<std::string, std::uint16_t, std::less<>> states_;
  std::vector<StateBlock> blocks_;
  std::vector<StatePart> state_parts_;
  std::vector<TransitionPart> transitions_;
  std::vector<FinishPart> finish_;
  std::vector<RowsPart> start_emit_;
  PacePart pace_;
  Timing moves_are_ = Timing::weight;
  Node arrival_;  // its key is `arrival`
  bool arrives_ = false;
  bool arrival_stored_ = false;
  bool tick_missed_ = false;
  const Node* initial_ = nullptr;
  const Node* per_ = nullptr;
  const Node* distinct_ = nullptr;
  std::string parent_name_;
  std::map<std::string, Binding, std::less<>> attribute_bindings_;
  std::set<std::string, std::less<>> assigned_;  // attributes that a `set` names
  PartialNames partial_;                         // the `let` names and labels of any transition or state
  std::set<std::size_t> emitted_;                // tables
  std::vector<std::map<std::string, std::uint16_t>> pace_numbers_;  // of each state, by what they say
};

}  // namespace seedbed::model
