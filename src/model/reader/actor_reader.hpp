// Compiles one [actor.NAME].
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/language/expression.hpp"
#include "model/model.hpp"
#include "model/reader/keys.hpp"
#include "model/reader/table_set.hpp"

namespace seedbed::model {

class ActorReader {
 public:
  // `outer` holds parameters and the clock. Reports to `diagnostics`; appends code to `model.program`.
  ActorReader(const Node& node, const Scope& outer, TableSet& tables, Model& model, Diagnostics& diagnostics);

  // Reads everything that has a name and compiles the attributes.
  void read();
  // Compiles transitions, start and finish rows. Called twice: first, into a scratch model, `tables` learns
  // the types of the columns; then they are fixed.
  void compile(Model& model);

  [[nodiscard]] ActorKind& kind() { return kind_; }

 private:
  struct Rows {  // one entry of an `emit`
    const Node* node = nullptr;
    std::size_t table = 0;
    const Node* when = nullptr;
    const Node* columns = nullptr;
  };
  struct Transition {
    const Node* node = nullptr;
    std::string name;
    std::uint16_t number = 0;
    std::vector<std::uint16_t> from;
    std::uint16_t to = kStay;
    const Node* chance = nullptr;
    const Node* let = nullptr;
    const Node* when = nullptr;
    const Node* set = nullptr;
    std::vector<Rows> emit;
  };
  struct FinishBlock {
    std::vector<std::uint16_t> in;
    std::vector<Rows> emit;
  };

  void read_states(Keys& keys);
  void name_states(const Node* initial);
  void read_transition(const Node& node);
  void read_finish(const Node& node);
  void read_start(const Node& node);
  void read_attributes(const Node* attributes);
  void order_attributes(const Node& attributes, std::vector<const Node*>& ordered);
  void compile_attribute(const Node& attribute);
  std::vector<Rows> read_emit(const Node* emit, const std::string& where);
  [[nodiscard]] std::optional<std::uint16_t> known_state(const Node& name, const std::string& where);
  void compile_initial(Model& model);
  void compile_arrival(Model& model);
  void compile_edge(const Transition& transition, std::uint16_t from, Model& model);
  void compile_set(const Transition& transition, const Scope& scope, Edge& edge, Model& model);
  std::vector<Emission> compile_rows(const std::vector<Rows>& rows, const Scope& scope,
                                     const std::string& place, Model& model);
  std::optional<Slot> compile_cell(const Rows& row, std::size_t column, const Scope& scope,
                                   const std::string& place, Model& model);
  std::optional<Condition> compile_condition(const Node& node, const Scope& scope, const std::string& place,
                                             Model& model);
  [[nodiscard]] bool lacks_let(const Rows& row, const Node& expression, const Scope& scope);
  void check_chances(State& state);
  void check_reachable();
  [[nodiscard]] Scope state_scope(const Scope& outer, std::uint16_t state, Model& model) const;

  const Node* node_;
  const Scope* outer_;
  TableSet* tables_;
  Model* model_;
  Diagnostics* diagnostics_;
  Scope scope_;  // index, attributes
  ActorKind kind_;
  std::map<std::string, std::uint16_t, std::less<>> states_;
  std::vector<Transition> transitions_;
  std::vector<FinishBlock> finish_;
  std::vector<Rows> start_emit_;
  const Node* arrival_ = nullptr;
  const Node* initial_ = nullptr;
  std::map<std::string, Binding, std::less<>> attribute_bindings_;
  std::set<std::string, std::less<>> assigned_;   // attributes that a `set` names
  std::set<std::string, std::less<>> let_names_;  // of any transition
};

}  // namespace seedbed::model
