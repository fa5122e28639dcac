// Reads and compiles one [entity.NAME]: the source of its rows, their attributes, and the table that they are
// written to.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "document/keys.hpp"
#include "expression/expression.hpp"
#include "model/compile/actor_parts.hpp"
#include "model/compile/given_rows.hpp"
#include "model/compile/model_files.hpp"
#include "model/compile/table_set.hpp"
#include "model/model.hpp"

namespace seedbed::model {

// What all entities of a model share. Must outlive their readers.
struct EntityContext {
  const Scope& outer;  // parameters, the clock and the entities
  EntityNames& entities;
  TableSet& tables;
  ModelFiles& files;
  Diagnostics& diagnostics;
};

class EntityReader {
 public:
  // Reports to the context's diagnostics; appends code to `model.program`. `number` is that of
  // the entity in the context's entities, which hold the names already.
  EntityReader(const Node& node, std::uint16_t number, const EntityContext& context, Model& model);
  EntityReader(const EntityReader&) = delete;
  EntityReader& operator=(const EntityReader&) = delete;

  // Reads everything that has a name.
  void read();
  // The entities that must be compiled, and have rows, before this one.
  [[nodiscard]] const std::set<std::uint16_t>& needs() const { return needs_; }
  // Compiles the attributes and makes the fields known to expressions. REQUIRES: the entities in needs() are
  // compiled. `parent`: the kind that its rows belong to, if any.
  void compile(const EntityKind* parent);
  // Compiles the table's columns. May run more than once, as ActorCompiler::compile().
  void compile_row(Model& model);
  // Decides which fields are held, and the code that they need. REQUIRES: all expressions of the model are
  // compiled.
  void finish();

  [[nodiscard]] EntityKind& kind() { return kind_; }
  [[nodiscard]] const Node& node() const { return *node_; }

 private:
  struct Attribute {
    const Node* node;
    Code code;
    std::vector<std::string> needs;
  };

  [[nodiscard]] std::string where() const { return "[entity." + kind_.name + "]"; }
  [[nodiscard]] EntityInfo& info() const { return context_.entities[number_]; }
  void read_count(const Node& count);
  void read_rows(const Node* rows, const Node* file, const Node* types);
  void read_of(const Node* of);
  void read_table(const Node& table);
  void find_needs(const Node& node);
  void compile_attribute(const Node& attribute);
  void add_field(const std::string& name, const Binding& binding);
  void name_parent();
  void take_given();
  void match_parent(GivenColumn& column);
  [[nodiscard]] std::vector<const Node*> read_attributes();

  const Node* node_;
  std::uint16_t number_;
  EntityContext context_;
  Model* model_;
  Diagnostics* diagnostics_;
  Scope scope_;
  EntityKind kind_;
  std::set<std::uint16_t> needs_;
  const Node* per_ = nullptr;
  const Node* distinct_ = nullptr;
  const Node* attributes_ = nullptr;
  const Node* source_ = nullptr;  // `count`, `per`, `rows` or `file`
  const Node* of_ = nullptr;      // the entry of `of`: the parent's attribute
  std::optional<GivenRows> given_;
  std::optional<RowsPart> row_;
  std::vector<Attribute> compiled_;
};

}  // namespace seedbed::model
