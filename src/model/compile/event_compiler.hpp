// Compiles what the events of one actor compute and write: `let`, `set`, `each` and rows.
#pragma once
#include <string>
#include <vector>

#include "expression/expression.hpp"
#include "model/compile/actor_attributes.hpp"
#include "model/compile/actor_parts.hpp"
#include "model/model.hpp"

namespace seedbed::model {

// The `let` names of one transition, to be bound where its rows use them.
using Lets = std::vector<std::pair<const Node*, Binding>>;

class EventCompiler {
 public:
  // All arguments must outlive this. Appends code to `model.program`.
  EventCompiler(const ActorParts& parts, ActorAttributes& attributes, TableSet& tables, Model& model,
                Diagnostics& diagnostics)
      : parts_(parts), attributes_(attributes), tables_(tables), model_(model), diagnostics_(diagnostics) {}

  // In all functions, `place` addresses the draws and `where` describes the place in messages.

  // The scope of rows and transitions: the attributes, `now`, and the state and its labels as constants.
  [[nodiscard]] Scope state_scope(std::uint16_t state) const;
  // A text that never changes, as the value of a name.
  [[nodiscard]] Binding text_constant(std::string_view text) const;
  // Compiles each `let` and binds its name in `scope`.
  Lets compile_lets(const std::vector<const Node*>& lets, Scope& scope, const std::string& place,
                    const std::string& where);
  // `in_turn`: one after another. Otherwise all right-hand sides read the old values: they are computed
  // first, then copied to their attributes.
  void compile_set(const std::vector<const Node*>& sets, const Scope& scope, bool in_turn,
                   const std::string& place, const std::string& where);
  [[nodiscard]] Repeat compile_each(const EachPart& part, const Scope& outer, const std::string& place,
                                    const std::string& where);
  [[nodiscard]] std::vector<Emission> compile_rows(const std::vector<RowsPart>& rows, const Scope& scope,
                                                   const std::string& place);

  // Some row takes a serial number.
  [[nodiscard]] bool serials_in_rows() const { return serials_in_rows_; }

 private:
  [[nodiscard]] const Binding* find_attribute(const Node& set, const std::string& where);

  const ActorParts& parts_;
  ActorAttributes& attributes_;
  TableSet& tables_;
  Model& model_;
  Diagnostics& diagnostics_;
  bool serials_in_rows_ = false;
};

// The entries of `table`, which may be absent.
[[nodiscard]] std::vector<const Node*> entries_of(const Node* table);

}  // namespace seedbed::model
