// Compiles what one actor has before its first event: how many actors there are, their parents, and their
// attributes in the order in which they need each other. The types of attributes are known after this, so
// everything else of an actor can be compiled.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "expression/expression.hpp"
#include "model/compile/actor_parts.hpp"
#include "model/compile/entity_set.hpp"
#include "model/compile/rhythm_reader.hpp"
#include "model/compile/table_set.hpp"
#include "model/model.hpp"

namespace seedbed::model {

// What all actors of a model share; outlives their compilers.
struct ActorContext {
  const Scope& outer;  // parameters and the clock
  const RhythmNames& rhythms;
  std::map<std::string, std::string>& serial_owners;  // which kind each name of serial() belongs to
  EntitySet& entities;
  TableSet& tables;
  Diagnostics& diagnostics;
};

class ActorAttributes {
 public:
  // Appends code to `model.program`. Reports errors. `parts` must outlive this.
  ActorAttributes(const ActorParts& parts, const ActorContext& context, Model& model);
  ActorAttributes(const ActorAttributes&) = delete;
  ActorAttributes& operator=(const ActorAttributes&) = delete;

  // The kind with everything that does not depend on states and transitions.
  [[nodiscard]] const ActorKind& kind() const { return kind_; }
  // `index`, the parent, the attributes and, if the actor has one, the arrival.
  [[nodiscard]] const Scope& scope() const { return scope_; }
  // The attributes by name.
  [[nodiscard]] const std::map<std::string, Binding, std::less<>>& bindings() const { return bindings_; }
  // The attributes' code computes the arrival: some expression uses it.
  [[nodiscard]] bool stores_arrival() const { return arrival_stored_; }

  // What serial() may use where it is allowed, and the refusal elsewhere.
  [[nodiscard]] const SerialSource& serials() const { return serials_; }
  [[nodiscard]] const SerialSource& no_serials() const { return no_serials_; }
  // Becomes true when a compiled expression calls serial(); for the caller to reset.
  [[nodiscard]] bool& serial_used() { return serial_used_; }

 private:
  using Nodes = std::vector<const Node*>;

  void compile_count();
  void compile_per();
  void refuse_names();
  [[nodiscard]] std::set<std::string> find_mentions();
  [[nodiscard]] Nodes named_attributes();
  void compile_attributes();
  void compile_attribute(const Node& attribute);
  void compile_arrival();
  void finish_distinct(const Node& distinct);
  [[nodiscard]] const Node* find_distinct(Nodes& ordered);
  void add_serials(const std::set<std::string>& names);
  [[nodiscard]] std::uint16_t next_attribute(const ExprType& type);

  const ActorParts& parts_;
  ActorContext context_;
  const Scope& outer_;
  Model& model_;
  Diagnostics& diagnostics_;
  Scope scope_;
  SerialSource no_serials_;
  SerialSource serials_;
  bool serial_used_ = false;
  bool arrival_stored_ = false;
  std::string parent_name_;
  std::map<std::string, Binding, std::less<>> bindings_;
  ActorKind kind_;
};

}  // namespace seedbed::model
